# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsQuantities(RefundCommon):
    def test_lines_say_what_was_invoiced_and_credited(self):
        form = self._popup()
        self._set_quantities(form, {self.product: 1, self.serial_product: None})
        self._reverse(form)
        form = self._popup()
        self.assertIn("Counted as credited though not posted", form.after_sales_notice)
        with form.refund_line_ids.edit(0) as line:
            self.assertEqual(line.product_id, self.product)
            self.assertEqual(line.invoiced_quantity, 3)
            self.assertEqual(line.credited_quantity, 1)
            self.assertEqual(line.refundable_quantity, 2)
            self.assertEqual(line.quantity, 2)
            self.assertEqual(line.price_unit, 100)
            self.assertEqual(line.amount, 200)

    def test_partial_keeps_everything_else_of_the_line(self):
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        analytic = self.env["account.analytic.account"].create(
            {"name": "Shop", "plan_id": plan.id}
        )
        tax = self._new_tax(15)
        order = self._new_order(
            [
                (
                    self.product,
                    5,
                    {
                        "price_unit": 20,
                        "discount": 10,
                        "tax_ids": [Command.set(tax.ids)],
                        "analytic_distribution": {str(analytic.id): 100},
                    },
                ),
                (self.serial_product, 1),
            ]
        )
        invoice = self._invoice(order)
        form = self._popup(invoices=invoice)
        self._set_quantities(form, {self.product: 2, self.serial_product: None})
        self.assertEqual(form.refund_total, 41.4)
        credit_note = self._reverse(form)
        self.assertEqual(credit_note.amount_total, 41.4)
        self.assertRecordValues(
            credit_note.invoice_line_ids,
            [
                {
                    "product_id": self.product.id,
                    "quantity": 2,
                    "price_unit": 20,
                    "discount": 10,
                    "tax_ids": tax.ids,
                    "analytic_distribution": {str(analytic.id): 100},
                    "sale_line_ids": order.order_line[0].ids,
                    "refunded_line_id": invoice.invoice_line_ids[0].id,
                }
            ],
        )
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [3, 1])

    def test_preview_is_the_credit_notes_total(self):
        """Multi-currency, tax included and excluded, cash rounding."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": euro.id,
                "company_id": self.company.id,
                "rate": 0.5,
            }
        )
        included = self._new_tax(21, price_include_override="tax_included")
        excluded = self._new_tax(7)
        rounding = self._new_cash_rounding(0.05)
        for currency in (self.company.currency_id, euro):
            for tax in (included, excluded):
                for cash_rounding in (rounding.browse(), rounding):
                    with self.subTest(
                        currency=currency.name, tax=tax.name, cash=bool(cash_rounding)
                    ):
                        invoice = self._new_invoice(
                            [
                                (
                                    self.product,
                                    7,
                                    {
                                        "price_unit": 33.33,
                                        "discount": 5,
                                        "tax_ids": [Command.set(tax.ids)],
                                    },
                                )
                            ],
                            currency_id=currency.id,
                            invoice_cash_rounding_id=cash_rounding.id,
                        )
                        form = self._popup(invoices=invoice)
                        self.assertEqual(form.currency_id, currency)
                        self.assertAlmostEqual(form.refund_total, invoice.amount_total)
                        self._set_quantities(form, {self.product: 3})
                        preview = form.refund_total
                        credit_note = self._reverse(form)
                        self.assertEqual(credit_note.currency_id, currency)
                        self.assertAlmostEqual(credit_note.amount_total, preview)
                        self.assertLess(preview, invoice.amount_total)

    def test_totals_of_several_currencies(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        other = self._new_invoice(
            [(self.product, 1, {"price_unit": 50})], currency_id=euro.id
        )
        form = self._popup(invoices=self.invoice | other)
        self.assertFalse(form.currency_id)
        self.assertIn("400.00", form.refund_totals)
        self.assertIn("50.00", form.refund_totals)
        self.assertIn(" + ", form.refund_totals)

    def test_partial_choice_has_no_reverse_and_create_invoice(self):
        form = self._popup(self.accountant)
        self.assertFalse(form.refund_is_partial)
        self._set_quantities(form, {self.product: 2})
        self.assertTrue(form.refund_is_partial)
        popup = form.save()
        with self.assertRaisesRegex(UserError, "takes the whole invoice back"):
            popup.modify_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_global_discount_in_proportion(self):
        order = self._new_discounted_order(
            [(self.product, 3), (self.serial_product, 1)]
        )
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_total, 360)
        form = self._popup(invoices=invoice)
        self.assertIn("in proportion", form.after_sales_notice)
        self._set_quantities(form, {self.product: 1, self.serial_product: None})
        self.assertEqual(form.refund_total, 90)
        names = [line["name"] for line in form.refund_line_ids._records]
        self.assertTrue(any("in proportion" in name for name in names))
        self.assertEqual(self._reverse(form).amount_total, 90)
        rest = self._popup(invoices=invoice)
        self.assertEqual(rest.refund_total, 270)
        self.assertEqual(self._reverse(rest).amount_total, 270)
        self.assertEqual(set(order.order_line.mapped("qty_invoiced")), {0})
        self.assertNotIn(invoice, self._offered(self._popup()))

    def test_global_discount_is_exact_though_quantities_have_two_decimals(self):
        order = self._new_discounted_order(
            [(self.product, 3)], discount_type="amount", discount_amount=20
        )
        invoice = self._invoice(order)
        totals = []
        for __ in range(3):
            form = self._popup(invoices=invoice)
            self._set_quantities(form, {self.product: 1})
            totals.append(self._reverse(form).amount_total)
        self.assertAlmostEqual(totals[0], 93.33)
        self.assertAlmostEqual(sum(totals), 280)

    def test_reward_line_has_its_own_quantity(self):
        reward = self._new_product("Reward", type="service", is_storable=False)
        invoice = self._new_invoice(
            [(self.product, 2), (reward, 1, {"price_unit": -30})]
        )
        form = self._popup(invoices=invoice)
        self.assertEqual(form.refund_total, 170)
        self._set_quantities(form, {self.product: 1, reward: None})
        credit_note = self._reverse(form)
        self.assertEqual(credit_note.amount_total, 100)

    def test_only_a_reward_line_would_be_negative(self):
        reward = self._new_product("Reward", type="service", is_storable=False)
        invoice = self._new_invoice(
            [(self.product, 2), (reward, 1, {"price_unit": -30})]
        )
        form = self._popup(invoices=invoice)
        self._set_quantities(form, {self.product: None})
        with self.assertRaisesRegex(UserError, "would be negative"):
            form.save().refund_moves()

    def test_down_payment(self):
        order = self._new_order([(self.product, 2)])
        context = {"active_model": "sale.order", "active_ids": order.ids}
        popup = self.env["sale.advance.payment.inv"].with_context(**context)
        popup.create(
            {"advance_payment_method": "fixed", "fixed_amount": 50}
        ).create_invoices()
        down_payment = order.invoice_ids
        down_payment.action_post()
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_total, 150)
        deducted = final.invoice_line_ids.filtered(lambda x: x.quantity < 0)
        form = self._popup(invoices=final)
        self.assertEqual(form.refund_total, 150)
        popup = form.save()
        line = popup.refund_line_ids.filtered(lambda x: x.move_line_id == deducted)
        self.assertEqual(line.quantity, -1)
        line.quantity = 1
        with self.assertRaisesRegex(UserError, "must have the sign"):
            popup.refund_moves()
        line.quantity = -2
        with self.assertRaisesRegex(UserError, "can still be refunded, not -2"):
            popup.refund_moves()
        line.quantity = -1
        popup.refund_moves()
        self.assertEqual(final.reversal_move_ids.amount_total, 150)
        self.assertEqual(
            self._reverse(self._popup(invoices=down_payment)).amount_total, 50
        )
