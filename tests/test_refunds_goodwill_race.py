# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RaceCase


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestRefundsGoodwillRace(RaceCase):
    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.use_credit_notes = True

    def _give(self, user, invoice, **values):
        """Return a function that gives goodwill in a popup opened beforehand."""
        form = self._popup_as(user, self.ticket, "action_refund")
        form.move_ids.clear()
        form.move_ids.add(invoice)
        if values:
            form.refund_goodwill = True
            with form.refund_line_ids.edit(0) as line:
                for name, value in values.items():
                    setattr(line, name, value)
        popup = form.save()

        def press(env):
            agents = env[popup._name].with_user(user.id).browse(popup.id)
            return agents.refund_moves()

        return press

    def _new_goodwill_invoice(self):
        service = {"type": "service", "is_storable": False}
        product = self._new_product("Goodwill", **service)
        self.company.after_sales_goodwill_product_id = product
        return self._new_invoice([(self.product, 2)])

    def test_two_agents_cannot_give_the_same_money_as_goodwill(self):
        invoice = self._new_goodwill_invoice()
        values = {"goodwill_amount": 150}
        results = self.run_together(
            self._give(self.agent, invoice, **values),
            self._give(self.agent_all, invoice, **values),
        )
        errors = [result for result in results if isinstance(result, UserError)]
        self.assertEqual(len(errors), 1, results)
        self.assertIn("50.00 can still be given as goodwill", errors[0].args[0])
        self.assertEqual(invoice.reversal_move_ids.amount_total, 150)

    def test_goodwill_and_a_refund_at_once_give_the_money_once(self):
        invoice = self._new_goodwill_invoice()
        self.run_together(
            self._give(self.agent, invoice, goodwill_percent=50),
            self._give(self.agent_all, invoice),
        )
        notes = invoice.reversal_move_ids
        # Goodwill first and the pieces at the rest, or the pieces and no goodwill.
        self.assertEqual(sum(notes.mapped("amount_total")), 200)
