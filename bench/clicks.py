"""From the click to the document: with the ticket's popups, and with the apps' own.

Each function does the clicks of one user, by whichever client; see :mod:`client`.
"""

from client import Screen


def open_popup(client, ticket, button):
    """Click a button of a ticket, and return the popup it opens."""
    action = client.call("helpdesk.ticket", button, [ticket])
    return Screen.of_action(client, action, **_active("helpdesk.ticket", ticket))


def refund(client, ticket):
    """Credit the invoice that the ticket's order proposes."""
    popup = open_popup(client, ticket, "action_refund")
    _expect(popup.lines["move_ids"] and popup.lines["refund_line_ids"], "no invoice")
    return popup.press("refund_moves")


def standard_refund(client, invoice):
    """Credit an invoice in Invoicing."""
    action = client.call("account.move", "action_reverse", [invoice])
    popup = Screen.of_action(client, action, **_active("account.move", invoice))
    return popup.press("refund_moves")


def return_(client, ticket):
    """Return all of the delivery that the ticket's order proposes."""
    popup = open_popup(client, ticket, "action_return")
    _expect(popup.values["picking_id"], "no delivery")
    return popup.press("action_create_returns")


def standard_return(client, picking):
    """Return all of a delivery in Inventory."""
    context = _active("stock.picking", picking)
    popup = Screen(client, "stock.return.picking", context=context)
    for line in popup.lines["product_return_moves"].values():
        line["quantity"] = line["move_quantity"]
    return popup.press("action_create_returns")


def coupon(client, ticket, program):
    """Make a coupon, up to the mail with its code."""
    popup = open_popup(client, ticket, "action_coupon")
    if popup.values.get("program_id") != program:
        popup.fill("program_id", program)
    return popup.press("action_send_email")


def standard_coupon(client, partner, program):
    """Make a coupon for a customer in Sales."""
    context = {**_active("loyalty.program", program), "default_mode": "selected"}
    popup = Screen(client, "loyalty.generate.wizard", context=context)
    popup.fill("customer_ids", [partner])
    popup.fill("description", "Gift")
    return popup.press("generate_coupons")


def task(client, ticket, project):
    """Plan a visit."""
    popup = open_popup(client, ticket, "action_plan_intervention")
    if popup.values.get("project_id") != project:
        popup.fill("project_id", project)
    return popup.press("action_create_task")


def standard_task(client, partner, project):
    """Make a task of a project for a customer."""
    form = Screen(client, "project.task", context={"default_project_id": project})
    form.fill("name", "It does not work")
    if "partner_id" in form.values:  # some projects have no customers
        form.fill("partner_id", partner)
    form.values["description"] = "<p>It does not work.</p>"
    return form.save()


def repair(client, ticket):
    """Confirm a repair of what the ticket is about."""
    popup = open_popup(client, ticket, "action_repair")
    _expect(popup.values["product_id"], "no product")
    return popup.press("action_confirm")


def standard_repair(client, partner, product, lot):
    """Confirm a repair order of a customer's piece, which is in stock."""
    form = Screen(client, "repair.order")
    form.fill("partner_id", partner)
    form.fill("product_id", product)
    if lot:
        form.fill("lot_id", lot)
    form.values["internal_notes"] = "<p>It does not work.</p>"
    action = form.press("action_validate")
    _expect(not isinstance(action, dict), "the piece is not in stock")
    return form.record


def _active(model, id_):
    return {"active_model": model, "active_id": id_, "active_ids": [id_]}


def _expect(condition, otherwise):
    if not condition:
        raise AssertionError(otherwise)
