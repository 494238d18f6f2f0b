# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, MissingError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_closing import ClosingCommon
from .common_queries import QueryCounter


@tagged("post_install", "-at_install")
class TestClosingTicket(QueryCounter, ClosingCommon):
    """Who closes a ticket with open documents is told, in the form before."""

    def _ask(self, user=None, ticket=None):
        ticket = (ticket or self.ticket).with_user(user or self.agent)
        return ticket.after_sales_get_closing_warning(self.closed.id)

    # ------------------------------------------------------------------
    # In the form, before it is saved
    # ------------------------------------------------------------------

    def test_customers_and_followers_are_told_nothing(self):
        self._new_coupon()
        portal = self._new_user("buyer", "base.group_portal")
        self.ticket.message_subscribe((portal | self.outsider).partner_id.ids)
        for user in (portal, self.outsider):
            ticket = self.ticket.with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                ticket.after_sales_get_closing_warning(self.closed.id)

    def test_form_lists_what_is_open(self):
        coupon, revoked = self._new_coupon(), self._new_coupon()
        revoked.with_user(self.agent).action_coupon_revoke()
        refund = self._new_refund()
        self._new_refund().action_post()
        repair = self.env["repair.order"].create(
            {
                "product_id": self.product.id,
                "partner_id": self.customer.id,
                "helpdesk_ticket_id": self.ticket.id,
            }
        )
        warning = self._ask()
        self.assertEqual(warning["title"], "Something is still open")
        self.assertFalse(warning["refused"])
        intro, *lines = warning["message"].split("\n")
        self.assertEqual(
            intro, f"Not done yet of what was made from ticket {self.ticket.number}:"
        )
        # Nothing that has ended.
        self.assertEqual(
            set(lines),
            {
                f"\N{BULLET} Credit note {refund.display_name}: Draft",
                f"\N{BULLET} Coupon {coupon.display_name}: Unused",
                f"\N{BULLET} Repair order {repair.name}: New",
            },
        )
        self.assertEqual(self.ticket.stage_id, self.opened)

    def test_nothing_to_say(self):
        self.assertEqual(self._ask(), {})
        self._new_coupon()
        self.assertTrue(self._ask())
        ticket = self.ticket.with_user(self.agent)
        self.assertEqual(ticket.after_sales_get_closing_warning(self.opened.id), {})
        self._close()
        self.assertEqual(self._ask(), {})

    def test_onchange_says_the_same(self):
        """In views that do not save at once."""
        self._new_coupon()
        spec = {"stage_id": {}, "after_sales_closing_asked": {}}

        def change(stage, user=self.agent, **values):
            values = {"stage_id": stage.id, **values}
            ticket = self.ticket.with_user(user)
            return ticket.onchange(values, ["stage_id"], spec).get("warning")

        said = change(self.closed)
        self.assertEqual(said["title"], self._ask()["title"])
        self.assertEqual(said["message"], self._ask()["message"])
        self.assertFalse(change(self.opened))
        # The status bar has asked.
        self.assertFalse(change(self.closed, after_sales_closing_asked=True))
        self.ticket.stage_id = self.closed
        self.assertFalse(change(self.closed))

    def test_who_may_not_read_the_ticket_hears_nothing(self):
        self._new_coupon()
        self.ticket.user_id = self.manager
        self.ticket.team_id = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        for user in (self.agent, self.outsider):
            ticket = self.ticket.with_user(user)
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                self._ask(user)
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                ticket.onchange({"stage_id": self.closed.id}, ["stage_id"], {})
            self.team.after_sales_block_closing = True
            with (
                self.assertRaises(AccessError) as denied,
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                ticket.write({"stage_id": self.closed.id})
            self.assertNotIn("Coupon", str(denied.exception))

    def test_malformed_stages(self):
        self._new_coupon()
        ticket = self.ticket.with_user(self.agent)
        for stage_id in ("x", None, True, -1, 10**30, [1], {"id": 1}, 1.5):
            with self.subTest(stage_id=stage_id):
                self.assertEqual(ticket.after_sales_get_closing_warning(stage_id), {})
        with self.assertRaises(MissingError):
            ticket.after_sales_get_closing_warning(2**31 - 1)

    # ------------------------------------------------------------------
    # Elsewhere, and after it
    # ------------------------------------------------------------------

    def test_kanban_gets_a_notification_and_a_note(self):
        coupon = self._new_coupon()
        self._get_told()
        self._close()
        self.assertEqual(self.ticket.stage_id, self.closed)
        [told] = self._get_told()
        self.assertEqual(
            told,
            {
                "type": "warning",
                "title": "Closed with open documents",
                "message": "Not done yet of what was made from ticket "
                f"{self.ticket.number}: Coupon {coupon.display_name}: Unused",
            },
        )
        note = self._get_notes()
        self.assertEqual(note.author_id, self.agent.partner_id)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertIn(f'data-oe-id="{coupon.id}"', note.body)

    def test_form_that_has_asked_gets_the_note_only(self):
        self._new_coupon()
        self._get_told()
        self.ticket.with_user(self.agent).web_save(
            {"stage_id": self.closed.id, "after_sales_closing_asked": True}, {}
        )
        self.assertEqual(self.ticket.stage_id, self.closed)
        self.assertEqual(self._get_told(), [])
        self.assertEqual(len(self._get_notes()), 1)
        # For the next time it asks again.
        self.assertFalse(self.ticket.after_sales_closing_asked)

    def test_nobody_is_told_if_nothing_is_open(self):
        self._new_coupon().with_user(self.agent).action_coupon_revoke()
        self._get_told()
        self._close()
        self.assertEqual(self._get_told(), [])
        self.assertFalse(self._get_notes())

    def test_closed_already_or_no_closing(self):
        self._new_coupon()
        self._close()
        self._get_told()
        self._close()
        self._close(stage_id=self.opened.id)
        self.ticket.with_user(self.agent).name = "Other"
        self.assertEqual(self._get_told(), [])
        self.assertEqual(len(self._get_notes()), 1)

    def test_many_documents_are_not_all_named(self):
        self._new_coupon()
        for __ in range(11):
            self._new_coupon(self.ticket)
        lines = self._ask()["message"].split("\n")
        self.assertEqual(len(lines), 12)
        self.assertEqual(lines[-1], "\N{BULLET} 2 more")

    # ------------------------------------------------------------------
    # Who is no agent
    # ------------------------------------------------------------------

    def test_customer_closes_their_ticket(self):
        self._new_coupon()
        portal = new_test_user(self.env, "portal_closing", "base.group_portal")
        self._get_told()
        # As the portal's controller does.
        self.ticket.with_user(portal).sudo().stage_id = self.closed
        self.assertEqual(self._get_told(portal), [])
        self.assertEqual(self._get_notes().author_id, portal.partner_id)

    def test_server_closes_a_ticket(self):
        self._new_coupon()
        self._get_told()
        self.ticket.sudo().stage_id = self.closed
        self.assertEqual(self._get_told(self.env.user), [])
        self.assertTrue(self._get_notes())

    # ------------------------------------------------------------------
    # What it costs
    # ------------------------------------------------------------------

    def _count_closing(self, tickets, stage):
        tickets = tickets.with_user(self.agent)
        return self._count(lambda: tickets.write({"stage_id": stage.id}))[1]

    def test_eighty_tickets(self):
        tickets = self.ticket
        for __ in range(79):
            tickets |= self._new_ticket()
        other = self.opened.copy({"name": "Waiting"})
        # The first time fills the caches.
        for stage in (self.closed, self.opened):
            self._count_closing(tickets, stage)
        cost = self._count_closing(tickets, other)
        # What is open of all of them, and the settings of their team.
        self.assertEqual(self._count_closing(tickets, self.closed), cost + 2)
        self._new_coupon()
        for ticket in tickets[1:]:
            self._new_coupon(ticket)
        self._get_told()
        self._count_closing(tickets, self.opened)
        few = self._count_closing(tickets[:2], self.closed)
        self.assertEqual(len(self._get_told()), 1)
        many = self._count_closing(tickets[2:], self.closed)
        # Not with the number of tickets.
        self.assertLessEqual(many, few + 5)
        self.assertEqual(len(self._get_notes(tickets)), 80)
        [told] = self._get_told()
        self.assertTrue(told["message"].endswith(", 68 more"), told)
