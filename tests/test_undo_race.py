# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RaceCase


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestUndoRace(RaceCase):
    """A draft credit note, which an agent undoes."""

    def setUp(self):
        super().setUp()
        self.team.use_credit_notes = True
        self.ticket = self._new_ticket()
        self.credit_note = self._new_invoice(
            move_type="out_refund",
            post=False,
            helpdesk_ticket_id=self.ticket.id,
            helpdesk_is_made=True,
        )

    def _open(self, user):
        """Return what undoes the credit note, in a popup of the user's own."""
        action = self.credit_note.with_user(user).action_after_sales_undo()
        form = self._open_popup_as(user, action, reason="Wrong product")
        popup = form.save()

        def undo(env):
            return env[popup._name].browse(popup.id).with_user(user).action_undo()

        return undo

    def _get_notes(self):
        return self.ticket.message_ids.filtered(lambda note: "Undone: " in note.body)

    def test_two_agents(self):
        results = self.run_together(self._open(self.agent), self._open(self.agent_team))
        self.assertEqual(len([x for x in results if isinstance(x, UserError)]), 1)
        self.assertEqual(self.credit_note.state, "cancel")
        self.assertEqual(len(self._get_notes()), 1)

    def test_while_it_is_posted(self):
        undone, posted = self.run_together(
            self._open(self.agent),
            lambda env: env["account.move"].browse(self.credit_note.id).action_post(),
        )
        if self.credit_note.state == "posted":
            self.assertIsInstance(undone, UserError)
            self.assertFalse(self._get_notes())
        else:
            self.assertEqual(self.credit_note.state, "cancel")
            self.assertIsInstance(posted, UserError)
            self.assertEqual(len(self._get_notes()), 1)
