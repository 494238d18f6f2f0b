# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..models.refunds.invoice_refund import InvoiceRefund
from ..models.refunds.refund_money import Goodwill
from .common_bought import BoughtCommon


@tagged("post_install", "-at_install")
class TestBoughtGoodwill(BoughtCommon):
    """Goodwill in the tab of what a customer bought: money, but no piece."""

    def _give(self, line, **values):
        refund = InvoiceRefund(line.move_id, {}, goodwill={line: Goodwill(**values)})
        refund.check()
        context = InvoiceRefund.get_context([refund])
        note = line.move_id.with_context(**context)._reverse_moves(
            [{"helpdesk_ticket_id": self.ticket.id}]
        )
        refund.apply_to(note)
        return note

    def test_goodwill(self):
        service = {"type": "service", "is_storable": False}
        product = self._new_product("Goodwill", **service)
        self.company.after_sales_goodwill_product_id = product
        line = self.invoice.invoice_line_ids
        note = self._give(line, percent=10)
        amount = f"{note.amount_total:,.2f}"
        told = self._get_line()
        self.assertRegex(
            told["facts"]["refunded"],
            rf"^Refunded: [^,]*{amount}[^,]*, not all posted yet$",
        )
        self.assertEqual(told["offers"]["use_credit_notes"], "")
        note.action_post()
        told = self._get_line()
        self.assertRegex(told["facts"]["refunded"], rf"^Refunded: [^,]*{amount}\D*$")
        self._give(line, percent=100)
        told = self._get_line()
        self.assertEqual(told["offers"]["use_credit_notes"], "All of it is refunded")
