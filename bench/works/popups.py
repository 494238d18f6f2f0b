"""Refunds and returns, from the click to the document, and what popups offer."""

import clicks
from registry import Target, work

LINES = {
    1: Target(times=1.25, flat=1.3),
    5: Target(times=1.25, flat=1.3),
    50: Target(times=1.5, flat=1.3),
}
REFUND = {**LINES, 50: Target(times=1.5, flat=1.3, growth="refund, 5 lines")}
RETURN = {**LINES, 50: Target(times=1.5, flat=1.3, growth="return, 5 lines")}
OPEN = Target(flat=1.3, floor=30)
OPEN_GIANT = Target(times=1.3, flat=1.3, floor=30)
OFFER = Target(times=3, flat=1.3, floor=15)
BUTTONS = {
    "refund": "action_refund",
    "return": "action_return",
    "repair": "action_repair",
}
CUSTOMERS = {"one": "ticket_plain", "giant": "ticket_giant"}


def empty_ticket(desk, name):
    """Return a ticket about nothing bought: its popups propose nothing."""
    ticket = desk.record(name)
    values = {"product_id": False, "sale_order_ids": [(5,)]}
    if desk.has_addon:
        values["lot_id"] = False
    ticket.write(values)
    return ticket.id


def order_ticket(desk, lines):
    """Return a ticket about all of an order of so many lines."""
    ticket = desk.record(f"ticket_order_{lines}")
    ticket.product_id = False
    return ticket.id


@work("refund, {0} lines", cases=REFUND)
def refund(desk, lines):
    """Credit all of an invoice, as an agent without rights in Invoicing."""
    ticket, agent = order_ticket(desk, lines), desk.login("user_agent_own")
    return lambda: clicks.refund(agent, ticket)


@refund.against
def standard_refund(desk, lines):
    """Credit all of an invoice in Invoicing."""
    invoice, user = desk.id(f"invoice_{lines}"), desk.login("user_standard")
    return lambda: clicks.standard_refund(user, invoice)


@work("return, {0} lines", cases=RETURN)
def return_(desk, lines):
    """Return all of a delivery, as an agent without rights in Inventory."""
    ticket, agent = order_ticket(desk, lines), desk.login("user_agent_own")
    return lambda: clicks.return_(agent, ticket)


@return_.against
def standard_return(desk, lines):
    """Return all of a delivery in Inventory."""
    picking, user = desk.id(f"picking_{lines}"), desk.login("user_standard")
    return lambda: clicks.standard_return(user, picking)


def opening(desk, service, customer):
    """Open a popup that can propose nothing."""
    ticket = empty_ticket(desk, CUSTOMERS[customer])
    agent = desk.login("user_agent_own")
    return lambda: clicks.open_popup(agent, ticket, BUTTONS[service])


@work("open {0} popup, customer one", cases=dict.fromkeys(BUTTONS, OPEN), on=None)
def open_one(desk, service):
    """Open it for a customer like all others."""
    return opening(desk, service, "one")


@work("open {0} popup, giant", cases=dict.fromkeys(BUTTONS, OPEN_GIANT), on="ours")
def open_giant(desk, service):
    """Open it for the giant."""
    return opening(desk, service, "giant")


@open_giant.against
def open_one_beside(desk, service):
    """Open it for a customer like all others."""
    return opening(desk, service, "one")


# What is offered, as the best statement for it. A customer's deliveries are those to
# any of his addresses, and those of his orders.
INVOICES = """
    SELECT id FROM account_move
     WHERE commercial_partner_id = %(partner)s AND move_type = 'out_invoice'
       AND state = 'posted' AND company_id = %(company)s
     ORDER BY date DESC, name DESC, invoice_date DESC, id DESC LIMIT 8
"""
ORDERS = """
    SELECT id FROM sale_order
     WHERE partner_id = ANY(%(partners)s) AND state = 'sale'
       AND company_id = %(company)s
     ORDER BY date_order DESC, id DESC LIMIT 8
"""
DELIVERIES = """
    SELECT p.id FROM stock_picking p
      JOIN stock_picking_type t ON t.id = p.picking_type_id
     WHERE p.id IN (
            SELECT id FROM stock_picking WHERE partner_id = ANY(%(partners)s)
             UNION ALL
            SELECT d.id FROM sale_order o JOIN stock_picking d ON d.sale_id = o.id
             WHERE o.partner_id = ANY(%(partners)s))
       AND p.state = 'done' AND t.code = 'outgoing' AND p.company_id = %(company)s
     ORDER BY p.priority DESC, p.scheduled_date, p.id DESC LIMIT 8
"""
LOTS = """
    SELECT id FROM stock_lot WHERE product_id = %(product)s
     ORDER BY name, id LIMIT 8
"""
OFFERS = {
    "invoices": ("refund", "move_ids", "account.move", INVOICES),
    "refund's orders": ("refund", "sale_order_id", "sale.order", ORDERS),
    "return's orders": ("return", "sale_order_id", "sale.order", ORDERS),
    "deliveries": ("return", "picking_id", "stock.picking", DELIVERIES),
    "lots": ("repair", "lot_id", "stock.lot", LOTS),
}


@work(
    "drop-down of {0}, {1}",
    cases={(what, customer): OFFER for what in OFFERS for customer in CUSTOMERS},
    on="ours",
)
def offer(desk, what, customer):
    """Open a drop-down of a popup in which nothing is chosen yet."""
    service, field, _model, _query = OFFERS[what]
    ticket = empty_ticket(desk, CUSTOMERS[customer])
    if what == "lots":
        desk.env["helpdesk.ticket"].browse(ticket).product_id = desk.id(
            "product_serial"
        )
    agent = desk.login("user_agent_own")
    popup = clicks.open_popup(agent, ticket, BUTTONS[service])
    return lambda: popup.offer(field)


@offer.against
def offer_in_sql(desk, what, customer):
    """Find the same by a plain statement, and let Odoo name what it found."""
    _service, _field, model, query = OFFERS[what]
    partner = desk.record(CUSTOMERS[customer]).partner_id.commercial_partner_id
    values = {
        "partner": partner.id,
        "partners": partner.search([("id", "child_of", partner.id)]).ids,
        "company": desk.record("team").company_id.id,
        "product": desk.id("product_serial"),
    }
    superuser = desk.login(None)

    def click():
        desk.cr.execute(query, values)
        ids = [row[0] for row in desk.cr.fetchall()]
        superuser.call(model, "web_read", ids, specification={"display_name": {}})

    return click
