# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestRulesRights(ReturnCommon):
    """Helpdesk managers write the rules of their company, nobody without that."""

    def _open_rules(self, user):
        action = self.env.ref(
            "helpdesk_mgmt_after_sales.helpdesk_after_sales_rules_action"
        )
        return Form(self.env[action.res_model].with_user(user))

    def test_manager_writes_them(self):
        self.company.return_window_days = 10
        form = self._open_rules(self.manager)
        self.assertEqual(form.return_window_days, 10)
        form.return_window_days = 14
        form.save().action_save()
        self.assertEqual(self.company.return_window_days, 14)
        # By the popup alone, which writes nothing else.
        with self.assertRaises(AccessError):
            self.company.with_user(self.manager).return_window_days = 20

    def test_manager_writes_those_of_products_and_categories(self):
        category = self.env["product.category"].create({"name": "Lamps"})
        product = self.product.product_tmpl_id
        for applies_to, name, ruled in (
            ("category", "categ_id", category),
            ("product", "product_tmpl_id", product),
        ):
            form = self._open_rules(self.manager)
            form.applies_to = applies_to
            form[name] = ruled
            self.assertFalse(form.return_window_days)
            form.return_window_days = 7
            form.is_final_sale = True
            form.save().action_save()
            self.assertRecordValues(
                ruled, [{"return_window_days": 7, "is_final_sale": True}]
            )
            form = self._open_rules(self.manager)
            form.applies_to = applies_to
            form[name] = ruled
            self.assertEqual(form.return_window_days, 7)
            self.assertTrue(form.is_final_sale)
        self.assertFalse(self.company.return_window_days)
        with self.assertRaises(AccessError):
            product.with_user(self.manager).return_window_days = 9

    def test_nothing_chosen(self):
        rules = self.env["helpdesk.after.sales.rules"].with_user(self.manager)
        popup = rules.create({"applies_to": "product", "return_window_days": 3})
        with self.assertRaisesRegex(UserError, "Choose the product category"):
            popup.action_save()
        self.assertFalse(self.company.return_window_days)

    def test_negative_number(self):
        form = self._open_rules(self.manager)
        form.return_window_days = -1
        with self.assertRaisesRegex(UserError, "cannot be negative"):
            form.save().action_save()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_agents_do_not(self):
        for user in (self.agent, self.agent_all, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["helpdesk.after.sales.rules"].with_user(user).create({})
        popup = self._open_rules(self.manager).save()
        with self.assertRaises(AccessError):
            popup.with_user(self.agent).action_save()

    def test_another_company(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        rules = self.env["helpdesk.after.sales.rules"].with_user(self.manager)
        with self.assertRaises(AccessError):
            rules.create({"company_id": branch.id, "return_window_days": 5})
        with self.assertRaises(UserError):
            rules.create({"return_window_days": "5; DROP"})
        popup = rules.create({"return_window_days": 5})
        with self.assertRaises(AccessError):
            popup.company_id = branch
        self.manager.company_ids += branch
        popup = rules.with_context(
            allowed_company_ids=[branch.id, self.company.id]
        ).create({"return_window_days": 5})
        popup.action_save()
        self.assertEqual(branch.return_window_days, 5)
        self.assertFalse(self.company.return_window_days)

    def test_manager_of_another_popup(self):
        popup = self._open_rules(self.manager).save()
        other = self._new_user("manager2", "helpdesk_mgmt.group_helpdesk_manager")
        with self.assertRaises(AccessError):
            popup.with_user(other).action_save()

    def test_products_follow_their_own_rights(self):
        with self.assertRaises(AccessError):
            self.product.with_user(self.agent).return_window_days = 5
        self.product.with_user(
            self._new_user("seller", "product.group_product_manager")
        ).return_window_days = 5
        self.assertEqual(self.product.return_window_days, 5)
