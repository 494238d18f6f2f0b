# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.refunds.invoice_refund import InvoiceRefund
from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsInvoiceRefund(RefundCommon):
    """The class itself, on real invoices; the popup's way to it is tested elsewhere."""

    def _refund(self, invoice, *quantities):
        """Choose quantities of the invoice's lines, in their order."""
        lines = invoice.invoice_line_ids
        return InvoiceRefund(invoice, dict(zip(lines, quantities, strict=True)))

    def _credit(self, refund):
        """Make the credit note of a refund, as the popup does."""
        context = InvoiceRefund.get_context([refund])
        credit_note = refund.invoice.with_context(**context)._reverse_moves()
        refund.apply_to(credit_note)
        return credit_note

    def _taxed_invoice(self, quantity, price, *taxes, **values):
        return self._new_invoice(
            [
                (
                    self.product,
                    quantity,
                    {
                        "price_unit": price,
                        "tax_ids": [Command.set([tax.id for tax in taxes])],
                    },
                )
            ],
            **values,
        )

    def _discounted_invoice(self):
        """4 lamps of 100.00 in two lines, 10 % off the whole order."""
        order = self._new_discounted_order(
            [(self.product, 3), (self.serial_product, 1)]
        )
        return self._invoice(order)

    def test_the_whole_invoice(self):
        refund = self._refund(self.invoice, 3, 1)
        self.assertEqual(refund.total, 400)
        self.assertEqual(
            refund.amounts,
            dict(zip(self.invoice.invoice_line_ids, (300, 100), strict=True)),
        )
        self.assertFalse(refund.is_partial)
        self.assertTrue(refund.takes_all_left)
        self.assertFalse(refund.is_too_much)
        refund.check()
        credit_note = self._credit(refund)
        self.assertRecordValues(
            credit_note.invoice_line_ids,
            [{"quantity": 3, "price_unit": 100}, {"quantity": 1, "price_unit": 100}],
        )

    def test_a_part_then_all_that_is_left(self):
        part = self._refund(self.invoice, 2, 0)
        self.assertEqual(part.parts, {self.invoice.invoice_line_ids[0]: (2, 100)})
        self.assertEqual(part.total, 200)
        self.assertTrue(part.is_partial)
        self.assertFalse(part.takes_all_left)
        part.check()
        self.assertEqual(self._credit(part).amount_total, 200)
        rest = self._refund(self.invoice, 1, 1)
        self.assertEqual(list(rest.left.values()), [1, 1])
        self.assertEqual(rest.amount_left, 200)
        self.assertTrue(rest.is_partial)
        self.assertTrue(rest.takes_all_left)
        rest.check()
        self.assertEqual(self._credit(rest).amount_total, 200)
        self.assertEqual(self._refund(self.invoice, 0, 0).amount_left, 0)

    def test_nothing_chosen(self):
        refund = self._refund(self.invoice, 0, 0)
        self.assertEqual((refund.parts, refund.total, refund.amounts), ({}, 0, {}))
        self.assertTrue(refund.is_partial)
        self.assertFalse(refund.takes_all_left)
        with self.assertRaisesRegex(UserError, "Nothing of invoice .* is to be"):
            refund.check()
        with self.assertRaisesRegex(UserError, "Nothing of invoice .* is to be"):
            InvoiceRefund(self.invoice, {}).check()

    def test_more_than_is_left(self):
        with self.assertRaisesRegex(UserError, "3 can still be refunded, not 3.01"):
            self._refund(self.invoice, 3.01, 0).check()
        self._credit(self._refund(self.invoice, 2, 0))
        with self.assertRaisesRegex(UserError, "1 can still be refunded, not 2"):
            self._refund(self.invoice, 2, 0).check()

    def test_credit_note_that_the_user_may_not_read_counts(self):
        credit_note = self._credit(self._refund(self.invoice, 2, 0))
        invoice = self.invoice.with_user(self.agent)
        self.assertFalse(credit_note.with_user(self.agent).has_access("read"))
        refund = self._refund(invoice, 2, 1)
        self.assertEqual(list(refund.left.values()), [1, 1])
        self.assertEqual(refund.amount_left, 200)

    def test_too_much_for_the_total(self):
        credit_note = self._credit(self._refund(self.invoice, 1, 0))
        credit_note.invoice_line_ids.price_unit = 250
        too_much = self._refund(self.invoice, 2, 0)
        self.assertEqual(too_much.amount_left, 150)
        self.assertTrue(too_much.is_too_much)
        with self.assertRaisesRegex(UserError, r"only .*150\.00.* can still be"):
            too_much.check()
        # Nor is all that is left of the quantities worth more than that.
        self.assertTrue(self._refund(self.invoice, 2, 1).takes_all_left)
        self.assertTrue(self._refund(self.invoice, 2, 1).is_too_much)
        self.assertFalse(self._refund(self.invoice, 1.5, 0).is_too_much)

    def test_credit_note_made_from_the_order_counts(self):
        order = self._new_order([(self.product, 3)])
        invoice = self._invoice(order)
        order.order_line.product_uom_qty = 2
        credit_note = order._create_invoices(final=True)
        self.assertFalse(credit_note.reversed_entry_id)
        refund = self._refund(invoice, 2)
        self.assertEqual(refund.amount_left, 200)
        self.assertTrue(refund.takes_all_left)
        refund.check()
        # Edited, it counts by all that it credits.
        credit_note.invoice_line_ids.price_unit = 250
        refund = self._refund(invoice, 2)
        self.assertEqual(refund.amount_left, 50)
        self.assertTrue(refund.is_too_much)

    def test_parts_add_up_though_each_is_rounded(self):
        included = self._new_tax(21, price_include_override="tax_included")
        excluded = self._new_tax(19)
        for taxes in ((included,), (excluded,), (excluded, self._new_tax(5.5))):
            with self.subTest(taxes=[tax.name for tax in taxes]):
                invoice = self._taxed_invoice(3, 9.99, *taxes)
                totals = []
                for __ in range(3):
                    refund = self._refund(invoice, 1)
                    self.assertAlmostEqual(sum(refund.amounts.values()), refund.total)
                    refund.check()
                    credit_note = self._credit(refund)
                    self.assertAlmostEqual(credit_note.amount_total, refund.total)
                    totals.append(credit_note.amount_total)
                self.assertAlmostEqual(
                    sum(totals),
                    invoice.amount_total,
                    delta=invoice._refund_get_tolerance(),
                )
                self.assertFalse(any(self._refund(invoice, 0).left.values()))

    def test_cash_rounding_is_the_totals_not_the_lines(self):
        rounding = self._new_cash_rounding(1.0)
        invoice = self._taxed_invoice(3, 10.30, invoice_cash_rounding_id=rounding.id)
        self.assertEqual(invoice.amount_total, 31)
        refund = self._refund(invoice, 1)
        self.assertAlmostEqual(refund.amounts[invoice.invoice_line_ids], 10.30)
        self.assertEqual(refund.total, 10)
        self.assertEqual(self._credit(refund).amount_total, 10)
        rest = self._refund(invoice, 2)
        rest.check()
        self.assertEqual((rest.total, rest.amount_left), (21, 21))

    def test_discount_on_the_order_follows_in_proportion(self):
        invoice = self._discounted_invoice()
        lamps, machine, discount = invoice.invoice_line_ids
        self.assertEqual((discount.quantity, discount.price_unit), (1, -40))
        part = InvoiceRefund(invoice, {lamps: 1})
        self.assertEqual(part.parts, {lamps: (1, 100), discount: (0.25, -40)})
        self.assertEqual(part.total, 90)
        self.assertEqual(part.amounts, {lamps: 100, discount: -10})
        part.check()
        self.assertEqual(self._credit(part).amount_total, 90)
        # Its rest goes with the last of the others.
        rest = InvoiceRefund(invoice, {lamps: 2, machine: 1})
        self.assertEqual(rest.parts[discount], (0.75, -40))
        self.assertEqual(rest.total, 270)
        self.assertTrue(rest.takes_all_left)
        rest.check()
        self.assertEqual(self._credit(rest).amount_total, 270)

    def test_discount_on_the_order_is_exact_by_its_price(self):
        invoice = self._discounted_invoice()
        lamps, __, discount = invoice.invoice_line_ids
        lamps_third = InvoiceRefund(invoice, {lamps: 0.33})
        quantity, price = lamps_third.parts[discount]
        self.assertEqual(quantity, 0.08)
        self.assertAlmostEqual(quantity * price, -3.3)
        self.assertAlmostEqual(lamps_third.total, 29.7)
        self.assertAlmostEqual(self._credit(lamps_third).amount_total, 29.7)

    def test_discount_on_the_order_in_many_parts(self):
        invoice = self._discounted_invoice()
        lamps, machine, __ = invoice.invoice_line_ids
        total = 0
        for quantity in (0.01, 0.01, 0.37, 1.11, 0.01, 1.48):
            part = InvoiceRefund(invoice, {lamps: quantity})
            part.check()
            credit_note = self._credit(part)
            self.assertAlmostEqual(credit_note.amount_total, part.total)
            total += part.total
            self.assertFalse(part.takes_all_left)
        self.assertAlmostEqual(total, 2.99 * 90)
        rest = InvoiceRefund(invoice, {lamps: 0.01, machine: 1})
        rest.check()
        self.assertTrue(rest.takes_all_left)
        self.assertAlmostEqual(self._credit(rest).amount_total, 90.9)
        self.assertFalse(any(self._refund(invoice, 0, 0, 0).left.values()))

    def test_discount_on_the_order_credited_by_hand(self):
        invoice = self._discounted_invoice()
        lamps, machine, discount = invoice.invoice_line_ids
        by_hand = invoice._reverse_moves()
        line = by_hand.invoice_line_ids.filtered(
            lambda x: x.refunded_line_id == discount
        )
        (by_hand.invoice_line_ids - line).unlink()
        # More of its amount is credited already than the proportion: 39 of 30.
        line.write({"quantity": 0.5, "price_unit": -78})
        part = InvoiceRefund(invoice, {lamps: 3})
        self.assertEqual(list(part.parts), [lamps])
        rest = InvoiceRefund(invoice, {lamps: 3, machine: 1})
        self.assertEqual(rest.parts[discount], (0.5, -2))
        # Of its amount nothing is left.
        line.price_unit = -80
        self.assertEqual(list(InvoiceRefund(invoice, {lamps: 3}).parts), [lamps])
        rest = InvoiceRefund(invoice, {lamps: 3, machine: 1})
        self.assertEqual(list(rest.parts), [lamps, machine])

    def test_discount_on_the_order_is_not_chosen(self):
        invoice = self._discounted_invoice()
        discount = invoice.invoice_line_ids[2]
        refund = InvoiceRefund(invoice, {discount: 5})
        self.assertEqual(refund.parts, {})
        with self.assertRaisesRegex(UserError, "Nothing of invoice"):
            refund.check()

    def test_discount_that_leaves_nothing_to_pay(self):
        discount = self._new_product("Discount", type="service", is_storable=False)
        self.company.sale_discount_product_id = discount
        invoice = self._new_invoice(
            [
                (self.product, 2),
                (self.serial_product, 1, {"price_unit": -200}),
                (discount, 1, {"price_unit": 0}),
            ]
        )
        refund = self._refund(invoice, 2, 1, 0)
        # There is no base to be in proportion to, nor anything of it to refund.
        self.assertEqual(len(refund.parts), 2)
        self.assertEqual(refund.total, 0)
        refund.check()

    def test_negative_quantities_have_the_lines_sign(self):
        invoice = self._new_invoice([(self.product, 3), (self.serial_product, -2)])
        self.assertEqual(list(self._refund(invoice, 0, 0).left.values()), [3, -2])
        refund = self._refund(invoice, 2, -1)
        self.assertEqual(refund.total, 100)
        self.assertEqual(list(refund.amounts.values()), [200, -100])
        refund.check()
        with self.assertRaisesRegex(UserError, r"must have the sign .*\(-2\)"):
            self._refund(invoice, 2, 1).check()
        with self.assertRaisesRegex(UserError, "-2 can still be refunded, not -3"):
            self._refund(invoice, 3, -3).check()
        self.assertEqual(self._credit(refund).amount_total, 100)
        self.assertEqual(list(self._refund(invoice, 0, 0).left.values()), [1, -1])

    def test_part_that_leaves_a_negative_rest_is_refused(self):
        rounding = self._new_cash_rounding(1.0)
        invoice = self._new_invoice(
            [(self.product, 3), (self.serial_product, 1, {"price_unit": -99.4})],
            invoice_cash_rounding_id=rounding.id,
        )
        self.assertEqual(invoice.amount_total, 201)
        with self.assertRaisesRegex(UserError, r"only .*201\.00.* can still be"):
            self._refund(invoice, 2.02, 0).check()
        part = self._refund(invoice, 2.01, 0)
        part.check()
        self.assertEqual(self._credit(part).amount_total, 201)
        rest = self._refund(invoice, 0.99, 1)
        rest.check()
        self.assertEqual(rest.total, 0)

    def test_negative_total_is_refused(self):
        invoice = self._new_invoice([(self.product, 3), (self.serial_product, -2)])
        refund = self._refund(invoice, 1, -2)
        self.assertEqual(refund.total, -100)
        with self.assertRaisesRegex(UserError, "would be negative"):
            refund.check()

    def test_popup_works_out_total_and_amounts_at_once(self):
        popup = self._popup(invoices=self.invoice).save()
        popup.refund_line_ids[0].quantity = 2
        self.assertEqual(popup.refund_total, 300)
        with self.assertQueryCount(0):
            self.assertEqual(popup.refund_line_ids.mapped("amount"), [200, 100])
