# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsDiscounts(RefundCommon):
    """A discount is refunded with the lines that it lowered, and only with these."""

    def _order_with_reward(self, lines, **reward):
        order = self._new_order(lines, confirm=False)
        program = self.env["loyalty.program"].create(
            {
                "name": "Half price",
                "program_type": "promotion",
                "trigger": "auto",
                "rule_ids": [Command.clear(), Command.create({})],
                "reward_ids": [
                    Command.clear(),
                    Command.create(
                        {"reward_type": "discount", "discount": 50, **reward}
                    ),
                ],
            }
        )
        order._update_programs_and_rewards()
        for coupon, rewards in order._get_claimable_rewards().items():
            for each in rewards & program.reward_ids:
                order._apply_program_reward(each, coupon)
        self.assertTrue(order.order_line.reward_id)
        order.action_confirm()
        return order

    def _assert_parts(self, invoice, *parts):
        """Refund in parts, and compare what each comes to; the last is the rest."""
        notes = self.env["account.move"]
        for quantities, untaxed, tax in parts:
            form = self._popup(invoices=invoice)
            self._set_quantities(form, quantities)
            note = self._reverse(form)
            self.assertAlmostEqual(note.amount_untaxed, untaxed)
            self.assertAlmostEqual(note.amount_tax, tax)
            notes |= note
        self.assertAlmostEqual(sum(notes.mapped("amount_total")), invoice.amount_total)

    def test_each_tax_has_its_own(self):
        self.product.taxes_id = self._new_tax(21)
        self.serial_product.taxes_id = self._new_tax(10)
        order = self._new_discounted_order(
            [(self.product, 1), (self.serial_product, 1)]
        )
        invoice = self._invoice(order)
        discounts = invoice.invoice_line_ids.filtered(lambda x: x.price_subtotal < 0)
        self.assertEqual(len(discounts), 2)
        prices = {x.product_id: x.price_unit for x in invoice.invoice_line_ids}
        first, second = prices[self.product], prices[self.serial_product]
        self._assert_parts(
            invoice,
            ({self.product: 1, self.serial_product: None}, first * 0.9, first * 0.189),
            ({self.serial_product: 1}, second * 0.9, second * 0.09),
        )

    def test_down_payments_are_not_lowered(self):
        order = self._new_discounted_order([(self.product, 2)])
        context = {"active_model": "sale.order", "active_ids": order.ids}
        self.env["sale.advance.payment.inv"].with_context(**context).create(
            {"advance_payment_method": "fixed", "fixed_amount": 90}
        ).create_invoices()
        order.invoice_ids.action_post()
        final = order._create_invoices(final=True)
        final.action_post()
        down_payment = final.invoice_line_ids.filtered("is_downpayment")
        self.assertEqual(len(down_payment), 1)
        form = self._popup(invoices=final)
        self._set_quantities(form, {self.product: 1, down_payment.product_id: None})
        self.assertAlmostEqual(form.refund_total, 90)

    def test_reward_on_certain_products(self):
        lines = [(self.product, 1), (self.serial_product, 1)]
        order = self._order_with_reward(
            lines,
            discount_applicability="specific",
            discount_product_ids=[Command.set(self.serial_product.ids)],
        )
        invoice = self._invoice(order)
        prices = {x.product_id: x.price_unit for x in invoice.invoice_line_ids}
        self._assert_parts(
            invoice,
            (
                {self.product: None, self.serial_product: 1},
                prices[self.serial_product] / 2,
                0,
            ),
            ({self.product: 1}, prices[self.product], 0),
        )

    def test_reward_on_the_cheapest_product(self):
        order = self._order_with_reward(
            [
                (self.product, 1, {"price_unit": 40}),
                (self.serial_product, 1, {"price_unit": 70}),
            ],
            discount_applicability="cheapest",
        )
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 90)
        self._assert_parts(
            invoice,
            ({self.product: None, self.serial_product: 1}, 70, 0),
            ({self.product: 1}, 20, 0),
        )

    def test_reward_on_the_order(self):
        lines = [(self.product, 1), (self.serial_product, 1)]
        order = self._order_with_reward(lines, discount_applicability="order")
        invoice = self._invoice(order)
        prices = {x.product_id: x.price_unit for x in invoice.invoice_line_ids}
        self._assert_parts(
            invoice,
            (
                {self.product: 1, self.serial_product: None},
                prices[self.product] / 2,
                0,
            ),
            ({self.serial_product: 1}, prices[self.serial_product] / 2, 0),
        )
