# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from collections import defaultdict

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.refunds.invoice_credits import InvoiceCredits
from ..models.refunds.invoice_refund import InvoiceRefund
from ..models.refunds.refund_money import Fee, Goodwill
from .common_refund_sums import RefundSumCommon
from .common_seed import REPEAT

INVOICES = int(os.environ.get("AFTER_SALES_GOODWILL_INVOICES") or 30)


@tagged("post_install", "-at_install")
class TestRefundsGoodwillSum(RefundSumCommon):
    """With goodwill and fees between the parts, they sum to the invoice, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.after_sales_goodwill_product_id = cls._new_product(
            "Goodwill", type="service", is_storable=False
        )
        cls.company.after_sales_fee_product_id = cls._new_product(
            "Restocking fee", type="service", is_storable=False
        )
        cls.seen = defaultdict(int)

    def _draw_part(self, invoice):
        draw = self.random
        part = super()._draw_part(invoice).quantities
        goodwill = {}
        fees = {}
        refund = InvoiceRefund(invoice, part)
        for line in refund.lines:
            left = refund.get_goodwill_left(line)
            if left and draw.random() < 0.5:
                goodwill[line] = draw.choice(
                    (
                        Goodwill(percent=10),
                        Goodwill(percent=33.33),
                        Goodwill(percent=100),
                        Goodwill(amount=invoice.currency_id.round(left / 7)),
                        Goodwill(amount=left),
                    )
                )
            if invoice in self.with_fees and draw.random() < 0.5:
                fees[line] = draw.choice(
                    (Fee(percent=10), Fee(percent=33.33), Fee(amount=0.5))
                )
        refund = InvoiceRefund(invoice, part, goodwill=goodwill, fees=fees)
        try:
            refund.check()
        except UserError:
            return InvoiceRefund(invoice, part)
        self.seen["goodwill"] += len(goodwill)
        self.seen["fees"] += len(refund.fees_withheld)
        return refund

    def _get_left_to_do(self, invoices):
        taken = InvoiceCredits.of(invoices)
        return invoices.filtered(lambda x: any(taken[x].left.values()))

    def _assert_not_negative(self, invoice):
        if not InvoiceCredits.of(invoice)[invoice].fee_of:
            return super()._assert_not_negative(invoice)
        # What is paid is rounded, not what was withheld.
        left = invoice._refund_get_amounts_left()[invoice]
        if left < -invoice._refund_get_tolerance() - 0.001:
            self.off[invoice].append(("left", left))
        return None

    def _assert_all_given(self, invoice):
        taken = InvoiceCredits.of(invoice)[invoice]
        if not taken.fee_of:
            return self._assert_sums(invoice)
        # Fees are withheld: they are read of the entries besides. By tax, since a
        # discount for early payment is settled on some line.
        rests = defaultdict(lambda: (0.0, 0.0))
        for key in {*taken.amounts.invoiced, *taken.amounts.credited}:
            key_sum = key[1:] if key[1] else key
            rest = taken.amounts.get_rest(key)
            rests[key_sum] = taken.amounts.add(rests[key_sum], rest)
        for key, rest in rests.items():
            if key[-1] != "base" and any(taken.amounts.subtract(rest, None)):
                self.off[invoice].append((key, rest))
        notes = invoice.reversal_move_ids
        fees = notes.invoice_line_ids.filtered(lambda x: x.refund_kind == "fee")
        if not (
            invoice.invoice_cash_rounding_id
            or invoice.invoice_payment_term_id.early_pay_discount_computation == "mixed"
        ):
            paid = sum(notes.mapped("amount_total"))
            withheld = -sum(fees.mapped("price_total"))
            self._assert_same(
                invoice, "total", invoice, paid + withheld, invoice.amount_total
            )
        return None

    def test_parts_goodwill_and_fees_sum_to_the_invoice(self):
        self.off = defaultdict(list)
        for method in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = method
            invoices = left = self._draw_invoices(INVOICES // 2)
            self.with_fees = invoices[::3]
            for parts in (3, 2, 1):
                self._refund(left, parts)
                left = self._get_left_to_do(left)
            self.assertFalse(left)
            for invoice in invoices:
                self._assert_all_given(invoice)
            invoices.reversal_move_ids.filtered("line_ids").action_post()
        self.assertFalse(
            dict(self.off),
            f"{len(self.off)} of {INVOICES} invoices are off. {REPEAT}",
        )
        self.assertGreater(min(self.seen["goodwill"], self.seen["fees"]), INVOICES // 8)
