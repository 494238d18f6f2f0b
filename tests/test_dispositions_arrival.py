# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from .common_dispositions import DispositionCommon


@tagged("post_install", "-at_install")
class TestDispositionsArrival(DispositionCommon):
    """What is not as announced is said while it can still be corrected."""

    def _warning(self, picking):
        picking.invalidate_recordset()
        return Form(picking.with_user(self.warehouseman)).helpdesk_arrival_warning

    def test_as_announced_nothing_is_said(self):
        for outcome in ("refund", False):
            back = self._return_with(outcome, 2)
            self.assertFalse(self._warning(back))
            # Less may still come.
            back.move_ids.quantity = 1
            self.assertFalse(self._warning(back))

    def test_more_than_announced(self):
        for outcome in ("refund", False):
            back = self._return_with(outcome, 1)
            back.move_ids.with_user(self.warehouseman).quantity = 2
            self.assertIn(
                "2 Units of Desk lamp arrived, but 1 were announced.",
                self._warning(back),
            )
            # It is a warning, no more.
            self.assertIs(back.with_user(self.warehouseman).button_validate(), True)
            self.assertEqual(back.state, "done")
            self.assertFalse(self._warning(back))

    def test_another_serial(self):
        delivery = self._deliver_serials("SN-1", "SN-2")
        first, second = delivery.move_line_ids.lot_id.sorted("name")
        stranger = self._new_lot(self.serial_product, "SN-9")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with("refund", 1, 0, ticket=ticket, picking_id=delivery)
        line = back.move_line_ids.with_user(self.warehouseman)
        self.assertFalse(self._warning(back))
        line.lot_id = second
        self.assertIn("SN-2 arrived, but SN-1", self._warning(back))
        line.lot_id = False
        line.lot_name = "SN-8"
        self.assertIn("SN-8 arrived, but SN-1", self._warning(back))
        line.lot_name = "SN-1"
        self.assertFalse(self._warning(back))
        back.action_cancel()
        back = self._return_with(False, 1, 0, ticket=ticket, picking_id=delivery)
        line = back.move_line_ids.with_user(self.warehouseman)
        line.lot_id = second
        # Nothing follows: any of the delivery may come.
        self.assertFalse(self._warning(back))
        line.lot_id = stranger
        self.assertIn(
            f"SN-9 arrived, but {delivery.name} did not contain it",
            self._warning(back),
        )

    def test_another_product(self):
        chair = self._new_product("Chair")
        back = self._return_with(False, 1)
        move = self.env["stock.move"].with_user(self.warehouseman)
        move.create(
            {
                "picking_id": back.id,
                "product_id": chair.id,
                "product_uom_qty": 1,
                "quantity": 1,
                "location_id": back.location_id.id,
                "location_dest_id": back.location_dest_id.id,
            }
        )
        self.assertIn("Chair was not announced", self._warning(back))
        self._arrive(back)
        self.assertEqual(self._held(chair), {self.stock: 1})
        self.assertEqual(self.order.order_line.product_id, self.product)

    def test_other_transfers_are_not_looked_at(self):
        order = self._new_order([(self.product, 1)])
        order.picking_ids.move_ids.quantity = 3
        self.assertFalse(self._warning(order.picking_ids))
