# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_closing import ClosingShop
from .common_documents import DocumentsCommon


@tagged("post_install", "-at_install")
class TestClosingAskLast(ClosingShop, DocumentsCommon):
    """The last open document may end without a change of its state that is tracked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.after_sales_ask_close = True

    def test_made_and_ended_at_once(self):
        """*Reverse and Create Invoice* makes a credit note that is posted."""
        popup = self._popup(self.accountant, invoices=self.invoice).save()
        popup.modify_moves()
        self.assertEqual(self.ticket.credit_note_ids.state, "posted")
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_made_and_still_open(self):
        self._reverse(self._popup(invoices=self.invoice))
        self.assertFalse(self._get_questions())

    def test_made_and_ended_while_more_is_open(self):
        self._new_coupon()
        self._popup(self.accountant, invoices=self.invoice).save().modify_moves()
        self.assertFalse(self._get_questions())

    def test_replacement_leaves_a_delivery_that_goes_on(self):
        popup = self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=self.delivery
        )
        with popup.product_return_moves.edit(0) as line:
            line.quantity = 1
        popup.save().action_create_exchanges()
        back = self.ticket.return_ids.filtered("return_id")
        replacement = self.ticket.return_ids - back
        other = replacement.move_ids.copy(
            {"product_id": self._new_product("Chair").id, "helpdesk_return_id": False}
        )
        other._action_confirm(merge=False)
        self._receive(self._tracked(back))
        self._flush_tracking()
        self.assertFalse(self._get_questions())
        undo = self._open_popup_as(
            self.agent, replacement.with_user(self.agent).action_after_sales_undo()
        )
        undo.reason = "Wrong product"
        undo.save().action_undo()
        self.assertNotEqual(replacement.state, "cancel")
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_open_one_is_linked_no_more(self):
        refund = self._new_refund()
        refund.with_user(self.agent).action_after_sales_remove_link()
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_ended_one_is_linked_no_more(self):
        """Whether to close was asked when it ended."""
        refund = self._new_refund()
        refund.action_post()
        self._flush_tracking()
        self._get_questions().unlink()
        refund.with_user(self.agent).action_after_sales_remove_link()
        self.assertFalse(self._get_questions())
