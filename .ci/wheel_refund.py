"""A refund from a ticket, in the addon as pip installed it.

``wheel_refund.py ODOO.CONF DATABASE``, in Odoo's Python. What is made stays in the
database. Says REFUNDED in the end.
"""

import sys
from pathlib import Path

import odoo.init  # noqa: F401  (before anything else of Odoo)

# isort: split
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import Form, new_test_user
from odoo.tools import config

ADDON = "helpdesk_mgmt_after_sales"
PRICE = 80.0


def make_shop(env):
    """Make an invoice, and the ticket of its customer.

    :return: the ticket, and an agent without any other rights
    """
    agent = new_test_user(
        env, login="agent", groups="helpdesk_mgmt.group_helpdesk_user_own"
    )
    customer = env["res.partner"].create({"name": "Deco Addict"})
    product = env["product.product"].create(
        {
            "name": "Desk lamp",
            "list_price": PRICE,
            "taxes_id": [Command.clear()],
            "invoice_policy": "order",
        }
    )
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [Command.create({"product_id": product.id})],
        }
    )
    order.action_confirm()
    order._create_invoices().action_post()
    team = env["helpdesk.ticket.team"].create(
        {
            "name": "Shop",
            "company_id": env.company.id,
            "use_credit_notes": True,
            "user_ids": [Command.set(agent.ids)],
        }
    )
    ticket = env["helpdesk.ticket"].create(
        {
            "name": "It does not work",
            "description": "It does not work.",
            "team_id": team.id,
            "user_id": agent.id,
            "partner_id": customer.id,
            "company_id": env.company.id,
            "sale_order_ids": [Command.set(order.ids)],
        }
    )
    return ticket, agent


def refund(ticket, agent):
    """Refund what the ticket's popup proposes, and return the credit note's total."""
    action = ticket.with_user(agent).action_refund()
    popup = ticket.with_user(agent).env[action["res_model"]]
    Form(popup.with_context(**action["context"])).save().refund_moves()
    (credit_note,) = ticket.draft_credit_note_ids
    return credit_note.amount_total


def main(configuration, database):
    """Make it, and tell."""
    config.parse_config(["-c", configuration, "-d", database, "--no-http"])
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"no_reset_password": True})
        place = Path(sys.modules[f"odoo.addons.{ADDON}"].__file__)
        assert place.is_relative_to(sys.prefix), f"the addon is loaded from {place}"
        total = refund(*make_shop(env))
        assert total == PRICE, f"refunded are {total}"
    print("REFUNDED")


if __name__ == "__main__":
    main(*sys.argv[1:])
