# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_field_service import FsmShop
from .common_notices import NoticeCase
from .common_refunds import RefundCommon
from .common_returns import ReturnShop


@tagged("post_install", "-at_install")
class TestNoticesPopup(NoticeCase, ReturnShop, FsmShop, RefundCommon):
    """The agent sees in each popup that a mail will go, or why none will."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.use_product_repairs = True

    def test_each_popup(self):
        for button, switch in (
            ("action_refund", "use_credit_notes"),
            ("action_return", "use_product_returns"),
            ("action_repair", "use_product_repairs"),
            ("action_plan_intervention", "use_fsm"),
        ):
            steps = self.env["helpdesk.after.sales.notice.setting"]._get_steps()
            steps = {
                key: step.label
                for key, (__, step) in steps.items()
                if step.service == switch and step.is_announced
            }
            before = self._popup_as(self.agent, self.ticket, button)
            self.assertNotIn("mail", before.after_sales_notice or "")
            self._switch(*steps)
            form = self._popup_as(self.agent, self.ticket, button)
            with self.subTest(button):
                self.assertIn(
                    "<div>Deco Addict (deco@example.com) will get a mail: "
                    f"{', '.join(steps.values())}.</div>",
                    form.after_sales_notice,
                )
                self.assertFalse(form.after_sales_blocked)

    def test_invoice_went_to_somebody_else(self):
        self._switch("credit_note_posted")
        order = self._new_order(partner_invoice_id=self.other_customer.id)
        self.ticket.sale_order_ids = order
        invoice = self._invoice(order)
        self.assertEqual(invoice.partner_id, self.other_customer)
        form = self._popup_as(self.agent, self.ticket, "action_refund")
        self.assertEqual(form.move_ids[:], invoice)
        self.assertIn("Gemini (gemini@example.com)", form.after_sales_notice)

    def test_why_not(self):
        self._switch("return_prepared")
        self.customer.email = False
        form = self._popup_as(self.agent, self.ticket, "action_return")
        self.assertIn(
            "No mail will go to the customer: Deco Addict has no valid e-mail address.",
            form.after_sales_notice,
        )

    def test_blocked(self):
        self._switch("return_prepared")
        popup = self._popup_as(self.agent, self.ticket, "action_return").save()
        popup.action_create_returns_all()
        form = self._popup_as(self.agent, self.ticket, "action_return")
        self.assertTrue(form.after_sales_blocked)
        self.assertNotIn("mail", form.after_sales_notice)
