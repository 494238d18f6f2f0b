# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomesChain(OutcomeCommon):
    """The ticket's tab shows what follows a return, and what it waits for."""

    def _get_chain(self, user=None):
        ticket = self.ticket.with_user(user or self.agent)
        lines = ticket.after_sales_get_overview()["documents"]
        [line] = [line for line in lines if line["title"].startswith("Return")]
        return [(step["label"], step["state"]) for step in line["chain"]], line["chain"]

    def test_nothing_follows_what_is_decided_later(self):
        self._return_with(False, 2)
        self.assertEqual(self._get_chain()[0], [])

    def test_waits_for_the_parcel(self):
        self._return_with("refund", 2)
        steps, chain = self._get_chain()
        self.assertEqual(
            steps, [("Waits for the parcel", "waiting"), ("Refund", "waiting")]
        )
        self.assertEqual(chain[1]["notes"], ["once the goods are here"])

    def test_names_who_and_what(self):
        self._invoice(self.order)
        back = self._return_with("refund", 2)
        self._arrive(back)
        steps, chain = self._get_chain()
        self.assertEqual(steps, [("Goods received", "done"), ("Refund", "done")])
        self.assertEqual(chain[0]["notes"][1], self.warehouseman.name)
        self.assertEqual(chain[1]["notes"][0], "$\N{NO-BREAK SPACE}200.00 (Draft)")
        lines = self.ticket.with_user(self.agent).after_sales_get_overview()
        [note] = [x for x in lines["documents"] if x["title"].startswith("Refund")]
        self.assertIn(back.name, [x["name"] for x in note["related"]])

    def test_says_why_it_is_stuck(self):
        self._invoice(self.order)
        back = self._return_with("refund", 2)
        self.team.use_credit_notes = False
        self._arrive(back)
        steps, chain = self._get_chain()
        self.assertEqual(steps[1], ("Refund", "stuck"))
        self.assertEqual(chain[1]["notes"], [back.helpdesk_outcome_problem])

    def test_what_is_not_invoiced_needs_nothing(self):
        self.product.invoice_policy = "delivery"
        self._arrive(self._return_with("refund", 2))
        steps, chain = self._get_chain()
        self.assertEqual(steps[1], ("Refund", "done"))
        self.assertEqual(chain[1]["notes"][0], "nothing had to be done")
