# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.outcomes.refund_outcome import RefundOutcome
from .common_outcomes import OutcomeCommon

LOGGER = "odoo.addons.helpdesk_mgmt_after_sales.models.as_server"


@tagged("post_install", "-at_install")
class TestOutcomesFailures(OutcomeCommon):
    """The goods are here, whatever goes wrong with what is to follow."""

    def _arrive_failing(self, failure):
        """Receive a return while another addon's code fails."""
        self._invoice(self.order)
        back = self._return_with("refund", 2)

        def follow_up(outcome):
            # Something is made before.
            outcome.ticket.name = "Half done"
            outcome.env.flush_all()
            failure(outcome.env)

        with patch.object(RefundOutcome, "follow_up", follow_up):
            self._arrive(back)
        return back

    def _assert_waits(self, back, word):
        self.assertEqual(back.state, "done")
        self.assertNotEqual(self.ticket.name, "Half done")
        self.assertTrue(back.helpdesk_outcome_due)
        self.assertIn(word, back.helpdesk_outcome_problem)
        self.assertIn(word, self._questions(back).note)
        back.with_user(self.agent).action_follow_up()
        self.assertEqual(self._credit_notes().amount_total, 200)
        self.assertFalse(back.helpdesk_outcome_problem)
        self.assertFalse(self._questions(back))

    @mute_logger(LOGGER)
    def test_error_of_another_addon(self):
        def fail(env):
            raise KeyError("colour")

        self._assert_waits(self._arrive_failing(fail), "KeyError 'colour'")

    @mute_logger(LOGGER, "odoo.sql_db")
    def test_constraint_of_the_database(self):
        def fail(env):
            env.cr.execute("INSERT INTO res_users_log (create_uid) VALUES (-5)")

        self._assert_waits(self._arrive_failing(fail), "unexpected error")

    def test_two_at_once_are_run_anew(self):
        def fail(env):
            raise SerializationFailure

        with self.assertRaises(SerializationFailure):
            self._arrive_failing(fail)

    def test_refusal_leaves_nothing_that_fails_at_the_end(self):
        """What was made and taken back is not tracked, nor told to anybody."""
        self.team.refund_limit = 150
        self._invoice(self.order)
        back = self._tracked(self._return_with("refund", 2))
        self._arrive(back)
        self._flush_tracking()
        self.assertIn("more than the", back.helpdesk_outcome_problem)
        self.assertFalse(self._credit_notes())
