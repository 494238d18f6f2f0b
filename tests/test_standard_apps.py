# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import re
from collections import Counter
from contextlib import suppress

from lxml import etree

from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tools import config

from .common_database import ADDON, DatabaseCase
from .common_standard import StandardShop, find_buttons, open_form, press
from .test_roles import ROLES

HELPDESK = "helpdesk_mgmt.group_helpdesk_user_own"


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
                getattr(x, "_module", None) == ADDON
                # What all models have is asked by those that hang on a document.
                and x._name not in ("base", "mail.thread")
                for x in model._model_classes__
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
            lambda x: (
                x.all_implied_ids & env.ref("base.group_user")
                and env.ref(HELPDESK) not in x.all_implied_ids
            )
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
                for node in find_buttons(etree.fromstring(view["arch"])):
                    if node.tag == "button" and node.get("type") == "object":
                        buttons[node.get("name")] = True
        return list(buttons)

    def test_rules_are_harmless_while_our_code_is_not_there(self):
        ours = self.with_us.registry
        models = [
            name
            for name in ours.descendants(["helpdesk.after.sales.scope"], "_inherit")
            # Models of ours are gone with it.
            if not ours[name]._abstract and ours[name]._original_module != ADDON
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
