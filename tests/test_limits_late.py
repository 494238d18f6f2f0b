# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestLimitsLate(ReturnCommon):
    """What is returned, or repaired for nothing, after the last day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = cls._new_user("approver", "helpdesk_mgmt.group_helpdesk_user")
        cls.team.write({"use_product_repairs": True, "approver_ids": [cls.approver.id]})
        cls.product.product_tmpl_id.write(
            {"return_window_days": 14, "warranty": 1, "warranty_type": "month"}
        )
        delivered = fields.Datetime.now() - timedelta(days=60)
        cls.delivery.date_done = cls.delivery.move_ids.date = delivered
        cls.delivery.move_ids.move_line_ids.date = delivered

    def _repair(self, user=None, **values):
        return self._popup_as(
            user or self.agent, self.ticket, "action_repair", **values
        )

    def assertRefused(self, call, message="60|46 days over"):
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            call()
        self.env.invalidate_all()
        self.assertFalse(self.ticket.return_ids or self.ticket.repair_ids)

    def _grant(self, popup, method):
        popup.action_ask_approval()
        approval = popup.sudo().approval_id
        action = approval.with_user(self.approver).action_open_popup()
        popup = self.env[action["res_model"]].with_user(self.approver)
        getattr(popup.browse(action["res_id"]), method)()
        self.assertEqual(approval.state, "approved")
        return approval

    def test_returns_as_ever(self):
        form = self._open()
        self.assertFalse(form.after_sales_limits)
        self.assertTrue(self._press(form.save()))

    def test_late_return_with_approval(self):
        self.team.late_return = "approve"
        form = self._open()
        self.assertTrue(form.after_sales_may_ask)
        self.assertIn("46 days over", form.after_sales_limits)
        popup = form.save()
        for method in (
            "action_create_returns",
            "action_create_returns_all",
            "action_create_exchanges",
        ):
            self.assertRefused(getattr(popup, method), "46 days over")
        popup.approval_note = "A good customer"
        self._grant(popup, "action_create_returns")
        self.assertEqual(self.ticket.return_ids.move_ids.product_uom_qty, 5)

    def test_exchange_with_approval(self):
        self.team.late_return = "approve"
        popup = self._open(approval_note="A good customer").save()
        self._grant(popup, "action_create_exchanges")
        self.assertEqual(len(self.ticket.return_ids), 2)

    def test_late_return_never(self):
        self.team.late_return = "refuse"
        form = self._open()
        self.assertTrue(form.after_sales_beyond)
        self.assertFalse(form.after_sales_may_ask)
        popup = form.save()
        popup.approval_note = "A good customer"
        self.assertRefused(popup.action_ask_approval, "46 days over")
        self.assertRefused(popup.action_create_returns, "46 days over")

    def test_never_also_if_it_was_asked_for_before(self):
        self.team.late_return = "approve"
        popup = self._open(approval_note="A good customer").save()
        popup.action_ask_approval()
        approval = popup.sudo().approval_id
        action = approval.with_user(self.approver).action_open_popup()
        self.team.late_return = "refuse"
        popup = self.env[action["res_model"]].with_user(self.approver)
        popup = popup.browse(action["res_id"])
        self.assertRefused(popup.action_create_returns, "46 days over")
        self.assertEqual(approval.state, "to_approve")

    def test_final_sale(self):
        self.product.product_tmpl_id.is_final_sale = True
        self.team.late_return = "approve"
        popup = self._open().save()
        self.assertRefused(popup.action_create_returns, "Final sale")

    def test_in_time(self):
        self.team.late_return = "approve"
        self.product.product_tmpl_id.return_window_days = 90
        form = self._open()
        self.assertFalse(form.after_sales_beyond)
        self.assertTrue(self._press(form.save()))

    def test_late_warranty(self):
        self.team.late_warranty = "approve"
        form = self._repair(product_id=self.product)
        self.assertFalse(form.after_sales_beyond)
        form.under_warranty = True
        self.assertTrue(form.after_sales_may_ask)
        self.assertIn("expired", form.after_sales_limits)
        form.approval_note = "A good customer"
        popup = form.save()
        for method in ("action_confirm", "action_save"):
            self.assertRefused(getattr(popup, method), "expired")
        approval = self._grant(popup, "action_confirm")
        self.assertEqual(approval.name, "Repair under warranty: Desk lamp")
        self.assertTrue(self.ticket.repair_ids.under_warranty)

    def test_late_warranty_never(self):
        self.team.late_warranty = "refuse"
        form = self._repair(product_id=self.product, under_warranty=True)
        self.assertFalse(form.after_sales_may_ask)
        self.assertRefused(form.save().action_confirm, "expired")
        form = self._repair(product_id=self.product)
        form.save().action_confirm()
        self.assertFalse(self.ticket.repair_ids.under_warranty)

    def test_covered_by_the_warranty(self):
        self.team.late_warranty = "refuse"
        self.product.product_tmpl_id.warranty = 12
        form = self._repair(product_id=self.product)
        self.assertTrue(form.under_warranty)
        form.save().action_confirm()
        self.assertTrue(self.ticket.repair_ids.under_warranty)
