# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RaceCase


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestLinkRace(RaceCase):
    """One credit note, which two tickets of the customer want."""

    def setUp(self):
        super().setUp()
        self.team.use_credit_notes = True
        self.credit_note = self._new_invoice(move_type="out_refund")
        self.other_ticket = self._new_ticket()

    def _choose(self, ticket):
        """Return what links the credit note to a ticket, in its popup."""
        popup = self._popup_as(self.agent, ticket, "action_link_documents").save()
        popup.line_ids.filtered(lambda x: x.res_id == self.credit_note.id).write(
            {"is_chosen": True}
        )

        def link(env):
            return env[popup._name].browse(popup.id).with_user(self.agent).action_link()

        return link

    def test_two_tickets(self):
        results = self.run_together(
            self._choose(self.ticket), self._choose(self.other_ticket)
        )
        refused = [x for x in results if isinstance(x, UserError)]
        self.assertEqual(len(refused), 1)
        self.assertIn("cannot be linked to ticket", refused[0].args[0])
        notes = (self.ticket | self.other_ticket).message_ids.filtered(
            lambda note: self.credit_note.name in note.body
        )
        self.assertEqual(
            notes.mapped("res_id"), self.credit_note.helpdesk_ticket_id.ids
        )

    def test_two_presses_of_one_popup(self):
        link = self._choose(self.ticket)
        self.run_together(link, link)
        self.assertEqual(self.credit_note.helpdesk_ticket_id, self.ticket)
        notes = self.ticket.message_ids.filtered(
            lambda note: self.credit_note.name in note.body
        )
        self.assertEqual(len(notes), 1)
