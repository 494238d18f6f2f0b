# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.refunds.invoice_credits import InvoiceCredits
from .common_fees import FeeCommon


@tagged("post_install", "-at_install")
class TestFeesRefunds(FeeCommon):
    """Restocking fees in the Refund popup."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls._new_tax(15)
        cls.taxed = cls._new_invoice(
            [
                (cls.product, 2, {"tax_ids": [Command.set(cls.tax.ids)]}),
                (cls.shipping, 1, {"price_unit": 9}),
            ]
        )
        cls.line = cls.taxed.invoice_line_ids[0]

    def test_without_fees_the_popup_is_as_ever(self):
        form = self._popup(invoices=self.taxed)
        self.assertFalse(form.refund_has_fee)
        self.assertEqual(form.refund_total, 239)
        self._new_fee(percent=10)
        self.company.after_sales_fee_product_id = False
        form = self._popup(invoices=self.taxed)
        self.assertFalse(form.refund_has_fee)
        self.assertEqual(form.refund_total, 239)

    def test_withheld_with_the_lines_taxes_and_not_of_services(self):
        self._new_fee(percent=10)
        form = self._popup(invoices=self.taxed)
        self.assertTrue(form.refund_has_fee)
        self.assertAlmostEqual(form.refund_total, 239 - 23)
        self.assertIn("23.00", form.refund_fees)
        with form.refund_line_ids.edit(0) as line:
            self.assertAlmostEqual(line.fee_amount, 23)
            self.assertAlmostEqual(line.amount, 207)
        self.assertTrue(form.refund_is_partial)
        note = self._reverse(form)
        self.assertAlmostEqual(note.amount_total, 216)
        fee = note.invoice_line_ids.filtered(lambda x: x.refund_kind == "fee")
        self.assertRecordValues(
            fee,
            [
                {
                    "product_id": self.fee_product.id,
                    "name": "Restocking fee for Desk lamp",
                    "quantity": 1,
                    "price_unit": -20,
                    "tax_ids": self.tax.ids,
                    "price_total": -23,
                    "refunded_line_id": self.line.id,
                }
            ],
        )
        self.assertNotIn("Restocking", note._after_sales_describe())
        note.action_post()

    def test_counts_as_given(self):
        self._new_fee(percent=10)
        form = self._popup(invoices=self.taxed)
        self._set_quantities(form, {self.product: 1, self.shipping: None})
        self.assertAlmostEqual(self._reverse(form).amount_total, 103.5)
        taken = InvoiceCredits.of(self.taxed)[self.taxed]
        self.assertAlmostEqual(taken.fees, 11.5)
        self.assertAlmostEqual(taken.amount_left, 124)
        self.assertFalse(taken.is_edited)
        rest = self._popup(invoices=self.taxed)
        self.assertAlmostEqual(self._reverse(rest).amount_total, 124 - 11.5)
        taken = InvoiceCredits.of(self.taxed)[self.taxed]
        self.assertTrue(taken.is_used_up)
        self.assertAlmostEqual(taken.amount_left, 0)
        self.assertNotIn(self.taxed, self._offered(self._popup()))
        self.taxed.reversal_move_ids.action_post()

    def test_amount_per_piece_and_never_more_than_is_refunded(self):
        fee = self._new_fee(amount=7)
        form = self._popup(invoices=self.taxed)
        self.assertAlmostEqual(form.refund_total, 239 - 14)
        fee.amount = 1000
        form = self._popup(invoices=self.taxed)
        self.assertAlmostEqual(form.refund_total, 9)
        self.assertAlmostEqual(self._reverse(form).amount_total, 9)

    def test_per_piece_whatever_the_invoice_counts_in(self):
        self._new_fee(amount=1)
        dozen = self.env.ref("uom.product_uom_dozen")
        invoice = self._new_invoice(
            [(self.product, 2, {"product_uom_id": dozen.id, "price_unit": 120})]
        )
        self.assertAlmostEqual(self._popup(invoices=invoice).refund_total, 240 - 24)

    def test_in_the_invoices_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": euro.id,
                "company_id": self.company.id,
                "rate": 0.5,
            }
        )
        self._new_fee(amount=10)
        invoice = self._new_invoice([(self.product, 2)], currency_id=euro.id)
        note = self._reverse(self._popup(invoices=invoice))
        self.assertAlmostEqual(invoice.amount_total, 100)
        self.assertAlmostEqual(note.amount_total, 100 - 10)

    def test_reason_chooses_the_fee(self):
        self._new_fee(percent=10, reason_id=self.reason.id)
        form = self._popup(invoices=self.taxed)
        self.assertFalse(form.refund_has_fee)
        form.after_sales_reason_id = self.reason
        self.assertTrue(form.refund_has_fee)
        self.assertAlmostEqual(form.refund_total, 216)
        self.assertAlmostEqual(self._reverse(form).amount_total, 216)

    def test_waived(self):
        self._new_fee(percent=10)
        form = self._popup(invoices=self.taxed)
        form.refund_waive_fee = True
        self.assertTrue(form.refund_has_fee)
        self.assertFalse(form.refund_fees)
        self.assertAlmostEqual(form.refund_total, 239)
        note = self._reverse(form)
        self.assertAlmostEqual(note.amount_total, 239)
        self.assertIn(
            "The restocking fee was waived", "".join(note.message_ids.mapped("body"))
        )

    def test_of_what_was_really_paid(self):
        """10 % of a lamp with 10 % off the order, and of one with goodwill."""
        self._new_fee(percent=10)
        order = self._new_discounted_order([(self.product, 2)])
        invoice = self._invoice(order)
        form = self._popup(invoices=invoice)
        self._set_quantities(form, {self.product: 1})
        self.assertAlmostEqual(form.refund_total, 90 - 9)
        self.assertAlmostEqual(self._reverse(form).amount_total, 81)
        form = self._popup(invoices=self.taxed)
        form.refund_goodwill = True
        self._set_goodwill(form, 50)
        self.assertFalse(form.refund_has_fee)
        self.assertAlmostEqual(self._reverse(form).amount_total, 115)
        form = self._popup(invoices=self.taxed)
        self._set_quantities(form, {self.shipping: None})
        self.assertAlmostEqual(form.refund_total, 115 - 11.5)
        self.assertAlmostEqual(self._reverse(form).amount_total, 103.5)

    def _set_goodwill(self, form, percent):
        with form.refund_line_ids.edit(0) as line:
            line.goodwill_percent = percent

    def test_takes_no_part_in_reverse_and_create_invoice(self):
        self._new_fee(percent=10)
        popup = self._popup(self.accountant, invoices=self.taxed).save()
        with self.assertRaisesRegex(UserError, "takes the whole invoice back"):
            popup.modify_moves()
        popup.refund_waive_fee = True
        popup.modify_moves()
        self.assertAlmostEqual(self.taxed.reversal_move_ids.amount_total, 239)

    def test_several_invoices(self):
        self._new_fee(percent=10)
        form = self._popup(invoices=self.taxed | self.invoice)
        notes = self._reverse(form)
        self.assertEqual(
            sorted(round(x, 2) for x in notes.mapped("amount_total")), [216, 360]
        )
