# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsFilters(ReturnCommon):
    """Which delivery the popup offers, and which of its lines."""

    def test_single_delivery_selects_itself_two_do_not(self):
        self.assertEqual(self._open().picking_id, self.delivery)
        self._deliver(self._new_order())
        self.assertFalse(self._open().picking_id)

    def test_ticket_order_preselects_its_delivery(self):
        order = self._new_order()
        delivery = self._deliver(order)
        self.ticket.sale_order_ids = order
        form = self._open()
        self.assertEqual(form.sale_order_id, order)
        self.assertEqual(form.picking_id, delivery)
        form.sale_order_id = self.order
        self.assertEqual(form.picking_id, self.delivery)

    def test_product_and_lot_narrow(self):
        first = self._deliver_serials("SN1", "SN2")
        second = self._deliver_serials("SN3")
        self.ticket.product_id = self.serial_product
        form = self._open()
        self.assertFalse(form.picking_id)
        found = self.env["stock.picking"].search(form.picking_domain)
        self.assertEqual(found, first | second)
        form.lot_id = first.move_line_ids.lot_id[0]
        self.assertEqual(form.picking_id, first)
        self.assertEqual(self.env["stock.picking"].search(form.picking_domain), first)
        self.assertEqual(len(form.product_return_moves), 1)
        self.assertEqual(
            self.env["sale.order"].search(form.sale_order_domain), first.sale_id
        )

    def test_ticket_product_narrows_the_lines(self):
        chair = self._new_product("Chair")
        self._put_in_stock(chair, 10)
        delivery = self._deliver(self._new_order([(self.product, 1), (chair, 2)]))
        self.ticket.product_id = chair
        form = self._open()
        self.assertEqual(form.picking_id, delivery)
        self.assertEqual(
            [line["product_id"] for line in form.product_return_moves._records],
            [chair.id],
        )
        form.product_id = self.env["product.product"]
        form.picking_id = delivery
        self.assertEqual(len(form.product_return_moves), 2)

    def test_notice_when_nothing_fits(self):
        self.ticket.product_id = self.serial_product
        form = self._open()
        self.assertFalse(form.picking_id)
        self.assertRegex(
            form.after_sales_notice,
            "No done delivery to Deco Addict contains Coffee machine. Empty Sales",
        )
        form.product_id = self.env["product.product"]
        self.assertFalse(form.after_sales_notice)
        self.assertEqual(form.picking_id, self.delivery)

    def test_notice_when_nothing_was_delivered(self):
        popup = self._open().save()
        self.ticket.partner_id = self.other_customer
        popup.picking_id = False
        self.assertRegex(
            popup.after_sales_notice, "Nothing was delivered to Gemini by .* yet"
        )
