# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsQuantities(ReturnCommon):
    """How much is left to return."""

    def test_default_is_what_is_left_and_pending_returns_count(self):
        form = self._open()
        self._set_quantities(form, 2)
        pending = self._press(form.save())
        line = self._open().product_return_moves.edit(0)
        self.assertEqual(
            (line.delivered_quantity, line.returned_quantity, line.quantity), (5, 2, 3)
        )
        pending.action_cancel()
        self.assertEqual(self._open().product_return_moves.edit(0).quantity, 5)

    def test_standard_returns_of_others_count(self):
        form = self._standard_popup(self.delivery)
        with form.product_return_moves.edit(0) as line:
            line.quantity = 4
        form.save().action_create_returns()
        form = self._open()
        self.assertEqual(form.product_return_moves.edit(0).quantity, 1)
        self._set_quantities(form, 2)
        with self.assertRaisesRegex(
            UserError, "Of Desk lamp in .*, 1 Units can still be returned, not 2"
        ):
            form.save().action_create_returns()

    def test_partially_received_return_counts_what_came(self):
        picking = self._return()
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking._action_done()
        self.assertTrue(self._open().after_sales_blocked)
        picking.backorder_ids.action_cancel()
        self.assertEqual(self._open().product_return_moves.edit(0).quantity, 3)

    def test_return_of_return_can_be_returned_once(self):
        back = self._receive(self._return())
        form = self._standard_popup(back)
        with form.product_return_moves.edit(0) as line:
            line.quantity = 5
        again = self.env["stock.picking"].browse(
            form.save().action_create_returns()["res_id"]
        )
        # Not sent again yet: nothing is at the customer's.
        self.assertTrue(self._open().after_sales_blocked)
        self._receive(again)
        form = self._open(picking_id=self.delivery)
        self.assertEqual(form.product_return_moves.edit(0).quantity, 5)
        self._set_quantities(form, 3)
        self._press(form.save())
        form = self._open(picking_id=again)
        self.assertEqual(form.product_return_moves.edit(0).quantity, 2)
        self._set_quantities(form, 3)
        with self.assertRaisesRegex(UserError, "2 Units can still be returned"):
            form.save().action_create_returns()
        self._set_quantities(form, 2)
        self._press(form.save())
        self.assertTrue(self._open().after_sales_blocked)

    def test_serial_sent_again_can_be_returned_once(self):
        delivery = self._deliver_serials("SN1", "SN2")
        back = self._receive(self._return(picking_id=delivery))
        form = self._standard_popup(back)
        with form.product_return_moves.edit(0) as line:
            line.quantity = 1
        again = self.env["stock.picking"].browse(
            form.save().action_create_returns()["res_id"]
        )
        again.move_line_ids.unlink()
        again.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.serial_product.id,
                    "lot_id": delivery.move_line_ids.lot_id[1].id,
                    "quantity": 1,
                    "picking_id": again.id,
                }
            )
        ]
        self._receive(again)
        form = self._open(picking_id=delivery)
        self.assertEqual(form.product_return_moves.edit(0).quantity, 0)
        self.assertEqual(form.product_return_moves.edit(1).quantity, 1)
        self._press(form.save())
        form = self._open(picking_id=again)
        self.assertEqual(form.product_return_moves.edit(0).lot_id.name, "SN2")
        self.assertEqual(form.product_return_moves.edit(0).quantity, 0)
        self._set_quantities(form, 1)
        with self.assertRaisesRegex(RedirectWarning, "Nothing is left to return of"):
            form.save().action_create_returns()

    def test_unit_is_the_deliverys(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order([(self.product, 2, {"product_uom_id": dozen.id})])
        delivery = self._deliver(order)
        delivery_unit = delivery.move_ids.product_uom
        form = self._open(picking_id=delivery)
        line = form.product_return_moves.edit(0)
        self.assertEqual(line.uom_id, delivery_unit)
        self.assertEqual(
            delivery_unit._compute_quantity(line.quantity, self.product.uom_id), 24
        )

    def test_dozens_and_units_mix(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order([(self.product, 1, {"product_uom_id": dozen.id})])
        picking = order.picking_ids
        picking.move_ids.product_uom = dozen
        picking.move_ids.product_uom_qty = 1
        delivery = self._deliver(order)
        form = self._open(picking_id=delivery)
        line = form.product_return_moves.edit(0)
        self.assertEqual((line.uom_id, line.quantity), (dozen, 1))
        self._set_quantities(form, 0.5)
        back = self._press(form.save())
        self.assertEqual(back.move_ids.product_uom, dozen)
        self.assertEqual(back.move_ids.product_qty, 6)
        self.assertEqual(
            self._open(picking_id=delivery).product_return_moves.edit(0).quantity, 0.5
        )
        self._receive(back)
        self.assertEqual(order.order_line.qty_delivered, 0.5)
