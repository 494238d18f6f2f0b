# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common_closing import ClosingCommon


@tagged("post_install", "-at_install")
class TestClosingRefused(ClosingCommon):
    """A team may refuse that people close tickets with open documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.after_sales_block_closing = True

    def test_off_by_default(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "New"})
        self.assertFalse(team.after_sales_block_closing)
        self.assertFalse(team.after_sales_ask_close)
        self.assertTrue(team._fields["after_sales_block_closing"].tracking)

    def test_every_internal_user_is_refused(self):
        coupon = self._new_coupon()
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("helpdesk_mgmt.group_helpdesk_manager")
        text = (
            f"Ticket {self.ticket.number} cannot be closed yet, because something made "
            "from it is open:\n"
            f"\N{BULLET} Coupon {coupon.display_name}: Unused\n"
            "Finish or cancel that first. A Helpdesk manager can allow it in the "
            "After-Sales settings of the team Shop."
        )
        for user in (self.agent, self.agent_all, self.manager, admin):
            with (
                self.subTest(user.login),
                self.assertRaises(UserError) as refused,
            ):
                # A client says that it has asked, or that it is a scheduled action.
                self._close(user, after_sales_closing_asked=True)
            self.assertEqual(refused.exception.args[0], text)
        warning = self.ticket.with_user(self.agent).after_sales_get_closing_warning(
            self.closed.id
        )
        self.assertEqual(
            warning,
            {
                "title": "It cannot be closed yet",
                "message": text,
                "refused": True,
            },
        )
        coupon.with_user(self.agent).action_coupon_revoke()
        self._close()
        self.assertEqual(self.ticket.stage_id, self.closed)

    def test_taking_the_customer_away_does_not_help(self):
        agent_ticket = self.ticket.with_user(self.agent)
        self._make_coupon()
        [coupon] = self.ticket.coupon_ids
        agent_ticket.partner_id = False
        warning = agent_ticket.after_sales_get_closing_warning(self.closed.id)
        self.assertTrue(warning["refused"])
        with self.assertRaises(UserError) as refused:
            self._close()
        text = refused.exception.args[0]
        self.assertIn("Coupon, made while the ticket was another customer's", text)
        self.assertNotIn(coupon.code, text)
        # What an accountant linked, though it is a stranger's, holds up nobody.
        coupon.helpdesk_is_made = False
        self._close()
        self.assertEqual(self.ticket.stage_id, self.closed)

    def test_other_teams_are_only_warned(self):
        self._new_coupon()
        self.team.after_sales_block_closing = False
        self._close()
        self.assertEqual(self.ticket.stage_id, self.closed)

    def test_several_at_once(self):
        self._new_coupon()
        free = self._new_ticket()
        second = self._new_ticket()
        self._new_coupon(second)
        tickets = self.ticket | free | second
        with self.assertRaises(UserError) as refused:
            self._close(ticket=tickets)
        for ticket in (self.ticket, second):
            self.assertIn(ticket.number, refused.exception.args[0])
        self.assertNotIn(free.number, refused.exception.args[0])
        self.assertNotIn(self.closed, tickets.stage_id)

    def test_other_values_are_written(self):
        self._new_coupon()
        self.ticket.with_user(self.agent).write(
            {"name": "Other", "stage_id": self.opened.id}
        )
        self.assertEqual(self.ticket.name, "Other")

    # ------------------------------------------------------------------
    # Never refused
    # ------------------------------------------------------------------

    def test_customer(self):
        self._new_coupon()
        portal = new_test_user(self.env, "portal_closing", "base.group_portal")
        self.ticket.with_user(portal).sudo().stage_id = self.closed
        self.assertEqual(self.ticket.stage_id, self.closed)

    def test_superuser(self):
        self._new_coupon()
        self.ticket.with_user(SUPERUSER_ID).stage_id = self.closed
        self.assertEqual(self.ticket.stage_id, self.closed)

    def test_mail(self):
        """An agent's answer that an automation closes the ticket by."""
        self._new_coupon()
        ticket = self.ticket.with_user(self.agent).sudo()
        ticket.message_update({"to": "", "cc": ""}, {"stage_id": self.closed.id})
        self.assertEqual(self.ticket.stage_id, self.closed)

    def test_scheduled_action_of_somebody(self):
        """As helpdesk_ticket_close_inactive closes tickets, whoever it runs as."""
        self._new_coupon()
        cron = self.env["ir.cron"].create(
            {
                "name": "Close all",
                "model_id": self.env.ref("helpdesk_mgmt.model_helpdesk_ticket").id,
                "state": "code",
                "code": f"model.browse({self.ticket.id}).write("
                f"{{'stage_id': {self.closed.id}}})",
                "user_id": self.manager.id,
            }
        )
        # As ir.cron runs it, but in the transaction of this test.
        scheduled = api.Environment(self.env.cr, self.manager.id, {"cron_id": cron.id})
        cron.ir_actions_server_id.with_env(scheduled).run()
        self.assertEqual(self.ticket.stage_id, self.closed)
