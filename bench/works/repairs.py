"""Repairs."""

import clicks
from registry import Target, work

REPAIR = Target(times=1.25, flat=1.3)


@work(
    "repair of a {0}",
    cases={"serial number": REPAIR, "product": REPAIR},
)
def repair(desk, what):
    """Confirm a repair from a ticket."""
    serial = what == "serial number"
    ticket = desk.id("ticket_serial" if serial else "ticket_product_order")
    agent = desk.login("user_agent_own")
    return lambda: clicks.repair(agent, ticket)


@repair.against
def standard_repair(desk, what):
    """Confirm a repair in Repairs, of a piece that is in stock.

    Else Odoo asks once more: then the popup of a ticket would be compared with two.
    """
    serial = what == "serial number"
    product = desk.record("product_serial" if serial else "product")
    lot = desk.record("lot") if serial else desk.env["stock.lot"]
    types = desk.env["stock.picking.type"].search(
        [
            ("code", "=", "repair_operation"),
            ("company_id", "=", desk.record("team").company_id.id),
        ]
    )
    for location in types.default_product_location_src_id:
        desk.env["stock.quant"]._update_available_quantity(
            product, location, 1, lot_id=lot
        )
    partner, user = desk.id("customer_one"), desk.login("user_standard")
    return lambda: clicks.standard_repair(user, partner, product.id, lot.id)
