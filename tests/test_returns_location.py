# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsLocation(ReturnCommon):
    """Where the goods end, and through what they pass."""

    def _deliver_in_steps(self, order):
        for _step in range(3):
            for picking in order.picking_ids.filtered(
                lambda x: x.state not in ("done", "cancel")
            ):
                picking.action_assign()
                self._receive(picking)

    def test_goods_end_in_the_chosen_location(self):
        repair = self.env["stock.location"].create(
            {"name": "Repair", "location_id": self.stock.id}
        )
        picking = self._return(return_location_id=repair)
        self.assertEqual(picking.location_dest_id, repair)
        self._receive(picking)
        quants = self.env["stock.quant"]
        self.assertEqual(quants._get_available_quantity(self.product, repair), 5)

    def test_receipt_in_two_steps_ends_in_the_chosen_location(self):
        self.warehouse.reception_steps = "two_steps"
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        form = self._open()
        self.assertEqual(
            form.return_location_id, self.warehouse.in_type_id.default_location_dest_id
        )
        form.return_location_id = shelf
        self.assertIn(" > ", form.return_route)
        picking = self._press(form.save())
        self.assertEqual(picking.location_dest_id, self.warehouse.wh_input_stock_loc_id)
        self.assertEqual(picking.move_ids.location_final_id, shelf)
        self._receive(picking)
        follow_up = picking.move_ids.move_dest_ids
        self.assertEqual(follow_up.location_id, self.warehouse.wh_input_stock_loc_id)
        self._receive(follow_up.picking_id)
        quants = self.env["stock.quant"]
        self.assertEqual(quants._get_available_quantity(self.product, shelf), 5)
        self.assertEqual(self.order.order_line.qty_delivered, 0)
        self.assertEqual(self.ticket.return_ids, picking)

    def test_receipt_in_two_steps_left_as_it_is(self):
        self.warehouse.reception_steps = "two_steps"
        picking = self._return()
        self._receive(picking)
        follow_up = picking.move_ids.move_dest_ids
        self.assertEqual(follow_up.location_dest_id, self.stock)

    def test_return_without_an_operation_type_for_it(self):
        self.warehouse.out_type_id.return_picking_type_id = False
        picking = self._return()
        self.assertEqual(picking.location_dest_id, self.stock)
        self._receive(picking)
        self.assertEqual(self.order.order_line.qty_delivered, 0)
        # It is an outgoing transfer by its type, but not one to return again.
        found = self.env["stock.picking"].search(self._open().picking_domain)
        self.assertEqual(found, self.delivery)

    def test_location_out_of_the_steps_reach_is_reached_directly(self):
        self.warehouse.reception_steps = "two_steps"
        scrap = self.env["stock.location"].create(
            {"name": "Quarantine", "location_id": self.warehouse.view_location_id.id}
        )
        picking = self._return(return_location_id=scrap)
        self.assertEqual(picking.location_dest_id, scrap)
        self._receive(picking)
        self.assertFalse(picking.move_ids.move_dest_ids)
        quants = self.env["stock.quant"]
        self.assertEqual(quants._get_available_quantity(self.product, scrap), 5)

    def test_delivery_in_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._new_order([(self.product, 3)])
        self._deliver_in_steps(order)
        ship = order.picking_ids.filtered(lambda x: x.picking_type_code == "outgoing")
        self.assertEqual(ship.state, "done")
        form = self._open(sale_order_id=order)
        self.assertEqual(form.picking_id, ship)
        picking = self._press(form.save())
        self.assertEqual(picking.picking_type_code, "incoming")
        self._receive(picking)
        self.assertEqual(order.order_line.qty_delivered, 0)
