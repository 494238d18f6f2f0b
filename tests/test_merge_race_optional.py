# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common import RaceCase


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestMergeRaceOptional(RaceCase):
    """Two presses of one merge, with OCA's helpdesk_mgmt_merge."""

    def test_two_presses_of_one_popup(self):
        if "helpdesk.ticket.merge" not in self.env:
            self.skipTest("helpdesk_mgmt_merge is not installed")
        # In Odoo 19 OCA's popup is for them alone: it moves messages.
        self.manager.group_ids += self.env.ref("base.group_system")
        self.team.use_credit_notes = True
        credit_note = self._new_invoice(
            move_type="out_refund", post=False, helpdesk_ticket_id=self.ticket.id
        )
        target = self._new_ticket()
        tickets = target | self.ticket
        popup = self.env["helpdesk.ticket.merge"].with_user(self.manager)
        popup = popup.with_context(active_ids=tickets.ids).create(
            {
                "ticket_ids": [Command.set(tickets.ids)],
                "dst_ticket_id": target.id,
            }
        )

        def press(env):
            mine = env[popup._name].with_user(self.manager.id).browse(popup.id)
            return mine.merge_tickets()["res_id"]

        self.assertEqual(self.run_together(press, press), [target.id] * 2)
        self.assertEqual(credit_note.helpdesk_ticket_id, target)
        self.assertFalse(self.ticket.active)
        # Said once that the other was merged, and once that its document followed.
        bodies = target.message_ids.mapped("body")
        for words in ("has been merged from", "Came from ticket"):
            self.assertEqual(len([body for body in bodies if words in body]), 1, bodies)
