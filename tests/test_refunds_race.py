# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RaceCase


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestRefundsRace(RaceCase):
    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.use_credit_notes = True
        # Without an order, whose lines both transactions would write by chance.
        cls.invoice = cls._new_invoice([(cls.product, 3)])

    def _refund(self, user):
        """Return a function that presses Reverse in a popup opened beforehand."""
        popup = self._popup_as(user, self.ticket, "action_refund").save()

        def press(env):
            return env[popup._name].with_user(user.id).browse(popup.id).refund_moves()

        return press

    def test_two_agents_make_one_credit_note(self):
        results = self.run_together(
            self._refund(self.agent), self._refund(self.agent_all)
        )
        errors = [result for result in results if isinstance(result, UserError)]
        self.assertEqual(len(errors), 1, results)
        self.assertIn("nothing left to refund", errors[0].args[0])
        self.assertRecordValues(
            self.invoice.reversal_move_ids,
            [{"state": "draft", "amount_total": self.invoice.amount_total}],
        )

    def test_two_presses_of_one_popup_make_one_credit_note(self):
        invoice = self._new_invoice([(self.product, 2)])
        form = self._popup_as(self.agent, self.ticket, "action_refund")
        form.move_ids.clear()
        form.move_ids.add(invoice)
        popup = form.save()

        def press(env):
            agents = env[popup._name].with_user(self.agent.id).browse(popup.id)
            return agents.refund_moves()

        results = self.run_together(press, press)
        self.assertEqual(results[0]["res_id"], results[1]["res_id"])
        self.assertEqual(len(invoice.reversal_move_ids), 1)
