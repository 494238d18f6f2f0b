# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_fees import FeeCommon
from .common_outcomes import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomesFee(OutcomeCommon, FeeCommon):
    """A restocking fee is shown before, and withheld when the goods arrive."""

    def test_fee_is_withheld(self):
        self._new_fee(percent=10, reason_id=self.reason.id)
        order = self._new_order([(self.product, 2)])
        delivery = self._deliver(order)
        self._invoice(order)
        ticket = self._new_ticket(sale_order_ids=[(6, 0, order.ids)])
        form = self._open(
            ticket,
            picking_id=delivery,
            after_sales_reason_id=self.reason,
            outcome="refund",
        )
        self.assertEqual(
            self._notice(form),
            "Will be refunded: $ 180.00, after a restocking fee of $ 20.00.",
        )
        back = self._press(form.save())
        rest = self._arrive(back, 1)
        self._arrive(rest)
        notes = self._credit_notes(ticket)
        self.assertEqual(notes.mapped("amount_total"), [90.0, 90.0])
        self.assertEqual(notes.after_sales_reason_id, self.reason)
        self.assertIn(self.fee_product, notes[0].invoice_line_ids.product_id)
