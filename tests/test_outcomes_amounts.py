# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomesAmounts(OutcomeCommon):
    """What an arrival is worth where orders, deliveries and invoices part company."""

    def _return_of(self, order, quantity, delivery=None):
        ticket = self._new_ticket(sale_order_ids=order.ids)
        return self._return_with(
            "refund",
            quantity,
            ticket=ticket,
            picking_id=delivery or order.picking_ids.filtered("date_done")[:1],
        )

    def _deliver_part(self, order, quantity):
        delivery = order.picking_ids.filtered(lambda x: x.state != "done")
        delivery.move_ids.quantity = quantity
        delivery.move_ids.picked = True
        delivery.with_context(skip_backorder=True).button_validate()
        return delivery

    def _credited(self, order):
        notes = order.invoice_ids.filtered(lambda x: x.move_type == "out_refund")
        return sum(notes.invoice_line_ids.mapped("quantity"))

    def _return_two(self):
        """Make a return of two products, one to be refunded."""
        other = self._new_product("Armchair")
        self._put_in_stock(other, 10)
        order = self._new_order([(self.product, 2), (other, 2)])
        delivery = self._deliver(order)
        self._invoice(order)
        ticket = self._new_ticket(sale_order_ids=order.ids)
        form = self._open(ticket, picking_id=delivery, outcome="refund")
        self._set_quantities(form, 1, 1)
        with form.product_return_moves.edit(1) as line:
            line.outcome = "none"
        return self._press(form.save())

    def test_pieces_of_a_dozen_sum_up(self):
        """The order rounds each move; three times four pieces are a dozen."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order([(self.product, 1, {"product_uom_id": dozen.id})])
        delivery = self._deliver(order)
        invoice = self._invoice(order)
        ticket = self._new_ticket(sale_order_ids=order.ids)
        for __ in range(3):
            back = self._return_with("refund", 4, ticket=ticket, picking_id=delivery)
            self._arrive(back)
        notes = self._credit_notes(ticket)
        self.assertEqual(notes.invoice_line_ids.mapped("quantity"), [0.33, 0.34, 0.33])
        self.assertEqual(sum(notes.mapped("amount_total")), invoice.amount_total)
        self.assertEqual(order.order_line.qty_invoiced, 0)

    def test_what_is_on_its_way_back_is_kept_until_it_is_here(self):
        """Invoiced as ordered: what is still to be delivered was paid for, too."""
        order = self._new_order([(self.product, 5)])
        delivery = self._deliver_part(order, 3)
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.quantity = 4
        invoice.action_post()
        other = self._return_of(order, 1, delivery)
        self._arrive(self._return_of(order, 1, delivery))
        # Two are with the customer and two are to come.
        self.assertEqual(self._credited(order), 0)
        self._arrive(other)
        self.assertEqual(self._credited(order), 1)

    def test_to_be_invoiced_as_ordered(self):
        order = self._new_order([(self.product, 5)])
        delivery = self._deliver(order)
        ticket = self._new_ticket(sale_order_ids=order.ids)
        form = self._open(ticket, picking_id=delivery, outcome="refund")
        self.assertIn("lower what is ordered", form.outcome_notice)
        self._set_quantities(form, 2)
        back = self._press(form.save())
        self._arrive(back)
        self.assertFalse(self._credit_notes(ticket))
        self.assertIn("2 Units of Desk lamp", back.helpdesk_outcome_problem)
        self.assertIn(order.name, self._questions(back).note)
        self.assertTrue(back.move_ids.helpdesk_followed_on)

    def test_credited_by_hand_is_not_to_be_invoiced(self):
        self._invoice(self.order)
        back = self._return_with("refund", 2)
        note = self.order.invoice_ids._reverse_moves()
        note.invoice_line_ids.quantity = 2
        note.action_post()
        self._arrive(back)
        self.assertFalse(back.helpdesk_outcome_problem)

    def test_delivery_to_a_company_of_ours(self):
        """It goes through a transit location, as Odoo has it."""
        transit = self.env.ref("stock.stock_location_inter_company")
        transit.active = True
        self.customer.property_stock_customer = transit
        order = self._new_order([(self.product, 2)])
        delivery = self._deliver(order)
        self.assertEqual(delivery.location_dest_id, transit)
        self._invoice(order)
        back = self._return_of(order, 2)
        self._arrive(back)
        self.assertTrue(back.move_ids.helpdesk_followed_on)
        self.assertEqual(self._credited(order), 2)

    def test_free_of_charge(self):
        order = self._new_order([(self.product, 2, {"discount": 100})])
        self._deliver(order)
        self._invoice(order)
        back = self._return_of(order, 2)
        self._arrive(back)
        self.assertTrue(back.move_ids.helpdesk_followed_on)
        self.assertFalse(back.helpdesk_outcome_problem)
        self.assertEqual(order.order_line.qty_invoiced, 0)

    def test_question_about_one_stays_when_the_other_is_done(self):
        back = self._return_two()
        self._arrive(back, 2, 1)
        self.assertIn("2 Units of Desk lamp arrived", self._questions(back).note)

    def test_all_that_waits_is_asked_at_once(self):
        back = self._return_two()
        self.team.use_credit_notes = False
        self._arrive(back, 1, 2)
        question = self._questions(back)
        self.assertIn("Armchair", question.note)
        self.assertIn("does not offer Refunds", question.note)
        self.team.use_credit_notes = True
        back.with_user(self.agent).action_follow_up()
        question = self._questions(back)
        self.assertIn("Armchair", question.note)
        self.assertNotIn("does not offer Refunds", question.note)
