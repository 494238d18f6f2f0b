# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestExchangesReplacement(ReturnCommon):
    """The return and its replacement, as the agent without Inventory rights."""

    def _deliver_by_hand(self, partner, quantity):
        customers = self.env.ref("stock.stock_location_customers")
        picking = self.env["stock.picking"].create(
            {
                "partner_id": partner.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.stock.id,
                            "location_dest_id": customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return self._receive(picking)

    def _deliver_four_of_six(self):
        """Return a delivery whose backorder waits."""
        picking = self._new_order([(self.product, 6)]).picking_ids
        picking.move_ids.quantity = 4
        picking.move_ids.picked = True
        picking._action_done()
        return picking

    def test_exchange_makes_return_and_replacement(self):
        form = self._open()
        self._set_quantities(form, 2)
        back = self._press(form.save(), "action_create_exchanges")
        replacement = self.ticket.return_ids - back
        self.assertRecordValues(
            back | replacement,
            [
                {
                    "helpdesk_document_type": "return",
                    "picking_type_code": "incoming",
                    "helpdesk_ticket_id": self.ticket.id,
                    "sale_id": self.order.id,
                },
                {
                    "helpdesk_document_type": "replacement",
                    "picking_type_code": "outgoing",
                    "helpdesk_ticket_id": self.ticket.id,
                    "sale_id": self.order.id,
                },
            ],
        )
        self.assertEqual(replacement.move_ids.helpdesk_return_id, back)
        self.assertEqual(replacement.move_ids.product_uom_qty, 2)
        bodies = " ".join(self.ticket.message_ids.mapped("preview"))
        self.assertIn(f"Return of 2 Desk lamp (Expected) – {back.name}", bodies)
        self.assertIn(
            f"Replacement of 2 Desk lamp (To be sent) – {replacement.name}", bodies
        )
        self.assertTrue(replacement.with_user(self.agent).has_access("read"))
        self._receive(back)
        self._receive(replacement)
        self.assertEqual(self.order.order_line.qty_delivered, 5)
        # The replacement can come back, too.
        line = self._open(picking_id=replacement).product_return_moves.edit(0)
        self.assertEqual(line.quantity, 2)

    def test_exchange_of_one_serial_of_several(self):
        delivery = self._deliver_serials("SN1", "SN2", "SN3")
        self._put_in_stock(
            self.serial_product, 1, [self._new_lot(self.serial_product, "SN4")]
        )
        form = self._open(picking_id=delivery)
        self._set_quantities(form, 0, 1, 0)
        back = self._press(form.save(), "action_create_exchanges")
        self.assertEqual(back.move_line_ids.lot_id.name, "SN2")
        replacement = self.ticket.return_ids - back
        self.assertEqual(replacement.move_ids.product_uom_qty, 1)
        self.assertEqual(replacement.move_line_ids.lot_id.name, "SN4")

    def test_exchange_always_updates_the_order(self):
        form = self._open()
        with form.product_return_moves.edit(0) as line:
            line.to_refund = False
        back = self._press(form.save(), "action_create_exchanges")
        self._receive(back)
        self._receive(self.ticket.return_ids - back)
        self.assertEqual(self.order.order_line.qty_delivered, 5)

    def test_replacement_merges_into_an_open_delivery(self):
        picking = self._deliver_four_of_six()
        waiting = picking.backorder_ids
        form = self._open(picking_id=picking)
        self._set_quantities(form, 1)
        back = self._press(form.save(), "action_create_exchanges")
        self.assertEqual(self.ticket.return_ids, back | waiting)
        self.assertEqual(back.helpdesk_document_type, "return")
        self.assertEqual(waiting.helpdesk_document_type, "replacement")
        self.assertEqual(sum(waiting.move_ids.mapped("product_uom_qty")), 3)
        self.assertEqual(
            waiting.move_ids.filtered("helpdesk_return_id").product_uom_qty, 1
        )
        # Another ticket's replacement does not disappear in it.
        other_ticket = self._new_ticket()
        form = self._open(other_ticket, picking_id=picking)
        self._set_quantities(form, 1)
        self._press(form.save(), "action_create_exchanges")
        self.assertEqual(len(other_ticket.return_ids), 2)
        self.assertNotIn(waiting, other_ticket.return_ids)

    def test_backorder_keeps_the_replacement_with_its_ticket(self):
        picking = self._deliver_four_of_six()
        waiting = picking.backorder_ids
        form = self._open(picking_id=picking)
        self._set_quantities(form, 1)
        back = self._press(form.save(), "action_create_exchanges")
        waiting.action_assign()
        replacement = waiting.move_ids.filtered("helpdesk_return_id")
        (waiting.move_ids - replacement).picked = True
        waiting._action_done()
        self.assertEqual(waiting.state, "done")
        self.assertFalse(waiting.helpdesk_ticket_id)
        self.assertEqual(replacement.picking_id, waiting.backorder_ids)
        self.assertEqual(self.ticket.return_ids, back | replacement.picking_id)
        self.assertEqual(replacement.picking_id.helpdesk_document_type, "replacement")

    def test_split_of_another_transfer_leaves_its_ticket(self):
        order = self._new_order([(self.product, 6)])
        picking = order.picking_ids
        picking.helpdesk_ticket_id = self.ticket
        picking.move_ids.quantity = 4
        picking.move_ids.picked = True
        picking._action_done()
        self.assertTrue(picking.backorder_ids)
        self.assertEqual(picking.helpdesk_ticket_id, self.ticket)
        self.assertFalse(picking.backorder_ids.helpdesk_ticket_id)

    def test_replacement_in_three_steps_is_linked_up_to_the_customer(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        back = self._return(button="action_create_exchanges")
        self.assertEqual(len(self.ticket.return_ids), 2)
        for _step in range(3):
            for picking in self.ticket.return_ids.filtered(
                lambda x: (
                    x.helpdesk_document_type == "replacement" and x.state != "done"
                )
            ):
                picking.action_assign()
                self._receive(self._tracked(picking))
                self._flush_tracking()
        self.env.invalidate_all()
        replacements = self.ticket.return_ids - back
        self.assertEqual(len(replacements), 3)
        ship = replacements.filtered(lambda x: x.picking_type_code == "outgoing")
        self.assertEqual(ship.state, "done")
        done = self.env.ref("helpdesk_mgmt_after_sales.mt_after_sales_done")
        news = self.ticket.message_ids.filtered(lambda x: x.subtype_id == done)
        self.assertEqual(len(news), 1)
        self.assertIn(ship.name, news.body)

    def test_replacement_in_three_steps_is_there_from_the_beginning(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.team.after_sales_ask_close = True
        self.ticket.user_id = self.agent
        back = self._tracked(self._return(button="action_create_exchanges"))
        step = steps = self.ticket.return_ids - back
        self._assert_shown(back, step)
        self._receive(back)
        self._flush_tracking()
        self.assertFalse(self.ticket.activity_ids, "The replacement is not sent yet.")
        for _step in range(2):
            step.action_assign()
            self._receive(self._tracked(step))
            self._flush_tracking()
            [step] = self.ticket.return_ids - back - steps
            steps |= step
            self.assertTrue(step.helpdesk_is_made)
            self._assert_shown(back, step)
        self.assertEqual(step.picking_type_code, "outgoing")
        step.action_assign()
        self._receive(self._tracked(step))
        self._flush_tracking()
        self.assertEqual(self.ticket.activity_ids.summary, "Close?")

    def test_replacement_that_is_never_picked(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        back = self._return(button="action_create_exchanges")
        [pick] = self._tracked(self.ticket.return_ids - back)
        pick.action_cancel()
        self._flush_tracking()
        cancelled = self.env.ref("helpdesk_mgmt_after_sales.mt_after_sales_cancelled")
        [news] = self.ticket.message_ids.filtered(lambda x: x.subtype_id == cancelled)
        self.assertIn(pick.name, news.body)

    def _assert_shown(self, *pickings):
        """Assert that the overview of the ticket has just these transfers."""
        self.env.flush_all()
        rows = self.env["helpdesk.after.sales.document"].with_user(self.agent)
        rows.invalidate_model()
        rows = rows.search([("ticket_id", "=", self.ticket.id)])
        self.assertEqual(sorted(rows.mapped("res_id")), sorted(x.id for x in pickings))
        beside = pickings[0]._after_sales_get_related()
        self.assertEqual(beside, list(pickings[1:]))

    def test_exchange_of_a_delivery_without_order(self):
        delivery = self._deliver_by_hand(self.other_customer, 3)
        ticket = self._new_ticket(partner_id=self.other_customer.id)
        back = self._return(ticket, button="action_create_exchanges")
        self.assertEqual(back.return_id, delivery)
        replacement = ticket.return_ids - back
        self.assertEqual(replacement.partner_id, self.other_customer)
        self.assertEqual(replacement.move_ids.product_uom_qty, 3)
