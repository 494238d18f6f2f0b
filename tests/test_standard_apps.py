# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import re
from collections import Counter
from contextlib import contextmanager, suppress
from unittest.mock import patch

from lxml import etree

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.sql_db import Cursor
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import config

from .common_database import ADDON, DatabaseCase
from .test_roles import ROLES

HELPDESK = "helpdesk_mgmt.group_helpdesk_user_own"


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
            warehouse.delivery_route_id.rule_ids[0],
            env.user,
            env["ir.rule"].search([], limit=1),
            orders[0].message_post(body="Thank you."),
            env["loyalty.rule"].create({"program_id": program.id}),
        ):
            self.records[record._name] = record
        self.more_records = [orders[1], invoices[1], invoices[2]]
        for model, record in (
            ("account.move.reversal", invoices[0]),
            ("stock.return.picking", delivery),
            ("loyalty.generate.wizard", program),
        ):
            self.records[model] = self.env[model].with_context(
                active_id=record.id, active_ids=record.ids, active_model=record._name
            )
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
            env.clear()
            savepoint.close()
            env.invalidate_all()
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
WITHOUT_CODE = """
from odoo.tests import new_test_user
assert 'helpdesk.after.sales.scope' not in env
partner = env['res.partner'].create({'name': 'Customer'})
product = env['product.product'].create({'name': 'Lamp', 'type': 'consu'})
order = env['sale.order'].create({
    'partner_id': partner.id,
    'order_line': [(0, 0, {'product_id': product.id})],
})
order.action_confirm()
env['account.move'].create({
    'move_type': 'out_invoice',
    'partner_id': partner.id,
    'invoice_line_ids': [(0, 0, {'name': 'Lamp', 'price_unit': 10})],
}).action_post()
env['repair.order'].create({'product_id': product.id})
program = env['loyalty.program'].create({
    'name': 'Sorry',
    'program_type': 'coupons',
    'rule_ids': [(0, 0, {})],
    'reward_ids': [(0, 0, {})],
})
card = env['loyalty.card'].create({'program_id': program.id, 'points': 5})
env['loyalty.history'].create({'card_id': card.id, 'description': 'x', 'issued': 5})
project = env['project.project'].create({
    'name': 'Office', 'privacy_visibility': 'followers',
})
env['project.task'].create({'name': 'Move', 'project_id': project.id})
records = {model: env[model].search([]) for model in MODELS}
env = env(context={'no_reset_password': True})
agent = new_test_user(env, login='agent', groups=AGENT)
employee = new_test_user(env, login='employee')
for model in MODELS:
    assert records[model], model
    anyway = len(records[model].with_user(employee)._filtered_access('read'))
    readable = len(records[model].with_user(agent)._filtered_access('read'))
    assert readable == anyway, (model, readable, anyway)
for role in ROLES:
    groups = role + ',base.group_user'
    before = new_test_user(env, login=role, groups=groups)
    both = new_test_user(env, login=role + '2', groups=groups + ',' + AGENT)
    for model in MODELS:
        mine = records[model].with_user(before)._filtered_access('read')
        ours = records[model].with_user(both)._filtered_access('read')
        assert set(mine.ids) <= set(ours.ids), (role, model)
print('HARMLESS')
"""


@tagged("post_install", "-at_install", "-standard", "after_sales_standard")
class TestStandardApps(DatabaseCase):
    """Whoever has no Helpdesk rights notices nothing of this addon.

    Every form and button of every model that it extends is tried with it and without
    it, by a user of each group that may use them and implies no other such group. What
    comes of it has to be the same, with no query more and none to a table of ours.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        database = cls._copy_template("standard_with")
        cls._server(database, "-i", ADDON)
        cls.without_code = cls._copy_template("standard_without_code", database)
        cls.with_us = cls._open_shop(database)
        cls.without = cls._open_shop(cls._copy_template("standard_without"))
        ours, without = cls.with_us.registry, cls.without.registry
        cls.extended = sorted(
            name
            for name, model in ours.items()
            if name in without
            and not model._abstract
            # Its lines are a part of the wizard.
            and name != "stock.return.picking.line"
            and any(
                getattr(x, "_module", None) == ADDON for x in model._model_classes__
            )
        )
        cls.our_tables = re.compile(
            "|".join(
                rf'"{model._table}"'
                for name, model in ours.items()
                if name not in without and not model._abstract
            )
        )

    @classmethod
    def _open_shop(cls, database):
        # Loading it is no run of Odoo's own tests, whatever runs this one.
        test_enable, config["test_enable"] = config["test_enable"], False
        try:
            registry = Registry(database)
        finally:
            config["test_enable"] = test_enable
        cls.addClassCleanup(Registry.delete, database)
        shop = StandardShop(registry)
        cls.addClassCleanup(shop.close)
        return shop

    def _lowest_groups(self, model, operation):
        """Return who may use a model without this addon, higher groups left out."""
        env = self.without.env
        rights = env["ir.model.access"].search(
            [("model_id.model", "=", model), (f"perm_{operation}", "=", True)]
        )
        groups = rights.group_id.filtered(
            lambda x: x.all_implied_ids & env.ref("base.group_user")
            and env.ref(HELPDESK) not in x.all_implied_ids
        )
        lowest = groups.filtered(lambda x: not (x.all_implied_ids - x) & groups)
        return list(lowest.get_external_id().values())

    def _compare(self, what, function, group):
        before, queries_before = self.without.run(function, group)
        after, queries_after = self.with_us.run(function, group)
        with self.subTest(what=what, group=group):
            if isinstance(before, Exception):
                self.assertEqual(type(after), type(before), (before, after))
            elif isinstance(after, Exception):
                raise after
            else:
                self.assertEqual(after, before)
            ours = [x for x in queries_after if self.our_tables.search(x)]
            self.assertFalse(ours)
            self.assertLessEqual(
                len(queries_after),
                len(queries_before),
                "More queries:\n"
                + "\n".join(
                    (Counter(queries_after) - Counter(queries_before)).elements()
                ),
            )

    def test_every_model_has_a_record_to_try(self):
        self.assertIn("account.move.reversal", self.extended)
        self.assertEqual(set(self.extended), set(self.with_us.records))

    def test_forms(self):
        for model in self.extended:
            transient = self.with_us.env[model]._transient
            for group in self._lowest_groups(model, "create" if transient else "read"):
                self._compare(f"form of {model}", open_form(model), group)
                if not transient:
                    form = open_form(model, new=True)
                    self._compare(f"new form of {model}", form, group)

    def test_buttons(self):
        pressed = 0
        for model in self.extended:
            transient = self.with_us.env[model]._transient
            for group in self._lowest_groups(model, "create" if transient else "read"):
                for button in self._buttons(model, group):
                    pressed += 1
                    self._compare(f"{button} of {model}", press(model, button), group)
        self.assertGreater(pressed, 100)

    def _buttons(self, model, group):
        """Return the buttons that the standard views of a model show to a user."""
        env = self.without.as_user(group)
        buttons = {}
        for view_type in ("form", "list", "kanban"):
            with suppress(UserError):
                view = env[model].get_view(view_type=view_type)
                for node in etree.fromstring(view["arch"]).iter("button"):
                    if node.get("type") == "object":
                        buttons[node.get("name")] = True
        return list(buttons)

    def test_rules_are_harmless_while_our_code_is_not_there(self):
        ours = self.with_us.registry
        models = [
            name
            for name in ours.descendants(["helpdesk.after.sales.scope"], "_inherit")
            if not ours[name]._abstract
        ]
        self.assertIn("stock.picking", models)
        script = WITHOUT_CODE.replace("MODELS", repr(models))
        script = script.replace("ROLES", repr(ROLES)).replace("AGENT", repr(HELPDESK))
        paths = [
            path
            for path in config["addons_path"]
            if not os.path.exists(os.path.join(path, ADDON))
        ]
        log = self._shell(
            self.without_code,
            script,
            f"--addons-path={','.join(paths)}",
            errors=True,
        )
        self.assertIn("HARMLESS", log, log[-3000:])
