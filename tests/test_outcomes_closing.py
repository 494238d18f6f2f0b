# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_closing import ClosingShop
from .common_outcomes import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomesClosing(ClosingShop, OutcomeCommon):
    """The agent is asked to close a ticket once what follows its returns is done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.after_sales_ask_close = True

    def _receive(self, outcome, quantity=5):
        back = self._tracked(self._return_with(outcome, quantity))
        self._arrive(back)
        self._flush_tracking()
        return back

    def test_not_while_its_refund_is_a_draft(self):
        self._invoice(self.order)
        self._receive("refund")
        self.assertFalse(self._get_questions())
        self._tracked(self._credit_notes()).action_post()
        self._flush_tracking()
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_nothing_follows(self):
        self._receive("none")
        self.assertEqual(len(self._get_questions()), 1)

    def test_nothing_had_to_be_done(self):
        self.product.invoice_policy = "delivery"
        self._receive("refund")
        self.assertEqual(len(self._get_questions()), 1)

    def test_not_while_it_is_stuck(self):
        self._invoice(self.order)
        self.team.refund_limit = 150
        back = self._receive("refund")
        self.assertTrue(back.helpdesk_outcome_due)
        self.assertFalse(self._get_questions())
