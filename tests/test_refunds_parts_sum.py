# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from collections import defaultdict

from odoo.tests import tagged

from .common_refund_sums import RefundSumCommon
from .common_seed import REPEAT

INVOICES = int(os.environ.get("AFTER_SALES_INVOICES") or 100)


@tagged("post_install", "-at_install")
class TestRefundsPartsSum(RefundSumCommon):
    """Whatever the invoice and whatever the parts: they sum to it."""

    def test_parts_sum_to_the_invoice(self):
        self.off = defaultdict(list)
        for method in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = method
            invoices = left = self._draw_invoices(INVOICES // 2)
            for parts in (3, 2, 1):
                left = self._refund(left, parts)
            self.assertFalse(left)
            for invoice in invoices:
                self._assert_sums(invoice)
        self.assertFalse(
            dict(self.off),
            f"{len(self.off)} of {INVOICES} invoices are off. {REPEAT}",
        )
