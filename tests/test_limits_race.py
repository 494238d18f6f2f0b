# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RaceCase


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestLimitsRace(RaceCase):
    """Two agents use up the same limit at once: one of them is refused."""

    def _press(self, popup, method, user):
        def run(env):
            getattr(env[popup._name].browse(popup.id).with_user(user.id), method)()
            return True

        return run

    def assertOneRefused(self, results, message):
        refusals = [x for x in results if isinstance(x, UserError)]
        self.assertEqual(len(refusals), 1, results)
        self.assertRegex(refusals[0].args[0], message)

    def test_refunds_of_two_invoices(self):
        self.team.write({"use_credit_notes": True, "refund_limit": 150.0})
        invoices = [self._new_invoice(), self._new_invoice()]
        saved = []
        for user, invoice in zip((self.agent, self.agent_all), invoices, strict=True):
            form = self._popup_as(user, self.ticket, "action_refund")
            form.move_ids.add(invoice)
            saved.append(form.save())
        results = self.run_together(
            self._press(saved[0], "refund_moves", self.agent),
            self._press(saved[1], "refund_moves", self.agent_all),
        )
        self.assertOneRefused(results, "200.00 would be refunded")
        self.assertEqual(len(self.ticket.draft_credit_note_ids), 1)
