"""What is killed: each press, and the capabilities whose work it is.

A capability has the name of its folders. One that writes nothing at a press of its own
says why. ``bin/devenv/tests/test_faults.py`` finds the folder that is in neither.
"""

# By name: the method of the shop that does all but the press, and the folders
CASES = {
    "refund": ("refund", ("refunds",)),
    "refund less a fee": ("refund_with_fee", ("refunds", "fees", "reasons")),
    "coupon": ("coupon", ("coupons",)),
    "mail with a coupon": ("coupon_mail", ("coupons",)),
    "link with a coupon": ("coupon_link", ("coupons",)),
    "return": ("return_", ("returns", "notices")),
    "exchange": ("exchange", ("exchanges",)),
    "repair": ("repair", ("repairs",)),
    "goods sent back": ("send_back", ("send_back",)),
    "repair that ends": ("repair_end", ("send_back",)),
    "visit": ("visit", ("field_service", "notices")),
    "signature": ("signature", ("field_service",)),
    "signature on the screen": ("screen_signature", ("field_service",)),
    "time of a visit": ("visit_time", ("visit_slots",)),
    "visit moved": ("visit_moved", ("visit_slots",)),
    "question to cancel a visit": ("visit_question", ("visit_slots",)),
    "rating": ("rating", ("ratings",)),
    "request": ("request", ("requests",)),
    "grant of a request": ("grant", ("requests",)),
    "request declined": ("decline", ("requests",)),
    "request withdrawn": ("withdraw", ("requests",)),
    "receipt with a refund": ("receipt", ("outcomes",)),
    "receipt with a replacement": ("receipt_replacement", ("outcomes", "exchanges")),
    "receipt with a repair": ("receipt_repair", ("outcomes", "repairs")),
    "receipt of scrap": ("receipt_scrap", ("dispositions",)),
    "overdue return": ("overdue", ("overdue",)),
    "tracking number": ("tracking", ("carriers",)),
    "mail sent again": ("mail_again", ("notices", "overview")),
    "undo": ("undo", ("undo", "overview")),
    "link": ("link", ("link",)),
    "link removed": ("unlink", ("link", "overview")),
    "merge": ("merge", ("merge",)),
    "what was bought": ("bought", ("bought",)),
    "ticket closed": ("close", ("closing",)),
    "return rules": ("rules", ("rules",)),
    "question for approval": ("question", ("approvals", "limits")),
    "approved refund": ("approval", ("approvals", "limits")),
    "approval refused": ("refusal", ("approvals",)),
}

# Capabilities at whose presses nothing is written
WITHOUT = {
    "analysis": "Shows what the others have written.",
    "first_steps": "Says what is missing, and opens Odoo's own forms to make it.",
    "my_ticket": "Shows customers what the others have written.",
}
