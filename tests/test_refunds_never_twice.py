# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.refunds import account_move_used_up
from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsNeverTwice(RefundCommon):
    def assert_nothing_left(self, invoice=None):
        invoice = invoice or self.invoice
        self.assertNotIn(invoice, self._offered(self._popup()))
        popup = self._rpc_popup(
            self.agent,
            [{"move_line_id": invoice.invoice_line_ids[0].id, "quantity": 1}],
            move_ids=[Command.set(invoice.ids)],
        )
        with self.assertRaisesRegex(UserError, "nothing left to refund, credited by"):
            popup.refund_moves()

    def test_a_draft_counts(self):
        self._reverse(self._popup())
        self.assert_nothing_left()

    def test_a_cancelled_credit_note_does_not_count(self):
        self._reverse(self._popup()).button_cancel()
        self.assertIn(self.invoice, self._offered(self._popup()))

    def test_one_made_in_accounting_counts(self):
        self.invoice._reverse_moves()
        self.assert_nothing_left()

    def test_one_made_before_this_addon_counts(self):
        credit_note = self.invoice._reverse_moves()
        credit_note.invoice_line_ids.refunded_line_id = False
        self.assert_nothing_left()

    def test_one_made_from_the_order_counts(self):
        order = self._new_order([(self.product, 2)])
        invoice = self._invoice(order)
        order.order_line.product_uom_qty = 1
        refund = order._create_invoices(final=True)
        self.assertEqual(refund.move_type, "out_refund")
        self.assertFalse(refund.reversed_entry_id)
        form = self._popup(invoices=invoice)
        with form.refund_line_ids.edit(0) as line:
            self.assertEqual(line.refundable_quantity, 1)
        order.order_line.product_uom_qty = 0
        order._create_invoices(final=True)
        self.assert_nothing_left(invoice)

    def test_order_invoiced_in_parts_shares_an_orders_credit_note(self):
        order = self._new_order([(self.product, 3)])
        first = self._invoice(order)
        first.button_draft()
        first.invoice_line_ids.quantity = 2
        first.action_post()
        second = self._invoice(order)
        self.assertEqual(second.invoice_line_ids.quantity, 1)
        order.order_line.product_uom_qty = 0.5
        refund = order._create_invoices(final=True)
        self.assertEqual(refund.invoice_line_ids.quantity, 2.5)
        lines = first.invoice_line_ids | second.invoice_line_ids
        self.assertEqual(list(lines._refund_get_quantities_left().values()), [0.0, 0.5])

    def test_older_ones_of_many_credit_notes_count_when_chosen(self):
        """Only a customer's latest credit notes are looked at for the list."""
        order = self._new_order([(self.product, 2)])
        invoices = self.invoice | self._invoice(order)
        credited = invoices._reverse_moves(
            [{"date": "2026-01-01"}, {"date": "2026-01-02"}]
        )
        credited.invoice_line_ids.price_unit = 1
        self.assertFalse(any(invoices.mapped("refund_amount_used_up")))
        self.assertFalse(invoices & self._offered(self._popup()))
        self.patch(account_move_used_up, "LATEST_CREDIT_NOTES", 1)
        self.assertEqual(invoices & self._offered(self._popup()), self.invoice)
        form = self._popup(invoices=self.invoice)
        self.assertFalse(form.refund_line_ids)
        self.assertIn("nothing left to refund, credited by", form.after_sales_notice)
        with self.assertRaisesRegex(UserError, "nothing left to refund, credited by"):
            form.save().refund_moves()

    def test_credit_note_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        invoice = self._new_invoice(
            [(self.product, 2, {"product_uom_id": dozen.id, "price_unit": 12})]
        )
        credit_note = invoice._reverse_moves()
        unit = self.product.uom_id
        credit_note.invoice_line_ids.write(
            {"product_uom_id": unit.id, "quantity": 18, "price_unit": 1}
        )
        self.assertEqual(
            invoice.invoice_line_ids._refund_get_quantities_left(),
            {invoice.invoice_line_ids: 0.5},
        )

    def test_credit_note_edited_beyond_recognition_caps_the_total(self):
        credit_note = self.invoice._reverse_moves()
        credit_note.write(
            {
                "invoice_line_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "Goodwill",
                            "price_unit": 350,
                            "tax_ids": [Command.clear()],
                        }
                    ),
                ]
            }
        )
        popup = self._popup(invoices=self.invoice).save()
        with self.assertRaisesRegex(
            UserError, r"only .*50\.00.* can still be refunded"
        ):
            popup.refund_moves()
        form = self._popup(invoices=self.invoice)
        self._set_quantities(form, {self.product: None, self.serial_product: None})
        form = self._popup(invoices=self.invoice)
        self._set_quantities(form, {self.product: 0.5, self.serial_product: None})
        self.assertEqual(self._reverse(form).amount_total, 50)

    def test_orders_credit_note_edited_by_the_accountant(self):
        other = self._new_product("Other lamp")
        for vals in (
            {"quantity": 1, "price_unit": 400},
            {"product_id": other.id, "quantity": 4, "price_unit": 100},
        ):
            with self.subTest(vals=vals):
                order = self._new_order([(self.product, 4)])
                invoice = self._invoice(order)
                order.order_line.product_uom_qty = 0
                refund = order._create_invoices(final=True)
                refund.invoice_line_ids.write(vals)
                self.assertNotIn(invoice, self._offered(self._popup()))

    def test_part_without_the_negative_line_is_capped(self):
        invoice = self._new_invoice(
            [(self.product, 5), (self.serial_product, 1, {"price_unit": -200})]
        )
        form = self._popup(invoices=invoice)
        self._set_quantities(form, {self.serial_product: None})
        with self.assertRaisesRegex(
            UserError, r"only .*300\.00.* can still be refunded"
        ):
            form.save().refund_moves()
        self._set_quantities(form, {self.product: 2})
        self.assertEqual(self._reverse(form).amount_total, 200)
        rest = self._popup(invoices=invoice)
        self.assertEqual(self._reverse(rest).amount_total, 100)

    def test_early_payment_discount(self):
        tax = self._new_tax(15)
        for computation in ("included", "excluded", "mixed"):
            with self.subTest(computation):
                term = self.env["account.payment.term"].create(
                    {
                        "name": computation,
                        "early_discount": True,
                        "discount_percentage": 2,
                        "discount_days": 7,
                        "early_pay_discount_computation": computation,
                    }
                )
                invoice = self._new_invoice(
                    [(self.product, 4, {"tax_ids": [Command.set(tax.ids)]})],
                    invoice_payment_term_id=term.id,
                )
                form = self._popup(invoices=invoice)
                self.assertAlmostEqual(form.refund_total, invoice.amount_total)
                self._set_quantities(form, {self.product: 1})
                preview = form.refund_total
                credit_note = self._reverse(form)
                self.assertAlmostEqual(credit_note.amount_total, preview)
                rest = self._reverse(self._popup(invoices=invoice))
                self.assertAlmostEqual(
                    credit_note.amount_total + rest.amount_total, invoice.amount_total
                )
                (credit_note | rest).action_post()

    def test_cash_rounding_in_parts(self):
        rounding = self._new_cash_rounding(1.0, rounding_method="UP")
        invoice = self._new_invoice(
            [(self.product, 7, {"price_unit": 13.33})],
            invoice_cash_rounding_id=rounding.id,
        )
        for quantity in (2, 2, 3):
            form = self._popup(invoices=invoice)
            self._set_quantities(form, {self.product: quantity})
            self._reverse(form).action_post()
        self.assertNotIn(invoice, self._offered(self._popup()))

    def test_tax_changed_by_hand(self):
        tax = self._new_tax(15)
        for change in (-0.5, 0.5):
            with self.subTest(change=change):
                invoice = self._new_invoice(
                    [(self.product, 4, {"tax_ids": [Command.set(tax.ids)]})],
                    post=False,
                )
                line = invoice.line_ids.filtered("tax_line_id")
                term = invoice.line_ids.filtered(
                    lambda x: x.display_type == "payment_term"
                )
                invoice.write(
                    {
                        "line_ids": [
                            Command.update(
                                line.id,
                                {"amount_currency": line.amount_currency - change},
                            ),
                            Command.update(
                                term.id,
                                {"amount_currency": term.amount_currency + change},
                            ),
                        ]
                    }
                )
                self.assertAlmostEqual(invoice.amount_total, 460 + change)
                invoice.action_post()
                credit_note = self._reverse(self._popup(invoices=invoice))
                credit_note.action_post()
                self.assertEqual(credit_note.state, "posted")

    def test_more_than_left_is_refused(self):
        form = self._popup()
        self._set_quantities(form, {self.product: 3.01})
        with self.assertRaisesRegex(UserError, "3 can still be refunded, not 3.01"):
            form.save().refund_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_second_press_opens_what_the_first_made(self):
        popup = self._popup().save()
        first = popup.refund_moves()
        self.assertEqual(popup.refund_moves(), first)
        self.assertEqual(len(self.invoice.reversal_move_ids), 1)

    def test_posting_checks_again(self):
        first = self._popup()
        self._set_quantities(first, {self.product: 2, self.serial_product: None})
        credit_note = self._reverse(first)
        credit_note.invoice_line_ids.quantity = 4
        with self.assertRaisesRegex(UserError, "would be credited 4 times, but only 3"):
            credit_note.action_post()
        credit_note.invoice_line_ids.quantity = 3
        credit_note.action_post()
        self.assertEqual(credit_note.state, "posted")

    def test_posting_names_the_other_credit_notes(self):
        first = self._popup()
        self._set_quantities(first, {self.product: 2, self.serial_product: None})
        first = self._reverse(first)
        rest = self._reverse(self._popup())
        first.invoice_line_ids.quantity = 3
        with self.assertRaises(UserError) as refused:
            first.action_post()
        self.assertIn(
            f"or cancel one of: {rest.display_name}.", refused.exception.args[0]
        )

    def test_posting_checks_the_total_too(self):
        credit_note = self._reverse(self._popup())
        credit_note.invoice_line_ids[0].price_unit = 150
        with self.assertRaisesRegex(UserError, "exceed its total by"):
            credit_note.action_post()

    def test_parts_with_taxes_add_up(self):
        tax = self._new_tax(19)
        invoice = self._new_invoice(
            [
                (
                    self.product,
                    3,
                    {"price_unit": 9.99, "tax_ids": [Command.set(tax.ids)]},
                )
            ]
        )
        for __ in range(3):
            form = self._popup(invoices=invoice)
            self._set_quantities(form, {self.product: 1})
            self._reverse(form).action_post()
        self.assertNotIn(invoice, self._offered(self._popup()))
