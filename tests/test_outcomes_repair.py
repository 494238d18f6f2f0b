# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_notices import NoticeCase
from .common_outcomes import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomesRepair(NoticeCase, OutcomeCommon):
    """A receipt makes the repairs of what arrived, piece by piece."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.use_product_repairs = True

    def _repairs(self, ticket=None):
        return (ticket or self.ticket).repair_ids.sorted("id")

    def _end(self, repairs):
        repairs.action_repair_start()
        repairs.action_repair_end()

    def test_offered_where_team_repairs(self):
        self.assertIn("repair", self._open().outcome_offered)
        self.team.use_product_repairs = False
        self.assertNotIn("repair", self._open().outcome_offered)

    def test_popup_says_what_follows(self):
        form = self._open(outcome="repair")
        self.assertIn("send them back from it", form.outcome_notice)
        self.team.repair_send_back = True
        again = self._open(outcome="repair")
        self.assertIn("sent back to the customer when", again.outcome_notice)
        form.outcome = "none"
        self.assertFalse(form.outcome_notice)

    def test_receipt_makes_one_repair_of_what_arrived(self):
        self.product.write({"warranty": 24, "warranty_type": "month"})
        reason = self.env["helpdesk.after.sales.reason"].create({"name": "Broken"})
        back = self._return_with("repair", 3, after_sales_reason_id=reason)
        self.assertFalse(back.move_ids.to_refund)
        self.assertFalse(self._repairs())
        rest = self._arrive(back, 2)
        repair = self._repairs()
        self.assertRecordValues(
            repair,
            [
                {
                    "state": "confirmed",
                    "product_id": self.product.id,
                    "product_qty": 2,
                    "product_uom": self.product.uom_id.id,
                    "picking_id": back.id,
                    "picking_type_id": self.warehouse.repair_type_id.id,
                    "product_location_src_id": self.stock.id,
                    "under_warranty": True,
                    "helpdesk_ticket_id": self.ticket.id,
                    "helpdesk_service": "use_product_repairs",
                    "after_sales_reason_id": reason.id,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "user_id": self.agent.id,
                }
            ],
        )
        self.assertIn("It does not work", repair.internal_notes)
        self.assertTrue(repair.sudo().helpdesk_is_made)
        self.assertFalse(back.helpdesk_outcome_problem)
        self.assertFalse(self._questions(back))
        notes = " ".join(self.ticket.message_ids.mapped("preview"))
        self.assertIn(f"Repair of 2 Desk lamp (New) – {repair.name}", notes)
        # What came back stays the customer's: their order is as it was.
        self.assertEqual(self.order.order_line.qty_delivered, 5)
        self.assertTrue(repair.with_user(self.agent).has_access("read"))
        self._arrive(rest)
        self.assertEqual(self._repairs().mapped("product_qty"), [2, 1])
        self.assertEqual(self._repairs().picking_id, back | rest)

    def test_customer_is_told_as_of_any_repair(self):
        self._switch("repair_confirmed")
        self._arrive(self._return_with("repair", 1))
        self._assert_told(self._get_mails(), self.customer)
        self.assertEqual(self._get_sent(self._repairs()), ["repair_confirmed"])

    def test_only_serial_of_return_is_not_taken_for_another_product(self):
        order = self._new_order([(self.serial_product, 1), (self.product, 2)])
        lot = self._new_lot(self.serial_product, "SN-1")
        self._put_in_stock(self.serial_product, 1, lot)
        self._put_in_stock(self.product, 2)
        delivery = self._deliver(order, lot)
        back = self._return_with("repair", picking_id=delivery)
        self._arrive(back)
        self.assertEqual(
            {x.product_id: x.lot_id for x in self._repairs()},
            {self.serial_product: lot, self.product: lot.browse()},
        )

    def test_one_repair_per_serial(self):
        self.serial_product.write({"warranty": 1, "warranty_type": "day"})
        delivery = self._deliver_serials("SN-1", "SN-2", "SN-3")
        lots = delivery.move_line_ids.lot_id.sorted("name")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with("repair", 1, 1, 0, ticket=ticket, picking_id=delivery)
        self._arrive(back)
        repairs = self._repairs(ticket)
        self.assertEqual(repairs.lot_id, lots[:2])
        self.assertEqual(repairs.mapped("product_qty"), [1, 1])
        self.assertEqual(repairs.mapped("under_warranty"), [True, True])
        self._end(repairs)
        self.assertEqual(repairs.mapped("state"), ["done", "done"])

    def test_per_lot_with_its_quantity(self):
        product = self._new_product("Filter", tracking="lot")
        lots = self._new_lot(product, "L-1") | self._new_lot(product, "L-2")
        self._put_in_stock(product, 5, lots)
        order = self._new_order([(product, 2)])
        delivery = self._deliver(order, lots)
        ticket = self._new_ticket(product_id=product.id)
        back = self._return_with("repair", ticket=ticket, picking_id=delivery)
        self._arrive(back)
        self.assertRecordValues(
            self._repairs(ticket).sorted("lot_id"),
            [{"lot_id": lot.id, "product_qty": 1} for lot in lots],
        )

    def test_another_serial_is_not_repaired(self):
        delivery = self._deliver_serials("SN-1", "SN-2")
        first, second = delivery.move_line_ids.lot_id.sorted("name")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with("repair", 1, 0, ticket=ticket, picking_id=delivery)
        self.assertEqual(back.move_ids.helpdesk_outcome_lot_ids, first)
        back.move_line_ids.with_user(self.warehouseman).lot_id = second
        self._arrive(back)
        self.assertFalse(self._repairs(ticket))
        self.assertIn("SN-2 arrived, but SN-1", back.helpdesk_outcome_problem)

    def test_two_lines_of_a_product_are_counted_apart(self):
        order = self._new_order([(self.product, 2), (self.product, 3)])
        delivery = self._deliver(order)
        ticket = self._new_ticket(sale_order_ids=[(6, 0, order.ids)])
        back = self._return_with("repair", ticket=ticket, picking_id=delivery)
        self._arrive(back)
        self.assertEqual(self._repairs(ticket).mapped("product_qty"), [2, 3])

    def test_not_covered_is_not_under_warranty(self):
        self.team.late_warranty = "refuse"
        back = self._return_with("repair", 1)
        self._arrive(back)
        self.assertFalse(self._repairs().under_warranty)
        self.assertFalse(back.helpdesk_outcome_problem)

    def test_repaired_by_hand_before_is_not_repaired_twice(self):
        delivery = self._deliver_serials("SN-1", "SN-2")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with("repair", ticket=ticket, picking_id=delivery)
        lot = delivery.move_line_ids.lot_id.sorted("name")[0]
        popup = self._popup_as(self.agent, ticket, "action_repair", lot_id=lot).save()
        self.assertEqual(popup.picking_id, back)
        popup.action_confirm()
        self._arrive(back)
        repairs = self._repairs(ticket)
        self.assertEqual(repairs.mapped("lot_id.name"), ["SN-1", "SN-2"])
        self.assertEqual(len(repairs), 2)

    def test_switched_off_meanwhile_waits_and_is_tried_again(self):
        back = self._return_with("repair", 2)
        self.team.use_product_repairs = False
        self._arrive(back)
        self.assertEqual(back.state, "done")
        self.assertFalse(
            self.env["repair.order"].search([("picking_id", "=", back.id)])
        )
        self.assertIn("does not offer Repairs", back.helpdesk_outcome_problem)
        self.assertEqual(self._questions(back).user_id, self.agent)
        with self.assertRaises(UserError):
            back.with_user(self.agent).action_follow_up()
        self.team.use_product_repairs = True
        back.with_user(self.agent).action_follow_up()
        back.with_user(self.warehouseman).action_follow_up()
        self.assertEqual(self._repairs().mapped("product_qty"), [2])
        self.assertFalse(self._questions(back))

    def test_responsible_is_who_can_be(self):
        self.ticket.user_id = False
        self._arrive(self._return_with("repair", 1))
        self.assertFalse(self._repairs().user_id)
        self.team.user_id = self.manager
        self._arrive(self._return_with("repair", 1))
        self.assertEqual(self._repairs()[-1].user_id, self.manager)

    def test_other_outcomes_beside(self):
        self._put_in_stock(self.serial_product, 1, [])
        order = self._new_order([(self.product, 2)])
        delivery = self._deliver(order)
        self._invoice(order)
        ticket = self._new_ticket(sale_order_ids=[(6, 0, order.ids)])
        form = self._open(ticket, picking_id=delivery, outcome="refund")
        self._set_quantities(form, 1)
        refunded = self._press(form.save())
        back = self._return_with("repair", 1, ticket=ticket, picking_id=delivery)
        self._arrive(refunded)
        self._arrive(back)
        self.assertEqual(self._repairs(ticket).mapped("product_qty"), [1])
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(self._credit_notes(ticket).amount_total, 100)

    # ------------------------------------------------------------------
    # Where it lies
    # ------------------------------------------------------------------

    def _return_in_steps(self, steps):
        self.warehouse.reception_steps = steps
        back = self._return_with("repair", 1)
        self._arrive(back)
        repair = self._repairs()
        self.assertRecordValues(
            repair,
            [{"state": "confirmed", "product_location_src_id": self.stock.id}],
        )
        move = back.move_ids
        while following := move.move_dest_ids:
            self.assertFalse(following.helpdesk_outcome)
            self._receive(following.picking_id)
            move = following
        self.assertEqual(move.location_dest_id, self.stock)
        self.assertEqual(self._repairs(), repair)
        self._end(repair)
        self.assertEqual(repair.state, "done")
        return back

    def test_receipt_in_two_steps(self):
        back = self._return_in_steps("two_steps")
        self.assertTrue(back.move_ids.move_dest_ids)

    def test_receipt_in_three_steps(self):
        back = self._return_in_steps("three_steps")
        self.assertTrue(back.move_ids.move_dest_ids.move_dest_ids)

    def test_location_of_the_agents_choice(self):
        shelf = self.env["stock.location"].create(
            {"name": "Broken", "location_id": self.warehouse.view_location_id.id}
        )
        form = self._open(outcome="repair", return_location_id=shelf)
        self._set_quantities(form, 1)
        self._arrive(self._press(form.save()))
        repair = self._repairs()
        self.assertEqual(repair.product_location_src_id, shelf)
        self._end(repair)
        self.assertEqual(repair.product_location_dest_id, self.stock)
        quants = self.env["stock.quant"].search([("location_id", "=", shelf.id)])
        self.assertEqual(sum(quants.mapped("quantity")), 0)
