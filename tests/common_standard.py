# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.sql_db import Cursor
from odoo.tests import Form, new_test_user


class StandardShop:
    """The same records of the standard apps, whether this addon is installed or not.

    The records a button is pressed on stand in ``records``, by model; for a wizard the
    context that opens it.
    """

    def __init__(self, registry):
        self.registry = registry
        self.cr = registry.cursor()
        context = {"tracking_disable": True, "no_reset_password": True}
        self.env = api.Environment(self.cr, SUPERUSER_ID, context)
        self.users = {}
        self.records = {}
        self._set_up()
        self.env.flush_all()

    def close(self):
        self.cr.rollback()
        self.cr.close()

    def _set_up(self):
        env = self.env
        company = env.company
        partner = env["res.partner"].create({"name": "Deco", "email": "d@example.com"})
        product, tracked = env["product.product"].create(
            [
                {
                    "name": name,
                    "type": "consu",
                    "is_storable": True,
                    "list_price": 100.0,
                    "taxes_id": [Command.clear()],
                    "invoice_policy": "order",
                    "tracking": tracking,
                }
                for name, tracking in (("Lamp", "none"), ("Machine", "lot"))
            ]
        )
        warehouse = env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        lot = env["stock.lot"].create({"name": "L1", "product_id": tracked.id})
        for item, lot_id in ((product, None), (tracked, lot)):
            env["stock.quant"]._update_available_quantity(
                item, warehouse.lot_stock_id, 1000, lot_id=lot_id
            )
        orders = env["sale.order"]
        for __ in range(2):
            orders += orders.create(
                {
                    "partner_id": partner.id,
                    "order_line": [
                        Command.create({"product_id": x.id, "product_uom_qty": 2})
                        for x in [product, tracked] * 5
                    ],
                }
            )
        orders[0].action_confirm()
        delivery = orders.picking_ids
        for move in delivery.move_ids:
            move.quantity = move.product_uom_qty
        delivery.move_ids.picked = True
        delivery._action_done()
        invoices = env["account.move"]
        for move_type in ("out_invoice", "in_invoice", "out_invoice"):
            invoices += invoices.create(
                {
                    "move_type": move_type,
                    "partner_id": partner.id,
                    "invoice_date": fields.Date.today(),
                    "invoice_line_ids": [
                        Command.create({"product_id": product.id, "quantity": 1})
                        for __ in range(3)
                    ],
                }
            )
        invoices[:2].action_post()
        repair = env["repair.order"].create(
            {"product_id": product.id, "partner_id": partner.id}
        )
        program = env["loyalty.program"].create(
            {
                "name": "Sorry",
                "program_type": "coupons",
                "applies_on": "current",
                "trigger": "with_code",
                "reward_ids": [Command.create({"required_points": 5})],
            }
        )
        card = env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": partner.id, "points": 5}
        )
        history = env["loyalty.history"].create(
            {"card_id": card.id, "description": "x", "issued": 5}
        )
        project = env["project.project"].create(
            {
                "name": "Office",
                "privacy_visibility": "portal",
                "type_ids": [Command.create({"name": "New"})],
            }
        )
        task = env["project.task"].create(
            {"name": "Move", "project_id": project.id, "partner_id": partner.id}
        )
        for record in (
            company,
            product,
            orders[0],
            orders[0].order_line[0],
            delivery,
            delivery.move_ids[0],
            delivery.move_line_ids[0],
            invoices[0],
            invoices[0].invoice_line_ids[0],
            invoices[0].journal_id,
            repair,
            program,
            card,
            history,
            project,
            project.type_ids,
            task,
            env["helpdesk.ticket"].create({"name": "Ticket", "description": "Broken"}),
            env["helpdesk.ticket.team"].create({"name": "Team"}),
            orders[0].partner_id,
            warehouse.delivery_route_id.rule_ids[0],
            env.user,
            env["ir.rule"].search([], limit=1),
            orders[0].message_post(
                body="Thank you.", attachments=[("thanks.txt", b"Thank you.")]
            ),
            orders[0].message_ids.attachment_ids[0],
            env["web_tour.tour"].create({"name": "round"}),
            env["mail.followers"].create(
                {
                    "res_model": "sale.order",
                    "res_id": orders[0].id,
                    "partner_id": env.user.partner_id.id,
                }
            ),
            orders[0].activity_schedule(user_id=env.user.id),
            env["mail.scheduled.message"].create(
                {
                    "model": "sale.order",
                    "res_id": orders[0].id,
                    "author_id": partner.id,
                    "scheduled_date": "2099-01-01 00:00:00",
                }
            ),
            env["loyalty.rule"].create({"program_id": program.id}),
            product.product_tmpl_id,
            env["product.category"].create({"name": "Lamps"}),
            lot,
            warehouse,
            env["stock.quant"].search([("lot_id", "=", lot.id)], limit=1),
            env["account.cash.rounding"].create({"name": "Cash", "rounding": 0.05}),
            env.ref("account.account_invoices"),
        ):
            self.records[record._name] = record
        for model, record in (
            ("account.move.reversal", invoices[0]),
            ("stock.return.picking", delivery),
            ("loyalty.generate.wizard", program),
            ("mail.compose.message", orders[0]),
        ):
            self.records[model] = self.env[model].with_context(
                active_id=record.id, active_ids=record.ids, active_model=record._name
            )
        self.records["mail.compose.message"] = self.env[
            "mail.compose.message"
        ].with_context(**card.action_coupon_send()["context"])
        self.delivery = delivery
        self.invoice = invoices[0]

    def as_user(self, group):
        """Return the environment of a user who is in this one group."""
        if group not in self.users:
            self.users[group] = new_test_user(
                self.env, login=f"standard_{group}", groups=group
            )
        # As a request has it: without what makes the set-up quick.
        return api.Environment(self.cr, self.users[group].id, {})

    def run(self, function, group):
        """Run a function as a user, twice; the second time with warm caches.

        :param function: takes this shop and the user's environment
        :return: what it returned or the exception it raised, and its queries
        """
        for __ in range(2):
            env = self.as_user(group)
            savepoint = self.cr.savepoint(flush=False)
            with self.queries() as queries:
                try:
                    outcome = function(self, env)
                    env.flush_all()
                except Exception as error:  # noqa: BLE001
                    outcome = error
            savepoint.close()
            # Environments that live on would know their company in the next run, too;
            # no request has any of another.
            env.transaction.reset()
        return outcome, queries

    @staticmethod
    @contextmanager
    def queries():
        queries = []
        execute = Cursor.execute

        def record(cursor, query, params=None, log_exceptions=True):
            query_text = getattr(query, "code", query)
            if isinstance(query_text, bytes):
                query_text = query_text.decode()
            queries.append(query_text)
            return execute(cursor, query, params, log_exceptions)

        with patch.object(Cursor, "execute", record):
            yield queries


def find_buttons(arch):
    """Return what can be pressed in a view and calls the server.

    :param arch: the view's root, as the client gets it
    """
    return arch.xpath("//*[self::button or self::a][@type='object' or @type='action']")


def open_form(model, new=False):
    """Open the form of a record, or of a new one."""

    def function(shop, env):
        record = shop.records[model]
        record = record.with_env(env(context=record.env.context))
        return type(Form(record.browse() if new else record)).__name__

    return function


def press(model, button):
    """Press a button of a form or list."""

    def function(shop, env):
        record = shop.records[model]
        record = record.with_env(env(context=record.env.context))
        if record._transient:
            record = Form(record).save()
        if model == "stock.return.picking":
            record.product_return_moves.quantity = 1
        result = getattr(record, button)()
        if isinstance(result, dict):
            return result.get("type"), result.get("res_model"), result.get("view_mode")
        return type(result).__name__

    return function


# The addon is installed, but its code is not there: what the rules say then.
