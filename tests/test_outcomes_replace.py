# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomesReplace(OutcomeCommon):
    """The same product is sent for exactly what has arrived, or in advance."""

    def _replacements(self, ticket=None):
        pickings = (ticket or self.ticket).return_ids
        return pickings.filtered(lambda x: x.helpdesk_document_type == "replacement")

    def _replace_moves(self, ticket=None):
        moves = self._replacements(ticket).move_ids
        return moves.filtered(lambda x: x.helpdesk_return_id and x.state != "cancel")

    # ------------------------------------------------------------------
    # On arrival
    # ------------------------------------------------------------------

    def test_replaced_on_arrival(self):
        back = self._return_with("replace", 2)
        self.assertFalse(self._replacements())
        self.assertTrue(back.move_ids.to_refund)
        self._arrive(back)
        replacement = self._replacements()
        self.assertRecordValues(
            replacement,
            [
                {
                    "helpdesk_ticket_id": self.ticket.id,
                    "helpdesk_service": "use_product_returns",
                    "picking_type_code": "outgoing",
                    "helpdesk_is_made": True,
                    "partner_id": self.customer.id,
                    "sale_id": self.order.id,
                    "state": "assigned",
                }
            ],
        )
        move = replacement.move_ids
        self.assertRecordValues(
            move,
            [
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 2,
                    "helpdesk_return_id": back.id,
                    "helpdesk_outcome": False,
                    "sale_line_id": self.order.order_line.id,
                }
            ],
        )
        self.assertTrue(back.move_ids.helpdesk_followed_on)
        self.assertFalse(back.helpdesk_outcome_problem)
        self.assertEqual(back.move_ids.helpdesk_replaced_quantity, 2)
        bodies = " ".join(self.ticket.message_ids.mapped("preview"))
        self.assertIn(
            f"Replacement of 2 Desk lamp (To be sent) – {replacement.name}", bodies
        )
        rows = self.env["helpdesk.after.sales.document"].with_user(self.agent)
        rows = rows.search([("ticket_id", "=", self.ticket.id)])
        self.assertEqual(set(rows.mapped("res_id")), set((back | replacement).ids))
        self._receive(replacement)
        self.assertEqual(self.order.order_line.qty_delivered, 5)
        self.assertFalse(self._credit_notes())

    def test_each_receipt_its_part(self):
        back = self._return_with("replace", 3)
        rest = self._arrive(back, 1)
        self.assertEqual(sum(self._replace_moves().mapped("product_uom_qty")), 1)
        self._arrive(rest)
        moves = self._replace_moves()
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 3)
        self.assertEqual(moves.helpdesk_return_id, back | rest)

    def test_more_than_announced_is_not_replaced(self):
        back = self._return_with("replace", 1)
        self._arrive(back, 4)
        self.assertEqual(sum(self._replace_moves().mapped("product_uom_qty")), 1)
        self.assertIn("4 Units of Desk lamp arrived", back.helpdesk_outcome_problem)

    def test_retry_makes_one(self):
        back = self._return_with("replace", 2)
        rules = self.env["stock.rule"].search(
            [("location_dest_id", "=", self.customer.property_stock_customer.id)]
        )
        rules.active = False
        self._arrive(back)
        self.assertEqual(back.state, "done")
        self.assertFalse(self._replacements())
        self.assertTrue(back.helpdesk_outcome_due)
        self.assertEqual(self._questions(back).user_id, self.agent)
        rules.active = True
        for user in (self.agent, self.warehouseman):
            back.with_user(user).action_follow_up()
        self.assertEqual(self._replace_moves().product_uom_qty, 2)
        self.assertFalse(self._questions(back))

    def test_piece_of_a_dozen(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["ir.config_parameter"].set_param("stock.propagate_uom", "1")
        order = self._new_order([(self.product, 2, {"product_uom_id": dozen.id})])
        delivery = self._deliver(order)
        ticket = self._new_ticket(sale_order_ids=[(6, 0, order.ids)])
        back = self._return_with("replace", 1, ticket=ticket, picking_id=delivery)
        back.move_line_ids.write(
            {"product_uom_id": self.product.uom_id.id, "quantity": 5}
        )
        rest = self._arrive(back)
        self.assertFalse(back.helpdesk_outcome_problem)
        [first] = self._replace_moves(ticket)
        self.assertEqual((first.product_uom_qty, first.product_uom.name), (5, "Units"))
        self._arrive(rest)
        moves = self._replace_moves(ticket)
        # What Odoo makes of seven twelfths of a dozen.
        self.assertAlmostEqual(sum(moves.mapped("product_qty")), 12, delta=0.05)

    # ------------------------------------------------------------------
    # Never what came back
    # ------------------------------------------------------------------

    def _return_serial(self, **values):
        delivery = self._deliver_serials("SN-1")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with(
            "replace", 1, ticket=ticket, picking_id=delivery, **values
        )
        return ticket, back

    def test_returned_serial_is_never_the_replacement(self):
        ticket, back = self._return_serial()
        self._arrive(back)
        [move] = self._replace_moves(ticket)
        self.assertEqual(move.state, "confirmed")
        # Whatever is tried again.
        for _time in range(2):
            move.picking_id.action_assign()
            self.env["stock.move"]._trigger_scheduler()
            self.env["stock.rule"].run_scheduler()
            self.assertFalse(move.move_line_ids)
        # Another customer may get it once it is mended.
        other = self._new_order([(self.serial_product, 1)])
        self.assertEqual(other.picking_ids.move_line_ids.lot_id.name, "SN-1")
        other._action_cancel()
        new = self._new_lot(self.serial_product, "SN-2")
        self._put_in_stock(self.serial_product, 1, [new])
        move.picking_id.action_assign()
        self.assertEqual(move.move_line_ids.lot_id, new)
        move._do_unreserve()
        move._action_assign()
        self.assertEqual(move.move_line_ids.lot_id, new)

    def test_returned_serial_cannot_be_entered(self):
        ticket, back = self._return_serial()
        self._arrive(back)
        replacement = self._replacements(ticket).with_user(self.warehouseman)
        lot = back.move_line_ids.lot_id
        replacement.move_ids.lot_ids = lot
        replacement.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "SN-1 of Coffee machine came back"):
            replacement.button_validate()
        replacement.move_ids.move_line_ids.unlink()
        self.env["stock.move.line"].with_user(self.warehouseman).create(
            {
                "move_id": replacement.move_ids.id,
                "picking_id": replacement.id,
                "product_id": self.serial_product.id,
                "lot_name": "SN-1",
                "quantity": 1,
                "picked": True,
            }
        )
        with self.assertRaisesRegex(UserError, "SN-1 of Coffee machine came back"):
            replacement.button_validate()

    def test_returned_serial_replaced_in_advance(self):
        self.team.replace_when = "advance"
        ticket, back = self._return_serial()
        [move] = self._replace_moves(ticket)
        self.assertFalse(move.move_line_ids)
        # The receipt has what waits for goods reserved.
        self._arrive(back)
        self.assertFalse(move.move_line_ids)
        self.assertEqual(self._replace_moves(ticket), move)

    def test_returned_serial_in_several_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        delivery = self._deliver_serials("SN-1")
        for picking in delivery.sale_id.picking_ids:
            self._receive(picking) if picking.state != "done" else None
        delivery = delivery.sale_id.picking_ids.filtered(
            lambda x: x.picking_type_code == "outgoing"
        )
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with("replace", 1, ticket=ticket, picking_id=delivery)
        self._arrive(back)
        moves = self._replace_moves(ticket)
        moves._action_assign()
        self.assertFalse(moves.move_line_ids)

    # ------------------------------------------------------------------
    # In advance
    # ------------------------------------------------------------------

    def test_in_advance(self):
        self.team.replace_when = "advance"
        back = self._return_with("replace", 2)
        [move] = self._replace_moves()
        self.assertRecordValues(
            move, [{"product_uom_qty": 2, "helpdesk_return_id": back.id}]
        )
        self.assertTrue(move.picking_id.helpdesk_is_made)
        rest = self._arrive(back, 1)
        self.assertRecordValues(
            back.move_ids | rest.move_ids,
            [
                {"helpdesk_replaced_quantity": 1, "helpdesk_outcome_quantity": 1},
                {"helpdesk_replaced_quantity": 1, "helpdesk_outcome_quantity": 1},
            ],
        )
        self._arrive(rest, 4)
        self.assertEqual(self._replace_moves(), move)
        self.assertTrue(rest.move_ids.helpdesk_followed_on)

    def test_exchange_button_is_in_advance_whatever_the_setting(self):
        form = self._open(outcome="refund")
        self._set_quantities(form, 2)
        back = self._press(form.save(), "action_create_exchanges")
        self.assertEqual(back.move_ids.helpdesk_outcome, "replace")
        [move] = self._replace_moves()
        self._arrive(back)
        self.assertEqual(self._replace_moves(), move)
        self.assertFalse(self._credit_notes())

    def test_only_lines_with_replace_in_advance(self):
        self.team.replace_when = "advance"
        other = self._new_product("Shade")
        self._put_in_stock(other, 10)
        order = self._new_order([(self.product, 2), (other, 2)])
        delivery = self._deliver(order)
        ticket = self._new_ticket(sale_order_ids=[(6, 0, order.ids)])
        form = self._open(ticket, picking_id=delivery, outcome="none")
        with form.product_return_moves.edit(0) as line:
            line.outcome = "replace"
        self._press(form.save())
        self.assertEqual(self._replace_moves(ticket).product_id, self.product)

    def test_press_again_sends_nothing_more(self):
        self.team.replace_when = "advance"
        popup = self._open(outcome="replace").save()
        back = self._press(popup)
        self.assertEqual(self._press(popup), back)
        self.assertEqual(self._press(popup, "action_create_exchanges"), back)
        self.assertEqual(len(self._replace_moves()), 1)

    # ------------------------------------------------------------------
    # Undo and cancel
    # ------------------------------------------------------------------

    def _undo(self, document, **values):
        popup = self._open_popup_as(
            self.agent,
            document.with_user(self.agent).action_after_sales_undo(),
            reason="They keep it",
            **values,
        )
        popup.save().action_undo()

    def test_undo_takes_the_replacement_back(self):
        self.team.replace_when = "advance"
        back = self._return_with("replace", 2)
        replacement = self._replacements()
        self._undo(back)
        self.assertEqual((back | replacement).mapped("state"), ["cancel", "cancel"])

    def test_undo_may_keep_the_replacement(self):
        self.team.replace_when = "advance"
        back = self._return_with("replace", 2)
        replacement = self._replacements()
        self._undo(back, with_companion=False)
        self.assertEqual((back.state, replacement.state), ("cancel", "assigned"))

    def test_undo_tells_what_is_sent(self):
        self.team.replace_when = "advance"
        back = self._return_with("replace", 2)
        replacement = self._replacements()
        self._receive(replacement)
        form = self._open_popup_as(
            self.agent, back.with_user(self.agent).action_after_sales_undo()
        )
        self.assertIn(f"({replacement.name}) cannot be taken back", form.consequence)
        self._undo(back)
        self.assertEqual(back.state, "cancel")
        bodies = " ".join(self.ticket.message_ids.mapped("preview"))
        self.assertIn("2 Units of Desk lamp were sent for it already", bodies)

    def test_cancel_from_inventory_takes_the_replacement_back(self):
        self.team.replace_when = "advance"
        back = self._return_with("replace", 2)
        replacement = self._replacements()
        back.with_user(self.warehouseman).action_cancel()
        self.assertEqual((back | replacement).mapped("state"), ["cancel", "cancel"])
        bodies = " ".join(self.ticket.message_ids.mapped("preview"))
        self.assertNotIn("sent for it already", bodies)

    def test_cancel_logs_what_is_sent(self):
        self.team.replace_when = "advance"
        back = self._return_with("replace", 3)
        replacement = self._replacements()
        replacement.move_ids.quantity = 2
        replacement.move_ids.picked = True
        replacement._action_done()
        back.with_user(self.warehouseman).action_cancel()
        self.assertEqual(replacement.backorder_ids.state, "cancel")
        bodies = " ".join(self.ticket.message_ids.mapped("preview"))
        self.assertIn(
            f"{back.name} was cancelled. 2 Units of Desk lamp were sent for it "
            f"already ({replacement.name})",
            bodies,
        )

    def test_no_backorder_takes_the_rest_back(self):
        self.team.replace_when = "advance"
        back = self._return_with("replace", 3)
        back.move_ids.quantity = 1
        back.move_ids.picked = True
        back.with_user(self.warehouseman).with_context(
            skip_backorder=True, picking_ids_not_to_backorder=back.ids
        ).button_validate()
        self.assertEqual(back.state, "done")
        self.assertEqual(self._replace_moves().product_uom_qty, 1)
        self.assertEqual(self._replace_moves().state, "assigned")

    def test_replaced_on_arrival_is_none_of_the_cancelled_rest(self):
        back = self._return_with("replace", 3)
        rest = self._arrive(back, 1)
        rest.with_user(self.warehouseman).action_cancel()
        self.assertEqual(self._replace_moves().product_uom_qty, 1)

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    def test_nobody_enters_what_was_replaced(self):
        self.team.replace_when = "advance"
        back = self._return_with("replace", 2)
        move = back.move_ids.with_user(self.warehouseman)
        for values in (
            {"helpdesk_replaced_quantity": 0},
            {"helpdesk_replaced_quantity": 5},
            {"helpdesk_replace_product_id": self.serial_product.id},
            {"helpdesk_replace_product_id": False},
            {"helpdesk_followed_on": False},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                move.write(values)
        line = self.order.order_line.with_user(self.env.ref("base.user_admin"))
        with self.assertRaises(AccessError):
            line.write({"helpdesk_return_id": back.id})
        with self.assertRaises(AccessError):
            line.create(
                {
                    "order_id": self.order.id,
                    "product_id": self.product.id,
                    "helpdesk_return_id": back.id,
                }
            )

    def test_context_of_a_client_leaves_no_lots_out(self):
        quants = self.env["stock.quant"].with_context(helpdesk_without_lots=["x"])
        self.assertTrue(quants._gather(self.product, self.stock))
