# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import RaceCase
from .common_outcomes import OutcomeShop
from .common_returns import ReturnShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestOutcomesRace(OutcomeShop, ReturnShop, RaceCase):
    """Whatever happens at once, each part is credited once, and no part twice."""

    def setUp(self):
        super().setUp()
        self.sale = self._new_order([(self.product, 6)])
        self.sent = self._deliver(self.sale)
        self.invoice = self._invoice(self.sale)
        self.of_sale = self._new_ticket(sale_order_ids=[(6, 0, self.sale.ids)])

    def _promise(self, quantity):
        """Make a return that is refunded when it arrives."""
        form = self._popup_as(
            self.agent, self.of_sale, "action_return", picking_id=self.sent
        )
        form.outcome = "refund"
        with form.product_return_moves.edit(0) as line:
            line.quantity = quantity
        made = form.save().action_create_returns()["res_id"]
        return self.env["stock.picking"].browse(made)

    def _validate(self, picking, user=None):
        """Return a function that receives a return as the warehouse does."""
        user = user or self.warehouseman

        def press(env):
            mine = env["stock.picking"].with_user(user.id).browse(picking.id)
            mine.move_ids.picked = True
            return mine.with_context(skip_backorder=True).button_validate()

        return press

    def _follow_up(self, picking):
        def press(env):
            mine = env["stock.picking"].with_user(self.agent.id).browse(picking.id)
            return mine.action_follow_up()

        return press

    def _refund_by_hand(self, quantity):
        form = self._popup_as(self.agent_all, self.of_sale, "action_refund")
        with form.refund_line_ids.edit(0) as line:
            line.quantity = quantity
        popup = form.save()

        def press(env):
            mine = env[popup._name].with_user(self.agent_all.id).browse(popup.id)
            return mine.refund_moves()

        return press

    def _credited(self):
        notes = self.sale.invoice_ids.filtered(lambda x: x.move_type == "out_refund")
        return sorted(notes.invoice_line_ids.mapped("quantity"))

    def _assert_fine(self, results, *quantities):
        self.assertEqual([x for x in results if isinstance(x, Exception)], [], results)
        self.assertEqual(self._credited(), sorted(quantities))

    def test_return_and_its_backorder(self):
        back = self._promise(5)
        back.move_ids.quantity = 2
        self._validate(back)(self.env)
        rest = self.env["stock.picking"].search([("backorder_id", "=", back.id)])
        rest.move_ids.quantity = 1
        self._validate(rest)(self.env)
        last = self.env["stock.picking"].search([("backorder_id", "=", rest.id)])
        other = self._promise(1)
        results = self.run_together(self._validate(last), self._validate(other))
        self._assert_fine(results, 2, 1, 2, 1)
        self.assertEqual(self.sale.order_line.qty_invoiced, 0)

    def test_first_receipts_of_two_returns(self):
        backs = [self._promise(2), self._promise(4)]
        results = self.run_together(*map(self._validate, backs))
        self._assert_fine(results, 2, 4)

    def test_one_receipt_twice(self):
        back = self._promise(3)
        results = self.run_together(self._validate(back), self._validate(back))
        # The second one hears that it is done, or finds nothing to do.
        self.assertIn(True, results)
        self.assertEqual(self._credited(), [3])
        self.assertEqual(self.sale.order_line.qty_delivered, 3)

    def test_receipt_and_refund_by_hand(self):
        back = self._promise(4)
        results = self.run_together(self._validate(back), self._refund_by_hand(4))
        # By hand first: nothing is owed any more. By hand last: only two are left.
        self.assertEqual(self._credited(), [4], results)
        self.assertEqual(back.state, "done")
        self.assertTrue(back.move_ids.helpdesk_followed_on)

    def test_receipt_and_agent_who_tries_again(self):
        back = self._promise(3)
        results = self.run_together(self._validate(back), self._follow_up(back))
        self._assert_fine(results, 3)

    def test_two_who_try_again(self):
        back = self._promise(3)
        self.team.use_credit_notes = False
        self._validate(back)(self.env)
        self.assertEqual(self._credited(), [])
        self.team.use_credit_notes = True
        results = self.run_together(self._follow_up(back), self._follow_up(back))
        self._assert_fine(results, 3)
        self.assertFalse(back.helpdesk_outcome_problem)

    def test_refused_receipt_is_kept_with_its_question(self):
        """What was made and taken back leaves nothing that fails at the end."""
        back = self._promise(2)
        self.team.refund_limit = 150
        self.env["base"].flush_model()
        results = self.run_together(self._validate(back), self._follow_up(back))
        self.assertEqual(self._credited(), [])
        self.assertEqual(back.state, "done", results)
        self.assertIn("more than the", back.helpdesk_outcome_problem)
        self.team.refund_limit = 0
        results = self.run_together(self._follow_up(back), self._refund_by_hand(6))
        self.assertLessEqual(sum(self._credited()), 6)
        self.assertTrue(back.move_ids.helpdesk_followed_on, results)
