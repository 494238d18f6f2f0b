# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_send_back import SendBackCommon


@tagged("post_install", "-at_install")
class TestOutcomesSendBack(SendBackCommon):
    """What is repaired goes back to its customer, once."""

    def test_delivery_brings_back_what_was_repaired(self):
        back, repair = self._bring(2)
        self.assertEqual(self._returnable(), 3)
        self._end(repair)
        delivery = self._send_back(repair)
        self.assertRecordValues(
            delivery,
            [
                {
                    "state": "assigned",
                    "helpdesk_document_type": "repaired",
                    "helpdesk_ticket_id": self.ticket.id,
                    "helpdesk_service": "use_product_returns",
                    "helpdesk_repair_id": repair.id,
                    "return_id": back.id,
                    "picking_type_id": self.warehouse.out_type_id.id,
                    "partner_id": back.partner_id.id,
                    "location_id": self.stock.id,
                    "location_dest_id": back.location_id.id,
                    "origin": repair.name,
                    "sale_id": self.order.id,
                    "user_id": False,
                }
            ],
        )
        self.assertRecordValues(
            delivery.move_ids,
            [
                {
                    "product_uom_qty": 2,
                    "quantity": 2,
                    "origin_returned_move_id": back.move_ids.id,
                    "to_refund": False,
                    "sale_line_id": self.line.id,
                    "helpdesk_outcome": False,
                    "helpdesk_return_id": False,
                }
            ],
        )
        self.assertTrue(delivery.sudo().helpdesk_is_made)
        self.assertEqual(self.line.qty_delivered, 5)
        self._receive(delivery)
        self.assertEqual(self.line.qty_delivered, 5)
        self.assertEqual((self.line.product_uom_qty, self.line.qty_to_invoice), (5, 5))
        # All of it is with the customer again, and no more.
        self.assertEqual(self._returnable(), 5)
        self.assertEqual(self._returnable(delivery), 2)
        self.assertEqual(self.order.picking_ids, self.delivery | back | delivery)
        self.assertEqual(self._send_back(repair), delivery)
        self.assertEqual(repair.helpdesk_delivery_ids, delivery)

    def test_order_has_what_it_had_where_return_lowered_it(self):
        back = self._return_with(False, 2)
        self.assertTrue(back.move_ids.to_refund)
        self._arrive(back)
        self.assertEqual(self.line.qty_delivered, 3)
        popup = self._popup_as(
            self.agent, self.ticket, "action_repair", product_id=self.product
        ).save()
        self.assertEqual(popup.picking_id, back)
        popup.action_confirm()
        repair = self._end(back.repair_ids)
        self._receive(self._send_back(repair))
        self.assertEqual(self.line.qty_delivered, 5)

    def test_serial_goes_back(self):
        delivery = self._deliver_serials("SN-1", "SN-2")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        self._put_in_stock(
            self.serial_product, 1, [self._new_lot(self.serial_product, "SN-0")]
        )
        back, repairs = self._bring(ticket=ticket, picking_id=delivery)
        self._end(repairs)
        for repair in repairs:
            again = self._send_back(repair)
            self.assertEqual(again.move_line_ids.lot_id, repair.lot_id)
            self.assertEqual(again.move_line_ids.quantity, 1)
            self.assertEqual(again.move_ids.origin_returned_move_id, back.move_ids)
            self._receive(again)
        self.assertEqual(delivery.sale_id.order_line.qty_delivered, 2)
        # Sent back, it can come back once more.
        returnable = delivery.move_ids._return_get_returnable()
        self.assertEqual(
            {x.name: returnable[x] for x in repairs.lot_id}, {"SN-1": 1, "SN-2": 1}
        )

    def test_starts_no_new_warranty(self):
        self.product.write({"warranty": 24, "warranty_type": "month"})
        back, repair = self._bring(1)
        self._end(repair)
        self._receive(self._send_back(repair))
        found = self.product._repair_get_warranty(
            self.ticket, self.customer, self.env["stock.lot"]
        )
        self.assertEqual(found.move, self.delivery.move_ids)

    def test_units_and_two_lines_of_one_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order(
            [
                (self.product, 1, {"product_uom_id": dozen.id}),
                (self.product, 2),
            ]
        )
        delivery = self._deliver(order)
        ticket = self._new_ticket(sale_order_ids=[Command.set(order.ids)])
        back = self._return_with(False, ticket=ticket, picking_id=delivery)
        self._arrive(back)
        # One repair of all that came back, as the Repair popup makes it.
        popup = self._popup_as(
            self.agent, ticket, "action_repair", product_id=self.product
        ).save()
        popup.action_confirm()
        repair = self._end(back.repair_ids)
        self.assertEqual(repair.product_qty, 14)
        again = self._send_back(repair)
        self.assertEqual(again.move_ids.origin_returned_move_id, back.move_ids)
        self.assertEqual(sorted(again.move_ids.mapped("product_qty")), [2, 12])
        self.assertEqual(again.state, "assigned")
        self._receive(again)
        self.assertEqual(order.order_line.mapped("qty_delivered"), [1, 2])

    def test_receipt_and_delivery_in_steps(self):
        self.warehouse.write(
            {"reception_steps": "two_steps", "delivery_steps": "pick_ship"}
        )
        back, repair = self._bring(1)
        self._receive(back.move_ids.move_dest_ids.picking_id)
        self._end(repair)
        again = self._send_back(repair)
        self.assertRecordValues(
            again,
            [
                {
                    "state": "assigned",
                    "picking_type_id": self.warehouse.out_type_id.id,
                    "location_id": self.stock.id,
                }
            ],
        )
        self._receive(again)
        self.assertEqual(self._returnable(), 5)

    def test_goods_that_are_not_counted(self):
        product = self._new_product("Cable", is_storable=False)
        order = self._new_order([(product, 2)])
        delivery = self._deliver(order)
        ticket = self._new_ticket(product_id=product.id)
        __, repair = self._bring(ticket=ticket, picking_id=delivery)
        self._end(repair)
        again = self._send_back(repair)
        self.assertEqual((again.state, again.move_ids.quantity), ("assigned", 2))
        self._receive(again)
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_what_others_own_is_not_sent(self):
        __, repair = self._bring(1)
        self._end(repair)
        quants = self.env["stock.quant"]
        quants.search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        ).owner_id = self.other_customer
        with self.assertRaisesRegex(UserError, "there is none of it in WH/Stock"):
            self._send_back(repair)

    def test_backorder_keeps_its_links(self):
        back, repair = self._bring(3)
        self._end(repair)
        delivery = self._send_back(repair)
        rest = self._arrive(delivery, 1)
        self.assertRecordValues(
            rest,
            [
                {
                    "helpdesk_document_type": "repaired",
                    "helpdesk_repair_id": repair.id,
                    "helpdesk_ticket_id": self.ticket.id,
                    "helpdesk_service": "use_product_returns",
                    "return_id": back.id,
                }
            ],
        )
        self.assertEqual(self._returnable(), 3)
        self._receive(rest)
        self.assertEqual(self._returnable(), 5)

    def test_without_return_it_goes_from_stock(self):
        lot = self._new_lot(self.serial_product, "SN-1")
        ticket = self._new_ticket(product_id=self.serial_product.id, lot_id=lot.id)
        popup = self._popup_as(self.agent, ticket, "action_repair").save()
        popup.action_confirm()
        repair = self._end(ticket.repair_ids)
        self.assertFalse(repair.picking_id)
        with self.assertRaisesRegex(UserError, "SN-1 cannot be sent back"):
            self._send_back(repair)
        self._put_in_stock(self.serial_product, 1, [lot])
        delivery = self._send_back(repair)
        self.assertFalse(delivery.move_ids.origin_returned_move_id)
        self.assertEqual(delivery.move_line_ids.lot_id, lot)
        self.assertEqual(delivery.partner_id, self.customer)
        self.assertEqual(delivery.helpdesk_document_type, "repaired")
        self._receive(delivery)
        # It was delivered before, wherever: this is no second time.
        self.assertFalse(delivery._return_get_moves(None))
        self.serial_product.write({"warranty": 24, "warranty_type": "month"})
        found = self.serial_product._repair_get_warranty(ticket, self.customer, lot)
        self.assertFalse(found.move)

    # ------------------------------------------------------------------
    # What cannot be sent
    # ------------------------------------------------------------------

    def test_not_before_it_is_done(self):
        __, repair = self._bring(1)
        self.assertFalse(repair.with_user(self.agent).helpdesk_may_send_back)
        with self.assertRaisesRegex(UserError, "not done yet"):
            self._send_back(repair)
        self._end(repair)
        self.assertTrue(repair.with_user(self.agent).helpdesk_may_send_back)
        self._send_back(repair)
        self.assertFalse(repair.with_user(self.agent).helpdesk_may_send_back)
        self.assertEqual(repair.with_user(self.agent).helpdesk_delivery_count, 1)

    def test_moved_meanwhile_is_found_in_the_warehouse(self):
        delivery = self._deliver_serials("SN-1")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        __, repair = self._bring(ticket=ticket, picking_id=delivery)
        self._end(repair)
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.warehouse.view_location_id.id}
        )
        quants = self.env["stock.quant"]
        lot = repair.lot_id
        quants._update_available_quantity(lot.product_id, self.stock, -1, lot_id=lot)
        quants._update_available_quantity(lot.product_id, shelf, 1, lot_id=lot)
        again = self._send_back(repair)
        self.assertEqual(again.location_id, shelf)
        self.assertEqual(again.move_line_ids.location_id, shelf)
        self.assertEqual(again.state, "assigned")

    def test_elsewhere_or_reserved_is_told(self):
        delivery = self._deliver_serials("SN-1")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        __, repair = self._bring(ticket=ticket, picking_id=delivery)
        self._end(repair)
        # Somebody sells it.
        other = self._new_order([(self.serial_product, 1)]).picking_ids
        self.assertEqual(other.move_line_ids.lot_id, repair.lot_id)
        with self.assertRaisesRegex(UserError, "SN-1 .* 0 are free in WH/Stock"):
            self._send_back(repair)
        self.assertFalse(repair.helpdesk_delivery_ids)
        self._receive(other)
        with self.assertRaisesRegex(UserError, "It is known in: .*Customers"):
            self._send_back(repair)

    def test_not_while_the_receipt_goes_on(self):
        self.warehouse.reception_steps = "two_steps"
        delivery = self._deliver_serials("SN-1")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back, repair = self._bring(ticket=ticket, picking_id=delivery)
        self._end(repair)
        with self.assertRaisesRegex(UserError, "0 are free in WH/Input"):
            self._send_back(repair)

    def test_sent_again_by_the_warehouse_is_not_sent_twice(self):
        back, repair = self._bring(1)
        self._end(repair)
        again = self._standard_popup(back)
        with again.product_return_moves.edit(0) as line:
            line.quantity = 1
        again.save().action_create_returns()
        with self.assertRaisesRegex(UserError, f"{back.name} brought 0 Units"):
            self._send_back(repair)

    def test_repair_of_somebody_else_is_not_sent(self):
        __, repair = self._bring(1)
        self._end(repair)
        repair.helpdesk_ticket_id = self._new_ticket(partner_id=self.other_customer.id)
        with self.assertRaisesRegex(UserError, "not one of the customer of ticket"):
            self._send_back(repair, self.warehouseman)
        repair.helpdesk_ticket_id = False
        with self.assertRaisesRegex(UserError, "of no ticket"):
            self._send_back(repair, self.warehouseman)
