# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsLots(ReturnCommon):
    """Lots and serial numbers, as the agent without any right in Inventory."""

    def test_return_carries_exactly_the_chosen_serials(self):
        delivery = self._deliver_serials("SN1", "SN2", "SN3")
        form = self._open(picking_id=delivery)
        self.assertEqual(len(form.product_return_moves), 3)
        form.product_return_moves.remove(0)
        self._set_quantities(form, 0)
        picking = self._press(form.save())
        self.assertEqual(picking.move_ids.product_uom_qty, 1)
        self.assertEqual(picking.move_line_ids.lot_id.name, "SN3")
        self.assertEqual(picking.state, "assigned")
        self._receive(picking)
        quant = self.env["stock.quant"].search(
            [("location_id", "=", self.stock.id), ("lot_id.name", "=", "SN3")]
        )
        self.assertEqual(quant.quantity, 1)

    def test_several_serials_come_in_one_move(self):
        delivery = self._deliver_serials("SN1", "SN2", "SN3")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        picking = self._press(form.save())
        self.assertEqual(picking.move_line_ids.lot_id.mapped("name"), ["SN1", "SN3"])
        self.assertEqual(sum(picking.move_ids.mapped("product_uom_qty")), 2)
        self.assertEqual(sum(picking.move_line_ids.mapped("quantity")), 2)

    def test_serial_of_a_line_can_be_chosen(self):
        delivery = self._deliver_serials("SN1", "SN2")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        with form.product_return_moves.edit(0) as line:
            line.lot_id = delivery.move_line_ids.lot_id[1]
        picking = self._press(form.save())
        self.assertEqual(picking.move_line_ids.lot_id.name, "SN2")

    def test_returned_serial_is_not_returned_again(self):
        delivery = self._deliver_serials("SN1", "SN2")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        self._press(form.save())
        form = self._open(picking_id=delivery)
        self.assertEqual(form.product_return_moves.edit(0).quantity, 0)
        self.assertEqual(form.product_return_moves.edit(1).quantity, 1)
        self._set_quantities(form, 1)
        with self.assertRaisesRegex(
            UserError, r"Of Coffee machine \(SN1\) in .*, 0 Units can still be returned"
        ):
            form.save().action_create_returns()

    def test_second_return_leaves_the_first_its_serials(self):
        delivery = self._deliver_serials("SN1", "SN2")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        first = self._press(form.save())
        second = self._return(picking_id=delivery)
        self.assertEqual(first.move_line_ids.lot_id.name, "SN1")
        self.assertEqual(first.state, "assigned")
        self.assertEqual(second.move_line_ids.lot_id.name, "SN2")

    def test_return_all_leaves_what_others_return_without_serials(self):
        delivery = self._deliver_serials("SN1", "SN2", "SN3")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(2)
        form.product_return_moves.remove(1)
        other = self._press(form.save()).sudo()
        other.do_unreserve()
        self.assertFalse(other.move_line_ids.lot_id)
        popup = self._open(picking_id=delivery).save()
        picking = self._press(popup, "action_create_returns_all")
        self.assertEqual(sum(picking.move_ids.mapped("product_uom_qty")), 2)

    def test_serials_delivered_by_the_dozen_come_back_in_pieces(self):
        names = [f"D{n:02}" for n in range(12)]
        lots = self.env["stock.lot"]
        for name in names:
            lots |= self._new_lot(self.serial_product, name)
        self._put_in_stock(self.serial_product, 1, lots)
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order(
            [(self.serial_product, 1, {"product_uom_id": dozen.id})]
        )
        order.picking_ids.move_ids.product_uom = dozen
        order.picking_ids.move_ids.product_uom_qty = 1
        delivery = self._deliver(order, lots)
        self.assertEqual(delivery.move_ids.product_uom, dozen)
        form = self._open(picking_id=delivery)
        self.assertEqual(len(form.product_return_moves), 12)
        line = form.product_return_moves.edit(0)
        self.assertEqual((line.quantity, line.uom_id), (1, self.serial_product.uom_id))
        for _index in range(11):
            form.product_return_moves.remove(0)
        back = self._press(form.save())
        self.assertEqual(back.move_line_ids.lot_id.name, "D11")
        self.assertEqual(back.move_ids.product_qty, 1)
        form = self._open(picking_id=delivery)
        left = [form.product_return_moves.edit(index).quantity for index in range(12)]
        self.assertEqual(left, [1] * 11 + [0])

    def test_pending_return_whose_serial_is_not_known_counts(self):
        delivery = self._deliver_serials("SN1", "SN2")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        self._press(form.save()).do_unreserve()
        form = self._open(picking_id=delivery)
        quantities = [
            form.product_return_moves.edit(index).quantity for index in range(2)
        ]
        self.assertEqual(quantities, [1, 0])
        self._set_quantities(form, 1, 1)
        with self.assertRaisesRegex(UserError, "1 Units can still be returned, not 2"):
            form.save().action_create_returns()
        self._set_quantities(form, 0, 1)
        self.assertEqual(self._press(form.save()).move_line_ids.lot_id.name, "SN2")

    def test_lots_by_quantity(self):
        paint = self._new_product("Paint", tracking="lot")
        lots = self._new_lot(paint, "A") | self._new_lot(paint, "B")
        self._put_in_stock(paint, 4, lots)
        order = self._new_order([(paint, 7)])
        picking = order.picking_ids
        picking.move_ids.picked = True
        picking._action_done()
        form = self._open(picking_id=picking)
        lines = {}
        for index in range(2):
            line = form.product_return_moves.edit(index)
            lines[line.lot_id.name] = line.quantity
        self.assertEqual(lines, {"A": 4, "B": 3})
        self._set_quantities(form, 1, 2)
        back = self._press(form.save())
        self.assertEqual(
            {x.lot_id.name: x.quantity for x in back.move_line_ids}, {"A": 1, "B": 2}
        )
        form = self._open(picking_id=picking)
        self._set_quantities(form, 3, 2)
        with self.assertRaisesRegex(UserError, r"Paint \(B\).* 1 Units can still"):
            form.save().action_create_returns()

    def test_foreign_serial_is_refused(self):
        delivery = self._deliver_serials("SN1")
        foreign = self._new_lot(self.serial_product, "SN9")
        popup = self._open(picking_id=delivery).save()
        popup.product_return_moves.lot_id = foreign
        with self.assertRaisesRegex(
            UserError, "SN9 of Coffee machine was not delivered .* one of: SN1"
        ):
            popup.action_create_returns()
        popup.product_return_moves.lot_id = False
        with self.assertRaisesRegex(UserError, "Choose which lot or serial number"):
            popup.action_create_returns()
        popup.product_return_moves.write(
            {"lot_id": delivery.move_line_ids.lot_id.id, "quantity": 0.5}
        )
        with self.assertRaisesRegex(UserError, "SN1 of Coffee machine is one piece"):
            popup.action_create_returns()
