# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random

from odoo.tests import tagged

from .common_outcomes import OutcomeCommon
from .common_returns import ReturnKitCommon


@tagged("post_install", "-at_install")
class TestOutcomesKitsOptional(OutcomeCommon, ReturnKitCommon):
    """A kit is refunded once all of it is here, however its parts come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._new_ticket(sale_order_ids=cls.order.ids)

    def _return_parts(self, legs, tops, ticket=None, delivery=None):
        form = self._open(
            ticket, picking_id=delivery or self.delivery, outcome="refund"
        )
        for index, line in enumerate(form.save().product_return_moves):
            with form.product_return_moves.edit(index) as edited:
                edited.quantity = legs if line.product_id == self.leg else tops
        return self._press(form.save())

    def _credited(self, ticket=None):
        return sum(self._credit_notes(ticket).invoice_line_ids.mapped("quantity"))

    def test_parts_come_one_by_one(self):
        self._invoice(self.order)
        back = self._return_parts(4, 1)
        back.move_ids.filtered(lambda x: x.product_id == self.leg).quantity = 3
        rest = self._arrive(back)
        self.assertFalse(self._credit_notes())
        self._arrive(rest)
        self.assertEqual(self._credited(), 1)
        self.assertEqual(self.order.order_line.qty_invoiced, 1)

    def test_no_more_than_announced(self):
        self._invoice(self.order)
        back = self._return_parts(4, 1)
        for move in back.move_ids:
            move.quantity *= 2
        self._arrive(back)
        self.assertEqual(self._credited(), 1)
        self.assertTrue(back.helpdesk_outcome_problem)

    def test_what_waits_is_not_refunded_with_the_next(self):
        self._invoice(self.order)
        first = self._return_parts(4, 1)
        second = self._return_parts(4, 1)
        self.team.use_credit_notes = False
        self._arrive(first)
        self.team.use_credit_notes = True
        self._arrive(second)
        self.assertEqual(self._credited(), 1)
        first.with_user(self.agent).action_follow_up()
        self.assertEqual(self._credited(), 2)

    def test_random_parts_sum_up(self):
        for seed in range(6):
            with self.subTest(seed=seed):
                self._play(random.Random(seed))

    def _play(self, draw):
        count = draw.randint(1, 3)
        self.kit.invoice_policy = draw.choice(("order", "delivery"))
        order = self._new_order([(self.kit, count)])
        delivery = self._deliver(order)
        self._invoice(order)
        ticket = self._new_ticket(sale_order_ids=order.ids)
        legs, tops = 4 * count, count
        here = {self.leg: 0.0, self.top: 0.0}
        expected = []
        while legs or tops or expected:
            if (legs or tops) and (not expected or draw.random() < 0.5):
                part = draw.randint(0, legs), draw.randint(0, tops)
                if not any(part):
                    part = min(legs, 1), min(tops, 1)
                legs, tops = legs - part[0], tops - part[1]
                expected.append(self._return_parts(*part, ticket, delivery))
            else:
                back = expected.pop(draw.randrange(len(expected)))
                for move in back.move_ids if draw.random() < 0.5 else ():
                    move.quantity = draw.randint(0, int(move.quantity))
                if not any(back.move_ids.mapped("quantity")):
                    back.move_ids[0].quantity = 1
                back.move_ids.picked = True
                rest = self._arrive(back)
                if rest:
                    expected.append(rest)
                for move in back.move_ids.filtered(lambda x: x.state == "done"):
                    here[move.product_id] += move.quantity
                    self.assertTrue(move.helpdesk_followed_on)
                self.assertEqual(
                    self._credited(ticket), min(here[self.leg] // 4, here[self.top])
                )
        self.assertEqual(self._credited(ticket), count)
        self.assertEqual(order.order_line.qty_invoiced, 0)
