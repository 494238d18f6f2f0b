# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsProposal(RefundCommon):
    """The popup proposes what the ticket is about, and says what it comes to."""

    def _lines(self, form):
        """Return what the popup lists: quantity to refund by product."""
        lines = {}
        for index in range(len(form.refund_line_ids)):
            with form.refund_line_ids.edit(index) as line:
                lines[line.product_id] = line.quantity
        return lines

    def _reverse_amount(self, form):
        """Return the amount that stands on the button Reverse."""
        button = form._view["tree"].xpath("footer//button[@name='refund_moves']")[0]
        self.assertEqual(button.xpath("string(div)"), "Reverse")
        return form[button.find("field").get("name")]

    def test_ticket_without_product_proposes_the_whole_invoice(self):
        form = self._popup()
        self.assertEqual(self._lines(form), {self.product: 3, self.serial_product: 1})
        self.assertFalse(form.refund_has_more)

    def test_ticket_of_a_lamp_refunds_no_coffee_machine(self):
        self.ticket.product_id = self.product
        form = self._popup()
        self.assertEqual(form.move_ids[:], self.invoice)
        self.assertEqual(self._lines(form), {self.product: 3})
        self.assertTrue(form.refund_has_more)
        self.assertEqual(form.refund_total, 300)
        self.assertRecordValues(self._reverse(form), [{"amount_total": 300}])

    def test_what_is_left_of_the_product_is_proposed(self):
        self.ticket.product_id = self.product
        form = self._popup()
        self._set_quantities(form, {self.product: 1})
        self._reverse(form)
        self.assertEqual(self._lines(self._popup()), {self.product: 2})

    def test_rest_of_the_invoice_is_folded(self):
        self.ticket.product_id = self.product
        form = self._popup()
        view = form._view["tree"]
        toggle = view.xpath("//field[@name='refund_whole_invoice']")[0]
        self.assertIn("not refund_has_more", toggle.getparent().get("invisible"))
        form.refund_whole_invoice = True
        self.assertEqual(self._lines(form), {self.product: 3, self.serial_product: 0})
        self._set_quantities(form, {self.product: 2, self.serial_product: 1})
        # What is to be refunded is never hidden, what the agent entered stays.
        form.refund_whole_invoice = False
        self.assertEqual(self._lines(form), {self.product: 2, self.serial_product: 1})
        self._set_quantities(form, {self.product: 2})
        form.refund_line_ids.remove(1)
        form.refund_whole_invoice = True
        self.assertEqual(self._lines(form), {self.product: 2, self.serial_product: 0})
        form.refund_whole_invoice = False
        self.assertEqual(self._lines(form), {self.product: 2})
        self.assertRecordValues(self._reverse(form), [{"amount_total": 200}])

    def test_another_product_is_proposed_anew(self):
        self.ticket.product_id = self.product
        form = self._popup()
        self._set_quantities(form, {self.product: 1})
        form.product_id = self.serial_product
        self.assertEqual(self._lines(form), {self.serial_product: 1})
        form.product_id = self.env["product.product"]
        self.assertEqual(self._lines(form), {self.product: 3, self.serial_product: 1})
        self.assertFalse(form.refund_has_more)

    def test_quantities_stay_when_another_invoice_is_chosen(self):
        other = self._new_invoice([(self.product, 5), (self.serial_product, 1)])
        self.ticket.product_id = self.product
        form = self._popup(invoices=self.invoice)
        self._set_quantities(form, {self.product: 1})
        form.move_ids.add(other)
        with form.refund_line_ids.edit(0) as line:
            self.assertEqual(line.quantity, 1)
        with form.refund_line_ids.edit(1) as line:
            self.assertEqual((line.move_id, line.quantity), (other, 5))
        self.assertEqual(len(form.refund_line_ids), 2)

    def test_removed_line_stays_removed(self):
        form = self._popup()
        self._set_quantities(form, {self.serial_product: None})
        form.move_ids.add(self._new_invoice())
        products = [self.product] * 2
        self.assertEqual(
            [form.refund_line_ids.edit(x).product_id for x in range(2)], products
        )
        self.assertEqual(len(form.refund_line_ids), 2)

    def test_serial_number_is_one_piece(self):
        order = self._new_order([(self.serial_product, 3), (self.product, 1)])
        lots = [self._new_lot(self.serial_product, f"S{x}") for x in range(3)]
        self._deliver(order, self.env["stock.lot"].union(*lots))
        invoice = self._invoice(order)
        self.ticket.write({"product_id": self.serial_product.id, "lot_id": lots[1].id})
        form = self._popup()
        self.assertEqual(form.move_ids[:], invoice)
        self.assertEqual(self._lines(form), {self.serial_product: 1})

    def test_lot_is_as_many_as_were_delivered_of_it(self):
        product = self._new_product("Coffee", tracking="lot")
        order = self._new_order([(product, 2), (product, 2)])
        lots = self._new_lot(product, "L1") + self._new_lot(product, "L2")
        self._deliver(order, lots)
        self._invoice(order)
        self.ticket.write({"product_id": product.id, "lot_id": lots[0].id})
        form = self._popup()
        # One piece of each lot was delivered for each of the two order lines.
        with form.refund_line_ids.edit(0) as line:
            self.assertEqual((line.refundable_quantity, line.quantity), (2, 1))

    def test_dozen_holds_twelve_of_a_lot(self):
        product = self._new_product("Coffee", tracking="lot")
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order(
            [(product, 2, {"product_uom_id": dozen.id, "price_unit": 120})]
        )
        lots = self._new_lot(product, "L1") + self._new_lot(product, "L2")
        picking = order.picking_ids
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_id": product.uom_id.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "picking_id": picking.id,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
            for lot, quantity in zip(lots, (6, 18), strict=True)
        ]
        picking.move_ids.picked = True
        picking._action_done()
        self._invoice(order)
        self.ticket.write({"product_id": product.id, "lot_id": lots[0].id})
        form = self._popup()
        self.assertEqual(self._lines(form), {product: 0.5})
        self.assertEqual(form.refund_total, 60)

    def test_discount_on_the_order_belongs_to_every_product(self):
        self.order.order_line.price_unit = 100
        order = self._new_order([(self.product, 1), (self.serial_product, 1)])
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.1,
            }
        ).action_apply_discount()
        invoice = self._invoice(order)
        self.assertEqual(len(invoice.invoice_line_ids), 3)
        self.ticket.product_id = self.product
        form = self._popup(invoices=invoice)
        self.assertEqual(len(form.refund_line_ids), 2)
        self.assertEqual(form.refund_total, 90)
        self.assertIn("in proportion", form.after_sales_notice)

    def test_product_of_which_nothing_is_left(self):
        self.ticket.product_id = self.product
        credit_note = self._reverse(self._popup())
        form = self._popup()
        # Of the invoice there is something left: it can be chosen all the same.
        self.assertFalse(form.after_sales_blocked)
        self.assertEqual(self._lines(form), {})
        self.assertFalse(self._reverse_amount(form))
        self.assertRegex(
            form.after_sales_notice,
            "Desk lamp: nothing left to refund, credited by "
            f'<a href="/odoo/account.move/{credit_note.id}"',
        )
        form.refund_whole_invoice = True
        self.assertEqual(self._lines(form), {self.serial_product: 0})

    def test_other_invoices_are_led_to(self):
        other = self._new_invoice([(self.serial_product, 1)])
        self.ticket.product_id = self.product
        form = self._popup()
        form.refund_whole_invoice = True
        self._set_quantities(form, {self.product: 3, self.serial_product: 1})
        self._reverse(form)
        form = self._popup()
        self.assertFalse(form.after_sales_blocked)
        self.assertIn("nothing left to refund", form.after_sales_notice)
        self.assertIn("Empty Product", form.after_sales_notice)
        form.product_id = self.env["product.product"]
        self.assertEqual(form.move_ids[:], other)

    def test_button_says_the_amount_as_it_changes(self):
        form = self._popup()
        self.assertEqual(self._reverse_amount(form), "$\xa0400.00")
        self._set_quantities(form, {self.product: 1, self.serial_product: None})
        self.assertEqual(self._reverse_amount(form), "$\xa0100.00")
        with form.refund_line_ids.edit(0) as line:
            line.quantity = 0
        self.assertFalse(self._reverse_amount(form))

    def test_button_says_the_amount_of_each_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        other = self._new_invoice(currency_id=euro.id)
        form = self._popup(invoices=self.invoice | other)
        self.assertEqual(
            self._reverse_amount(form),
            f"$\xa0400.00 + {euro.format(other.amount_total)}",
        )

    def test_amount_on_the_button_includes_taxes(self):
        tax = self._new_tax(15)
        invoice = self._new_invoice(
            [(self.product, 1, {"price_unit": 49, "tax_ids": [Command.set(tax.ids)]})]
        )
        form = self._popup(invoices=invoice)
        self.assertEqual(self._reverse_amount(form), "$\xa056.35")
        self.assertRecordValues(self._reverse(form), [{"amount_total": 56.35}])
