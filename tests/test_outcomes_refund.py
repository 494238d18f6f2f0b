# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomesRefund(OutcomeCommon):
    """A receipt makes the credit note of exactly what arrived."""

    def test_receipt_makes_draft_of_what_arrived(self):
        invoice = self._invoice(self.order)
        back = self._return_with("refund", 2)
        self.assertFalse(self._credit_notes())
        self._arrive(back)
        note = self._credit_notes()
        self.assertRecordValues(
            note,
            [
                {
                    "state": "draft",
                    "reversed_entry_id": invoice.id,
                    "amount_total": 200.0,
                    "helpdesk_return_id": back.id,
                    "helpdesk_service": "use_credit_notes",
                    "partner_id": self.customer.id,
                }
            ],
        )
        self.assertEqual(note.invoice_line_ids.quantity, 2)
        self.assertTrue(back.move_ids.helpdesk_followed_on)
        self.assertFalse(back.helpdesk_outcome_problem)
        self.assertFalse(self._questions(back))
        check = note.activity_ids
        self.assertEqual(check.user_id, self.reviewer)
        self.assertIn(back.name, check.note)
        line = self.order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (3, 3))

    def test_each_receipt_its_part(self):
        self._invoice(self.order)
        back = self._return_with("refund", 3)
        rest = self._arrive(back, 1)
        self.assertRecordValues(
            rest.move_ids,
            [{"helpdesk_outcome": "refund", "helpdesk_outcome_quantity": 2}],
        )
        self.assertEqual(self._credit_notes().mapped("amount_total"), [100.0])
        self._arrive(rest)
        notes = self._credit_notes()
        self.assertEqual(notes.mapped("amount_total"), [100.0, 200.0])
        self.assertEqual(notes.helpdesk_return_id, back | rest)

    def test_not_invoiced_is_not_credited(self):
        self.product.invoice_policy = "delivery"
        back = self._return_with("refund", 2)
        self._arrive(back)
        self.assertFalse(self._credit_notes())
        self.assertFalse(self._questions(back))
        self.assertTrue(back.move_ids.helpdesk_followed_on)
        line = self.order.order_line
        self.assertEqual((line.qty_delivered, line.qty_to_invoice), (3, 3))

    def test_invoiced_in_part_is_credited_beyond_what_is_kept(self):
        self.product.invoice_policy = "delivery"
        order = self._new_order([(self.product, 5)])
        line = order.order_line
        picking = order.picking_ids
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self._invoice(order)
        self._deliver(order)
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (5, 3))
        ticket = self._new_ticket(sale_order_ids=[(6, 0, order.ids)])
        back = self._return_with("refund", 3, ticket=ticket, picking_id=picking)
        self._arrive(back)
        # Two are kept and were paid for: one of the three is credited.
        self.assertEqual(self._credit_notes(ticket).amount_total, 100.0)
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (2, 2))

    def test_credited_by_hand_meanwhile_is_not_credited_again(self):
        invoice = self._invoice(self.order)
        back = self._return_with("refund", 2)
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        reversal.refund_moves()
        reversal.new_move_ids.invoice_line_ids.quantity = 2
        reversal.new_move_ids.action_post()
        self._arrive(back)
        self.assertFalse(self._credit_notes())
        line = self.order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (3, 3))

    def test_draft_invoice_is_asked_about(self):
        self._invoice(self.order, post=False)
        back = self._return_with("refund", 2)
        self._arrive(back)
        self.assertFalse(self._credit_notes())
        draft = self.order.invoice_ids
        self.assertIn("2 Units of Desk lamp came back", draft.activity_ids.note)
        self.assertEqual(draft.activity_ids.user_id, self.reviewer)

    def test_more_than_announced_follows_for_what_was(self):
        self._invoice(self.order)
        back = self._return_with("refund", 1)
        self._arrive(back, 4)
        self.assertEqual(self._credit_notes().amount_total, 100.0)
        self.assertIn("4 Units of Desk lamp arrived", back.helpdesk_outcome_problem)
        self.assertEqual(self._questions(back).user_id, self.agent)

    def test_raised_demand_raises_no_amount(self):
        self._invoice(self.order)
        back = self._return_with("refund", 1)
        back.move_ids.with_user(self.warehouseman).product_uom_qty = 5
        rest = self._arrive(back, 3)
        self._arrive(rest)
        self.assertEqual(sum(self._credit_notes().mapped("amount_total")), 100.0)

    def test_another_serial_is_not_refunded(self):
        delivery = self._deliver_serials("SN-1", "SN-2")
        self._invoice(delivery.sale_id)
        first, second = delivery.move_line_ids.lot_id.sorted("name")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with("refund", 1, 0, ticket=ticket, picking_id=delivery)
        self.assertEqual(back.move_ids.helpdesk_outcome_lot_ids, first)
        back.move_line_ids.with_user(self.warehouseman).lot_id = second
        self._arrive(back)
        self.assertFalse(self._credit_notes(ticket))
        self.assertIn("SN-2 arrived, but SN-1", back.helpdesk_outcome_problem)

    def test_outcome_stays_with_what_comes_back(self):
        self._invoice(self.order)
        back = self._return_with("refund", 2)
        self._arrive(back)
        again = self._standard_popup(back)
        with again.product_return_moves.edit(0) as line:
            line.quantity = 2
        redelivery = self.env["stock.picking"].browse(
            again.save().action_create_returns()["res_id"]
        )
        self.assertFalse(redelivery.move_ids.helpdesk_outcome)
        self._receive(redelivery)
        self.assertEqual(len(self._credit_notes()), 1)
        self.assertFalse(back.copy().move_ids.helpdesk_outcome)

    def test_second_step_makes_nothing(self):
        self.warehouse.reception_steps = "two_steps"
        self._invoice(self.order)
        back = self._return_with("refund", 2)
        self._arrive(back)
        step = back.move_ids.move_dest_ids.picking_id
        if step:
            self.assertFalse(step.move_ids.helpdesk_outcome)
            self._receive(step)
        self.assertEqual(len(self._credit_notes()), 1)

    def test_posted_at_once_within_teams_limit(self):
        self.team.refund_post_limit = 100
        self._invoice(self.order)
        back = self._return_with("refund", 3)
        rest = self._arrive(back, 1)
        self._arrive(rest)
        self.assertEqual(self._credit_notes().mapped("state"), ["posted", "draft"])

    def test_limit_of_team_holds(self):
        self.team.refund_limit = 150
        self._invoice(self.order)
        back = self._return_with("refund", 2)
        self._arrive(back)
        self.assertEqual(back.state, "done")
        self.assertFalse(self._credit_notes())
        self.assertIn(
            "more than the $\N{NO-BREAK SPACE}150.00", back.helpdesk_outcome_problem
        )
        self.assertTrue(self._questions(back))

    def test_lock_date_leaves_receipt_and_is_tried_again(self):
        self._invoice(self.order)
        self.company.sale_lock_date = fields.Date.today()
        self.team.refund_post_limit = 1000
        back = self._return_with("refund", 2)
        self.team.use_credit_notes = False
        self._arrive(back)
        self.assertEqual(back.state, "done")
        self.assertFalse(self._credit_notes())
        self.assertTrue(back.helpdesk_outcome_due)
        question = self._questions(back)
        self.assertEqual(question.user_id, self.agent)
        self.assertIn("Shop", question.note)
        with self.assertRaises(UserError):
            back.with_user(self.agent).action_follow_up()
        self.team.use_credit_notes = True
        back.with_user(self.agent).action_follow_up()
        self.assertEqual(self._credit_notes().mapped("amount_total"), [200.0])
        self.assertFalse(back.helpdesk_outcome_problem)
        self.assertFalse(self._questions(back))
        # Pressed again, or by somebody else.
        back.with_user(self.warehouseman).action_follow_up()
        self.assertEqual(len(self._credit_notes()), 1)

    def test_retry_is_for_agents_and_warehouse(self):
        self._invoice(self.order)
        back = self._return_with("refund", 2)
        with self.assertRaises(AccessError):
            back.with_user(self.outsider).action_follow_up()
        stranger = self._new_user("stranger", "helpdesk_mgmt.group_helpdesk_user_own")
        with self.assertRaises(AccessError):
            back.with_user(stranger).action_follow_up()

    def test_nobody_enters_what_follows(self):
        back = self._return_with(False, 2)
        move = back.move_ids.with_user(self.warehouseman)
        lot = self._new_lot(self.serial_product, "SN")
        for values in (
            {"helpdesk_outcome": "refund"},
            {"helpdesk_outcome_quantity": 5},
            {"helpdesk_outcome_lot_ids": [(6, 0, lot.ids)]},
            {"helpdesk_followed_on": fields.Datetime.now()},
            {"helpdesk_outcome_problem": "Hello"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                move.write(values)
        moves = self.env["stock.move"].with_user(self.warehouseman)
        vals = {
            "product_id": self.product.id,
            "picking_id": back.id,
            "location_id": back.location_id.id,
            "location_dest_id": back.location_dest_id.id,
        }
        with self.assertRaises(AccessError):
            moves.create({**vals, "helpdesk_outcome": "refund"})
        made = moves.with_context(default_helpdesk_outcome="refund").create(vals)
        self.assertFalse(made.helpdesk_outcome)
        self._arrive(back)
        self.assertFalse(self._credit_notes())

    def test_decided_later_is_as_before(self):
        self._invoice(self.order)
        back = self._return_with(False, 2)
        self.assertTrue(back.move_ids.to_refund)
        self._arrive(back)
        self.assertFalse(self._credit_notes())

    def test_nothing_keeps_quantities_of_order(self):
        back = self._return_with("none", 2)
        self.assertFalse(back.move_ids.to_refund)
        self._arrive(back)
        self.assertEqual(self.order.order_line.qty_delivered, 5)
        self.assertFalse(self._credit_notes())

    def test_without_order_is_left_to_the_agent(self):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.customer.id,
                "location_id": self.stock.id,
                "location_dest_id": self.customer.property_stock_customer.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 2,
                            "location_id": self.stock.id,
                            "location_dest_id": (
                                self.customer.property_stock_customer.id
                            ),
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        self._receive(picking)
        form = self._open(picking_id=picking)
        form.outcome = "refund"
        self.assertIn("without a sales order", form.outcome_notice)
        back = self._press(form.save())
        self._arrive(back)
        self.assertFalse(self._credit_notes())
        self.assertIn("Desk lamp", back.helpdesk_outcome_problem)
        self.assertTrue(self._questions(back))
