# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestApprovals(RefundCommon):
    """Beyond a limit an agent asks, and somebody else does it, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The invoice is of 3 lamps and a coffee machine, 100 each.
        cls.approver = cls._new_user("approver", "helpdesk_mgmt.group_helpdesk_user")
        cls.team.write(
            {
                "refund_limit": 150.0,
                "approver_ids": [Command.set((cls.approver | cls.agent).ids)],
            }
        )

    def _ask(self, user=None, note="They are furious"):
        form = self._popup(user)
        self._set_quantities(form, {self.product: 2, self.serial_product: None})
        form.approval_note = note
        popup = form.save()
        popup.action_ask_approval()
        return popup.sudo().approval_id

    def _open(self, approval, user=None):
        user = user or self.approver
        action = approval.with_user(user).action_open_popup()
        popup = self.env[action["res_model"]].with_user(user)
        return popup.browse(action["res_id"]).with_context(action["context"])

    def assertRefused(self, call, message, error=UserError):
        with self.assertRaisesRegex(error, message), self.cr.savepoint():
            call()
        self.env.invalidate_all()
        self.assertFalse(self.ticket.draft_credit_note_ids)

    def test_asked_and_granted(self):
        approval = self._ask()
        self.assertRecordValues(
            approval,
            [
                {
                    "name": "Refund of $\xa0200.00",
                    "amount": 200.0,
                    "service": "use_credit_notes",
                    "user_id": self.agent.id,
                    "note": "They are furious",
                    "state": "to_approve",
                    "approver_id": False,
                }
            ],
        )
        self.assertIn("50.00 more than the", approval.limit_text)
        services = dict(approval._fields["service"]._description_selection(self.env))
        self.assertEqual(services[approval.service], "Refunds")
        # Not the agent, who is an approver, too.
        self.assertEqual(approval.activity_ids.user_id, self.approver)
        popup = self._open(approval)
        self.assertFalse(popup.after_sales_beyond)
        self.assertIn("<bdi>They are furious</bdi>", popup.after_sales_notice)
        self.assertIn("more than the", popup.after_sales_limits)
        popup.refund_moves()
        credit_note = self.ticket.draft_credit_note_ids
        self.assertRecordValues(
            credit_note, [{"amount_total": 200.0, "create_uid": self.approver.id}]
        )
        self.assertRecordValues(
            approval, [{"state": "approved", "approver_id": self.approver.id}]
        )
        self.assertFalse(approval.activity_ids)
        notes = " ".join(self.ticket.message_ids.mapped("body"))
        self.assertIn("Asked for approval:", notes)
        self.assertIn("Approved:", notes)
        self.assertIn(
            "They are furious", " ".join(credit_note.message_ids.mapped("body"))
        )
        told = self.ticket.message_ids.filtered(lambda x: "Approved:" in x.body)
        self.assertEqual(told.partner_ids, self.agent.partner_id)

    def test_the_form_offers_to_ask_instead(self):
        form = self._popup()
        self.assertTrue(form.after_sales_may_ask)
        arch = form._view["tree"]
        buttons = {x.get("name"): x.get("invisible") for x in arch.iter("button")}
        self.assertIn("after_sales_beyond or", buttons["refund_moves"])
        self.assertIn("not after_sales_may_ask", buttons["action_ask_approval"])
        self._set_quantities(form, {self.product: 1, self.serial_product: None})
        self.assertFalse(form.after_sales_may_ask)

    def test_asked_once_by_one_popup(self):
        approval = self._ask()
        popup = (
            self.env["account.move.reversal"]
            .sudo()
            .search([("approval_id", "=", approval.id)])
        )
        popup.with_user(self.agent).action_ask_approval()
        self.assertEqual(
            self.env[approval._name].search([("ticket_id", "=", self.ticket.id)]),
            approval,
        )
        form = self._popup()
        self.assertIn("Waiting for approval", form.after_sales_notice)

    def test_what_is_needed_to_ask(self):
        self.assertRefused(lambda: self._ask(note=" "), "Say why")
        self.team.approver_ids = self.agent
        self.assertRefused(self._ask, "Nobody else in team")
        self.team.approver_ids = False
        self.assertRefused(self._ask, "Nobody else in team")
        self.team.user_id = self.approver
        approval = self._ask()
        self._open(approval)
        popup = self._popup().save()
        popup.approval_note = "All of it"
        self.team.refund_limit = 0
        self.assertRefused(popup.action_ask_approval, "has no limit here")

    def test_asked_for_is_only_what_could_be_done(self):
        for name, value, message in (
            ("reason", "<b>Late</b>", "plain text"),
            ("date", False, "reversal date"),
        ):
            popup = self._popup().save()
            popup.write({"approval_note": "All of it", name: value})
            self.assertRefused(popup.action_ask_approval, message)

    def test_not_from_accounting(self):
        for user in (
            self.accountant,
            self._new_user("clerk", "account.group_account_invoice"),
        ):
            popups = self.env["account.move.reversal"].with_user(user)
            popup = popups.with_context(
                active_model="account.move", active_ids=self.invoice.ids
            ).create({"journal_id": self.invoice.journal_id.id})
            self.assertRefused(popup.action_ask_approval, "is of no ticket")

    def test_nobody_grants_their_own(self):
        approval = self._ask()
        for method in ("action_open_popup", "action_refuse"):
            self.assertRefused(
                getattr(approval.with_user(self.agent), method), "yourself", AccessError
            )
        popup = (
            self.env["account.move.reversal"]
            .sudo()
            .search([("approval_id", "=", approval.id)])
        )
        self.assertRefused(popup.with_user(self.agent).refund_moves, "more than the")

    def test_nobody_but_approvers(self):
        approval = self._ask()
        self.assertTrue(approval.with_user(self.approver).can_decide)
        for user in (self.manager, self.accountant, self.agent_team):
            self.assertFalse(approval.with_user(user).can_decide)
            self.assertRefused(
                lambda user=user: self._open(approval, user),
                "decided by the approvers",
                AccessError,
            )
        # Approvers need a request, too.
        form = self._popup(self.approver)
        self._set_quantities(form, {self.product: 2, self.serial_product: None})
        self.assertRefused(lambda: self._reverse(form), "more than the")

    def test_nobody_writes_one(self):
        approval = self._ask()
        users = (
            self.agent,
            self.approver,
            self.manager,
            self.env.ref("base.user_admin"),
        )
        for user in users:
            mine = approval.with_user(user)
            for call in (
                lambda mine=mine: mine.write({"state": "approved"}),
                lambda mine=mine: mine.write({"snapshot": {}}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.create(
                    {"ticket_id": self.ticket.id, "service": "use_credit_notes"}
                ),
                lambda mine=mine: mine.read(["snapshot"]),
            ):
                self.assertRefused(call, "", AccessError)
            popup = self._rpc_popup(user)
            self.assertRefused(
                lambda popup=popup: popup.write({"approval_id": approval.id}),
                "",
                AccessError,
            )
            self.assertRefused(
                lambda user=user: self._rpc_popup(user, approval_id=approval.id),
                "",
                AccessError,
            )

    def test_nobody_writes_on_one(self):
        approval = self._ask()
        message = approval.with_user(SUPERUSER_ID).message_post(body="Of the server")
        activity = approval.activity_ids
        for user in (self.agent, self.agent_team, self.manager):
            mine = approval.with_user(user)
            for call in (
                lambda mine=mine: mine.message_post(body="Granted"),
                lambda mine=mine: mine.message_subscribe(self.customer.ids),
                lambda mine=mine: mine.activity_schedule(user_id=mine.env.uid),
                lambda user=user: activity.with_user(user).unlink(),
                lambda user=user: activity.with_user(user).action_done(),
                lambda user=user: activity.with_user(user).write({"user_id": user.id}),
                lambda user=user: message.with_user(user).read(["body"]),
            ):
                self.assertRefused(call, "", AccessError)
        self.assertEqual(approval.activity_ids, activity)

    def test_altered_after_it_was_asked_for(self):
        """The approver sees what was asked, and what they change is theirs."""
        approval = self._ask()
        asked = (
            self.env["account.move.reversal"]
            .sudo()
            .search([("approval_id", "=", approval.id)])
        )
        asked.with_user(self.agent).refund_line_ids.quantity = 3
        popup = self._open(approval)
        self.assertEqual(popup.refund_line_ids.mapped("quantity"), [2.0])
        # Nobody else acts with it, or writes what it says.
        with self.assertRaises(AccessError), self.cr.savepoint():
            popup.refund_line_ids.with_user(self.agent).quantity = 1
        with self.assertRaises(AccessError), self.cr.savepoint():
            popup.with_user(self.agent).reason = "Mine"
        self.assertRefused(popup.with_user(self.manager).refund_moves, "", AccessError)
        popup.refund_line_ids.quantity = 3
        popup.refund_moves()
        self.assertEqual(self.ticket.draft_credit_note_ids.amount_total, 300.0)

    def test_another_ticket_in_its_popup(self):
        other = self._new_ticket()
        popup = self._open(self._ask())
        popup.helpdesk_ticket_id = other
        self.assertRefused(popup.refund_moves, "was asked for on ticket")

    def test_used_once(self):
        approval = self._ask()
        popups = [self._open(approval), self._open(approval)]
        popups[0].refund_moves()
        popups[0].refund_moves()
        self.assertEqual(len(self.ticket.draft_credit_note_ids), 1)
        self.ticket.draft_credit_note_ids.button_cancel()
        self.assertRefused(popups[1].refund_moves, "is decided already")
        self.assertRefused(lambda: self._open(approval), "is decided already")

    def test_in_another_company(self):
        approval = self._ask()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.approver.company_ids += company
        elsewhere = approval.with_user(self.approver).with_context(
            allowed_company_ids=company.ids
        )
        self.assertRefused(elsewhere.action_open_popup, "")
        popup = self._open(approval).with_context(allowed_company_ids=company.ids)
        self.assertRefused(popup.refund_moves, "")
        with self.assertRaisesRegex(ValidationError, "work for its company"):
            self.team.approver_ids = self._new_user(
                "stranger",
                "helpdesk_mgmt.group_helpdesk_user",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )

    def test_no_approver_any_more(self):
        popup = self._open(self._ask())
        self.team.approver_ids = self.manager
        self.assertRefused(popup.refund_moves, "decided by the approvers", AccessError)

    def test_refused(self):
        approval = self._ask()
        action = approval.with_user(self.approver).action_refuse()
        form = self._open_popup_as(self.approver, action, reason="Repair it first")
        form.save().action_refuse()
        self.assertRecordValues(
            approval, [{"state": "refused", "refusal_reason": "Repair it first"}]
        )
        told = self.ticket.message_ids.filtered(lambda x: "Refused:" in x.body)
        self.assertEqual(told.partner_ids, self.agent.partner_id)
        self.assertIn("Repair it first", told.body)
        self.assertFalse(approval.activity_ids)
        self.assertRefused(lambda: self._open(approval), "is decided already")

    def test_nobody_else_refuses_or_withdraws(self):
        approval = self._ask()
        for user in (self.agent, self.manager):
            refusal = self.env["helpdesk.after.sales.approval.refusal"].with_user(user)
            refusal = refusal.create({"approval_id": approval.id, "reason": "No"})
            self.assertRefused(refusal.action_refuse, "", AccessError)
        mine = refusal.with_user(self.approver)
        self.assertRefused(mine.action_refuse, "", AccessError)
        self.assertRefused(
            approval.with_user(self.approver).action_cancel,
            "Only they can withdraw",
            AccessError,
        )
        approval.with_user(self.agent).action_cancel()
        self.assertEqual(approval.state, "cancelled")
        self.assertFalse(approval.activity_ids)

    def test_credited_meanwhile(self):
        approval = self._ask()
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({"journal_id": self.invoice.journal_id.id}).refund_moves()
        popup = self._open(approval)
        self.assertIn(self.invoice.name, popup.after_sales_notice)
        self.assertRefused(popup.refund_moves, self.invoice.name)
        self.assertEqual(approval.state, "to_approve")

    def test_another_customer_meanwhile(self):
        approval = self._ask()
        popup = self._open(approval)
        self.ticket.partner_id = self.other_customer
        self.assertIn("was changed", approval.with_user(self.approver).stale_reason)
        self.assertRefused(lambda: self._open(approval), "was changed")
        self.assertRefused(popup.refund_moves, "")

    def test_archived_or_deleted_ticket(self):
        approval = self._ask()
        self.ticket.active = False
        self.assertRefused(lambda: self._open(approval), "archived or merged")
        self.ticket.unlink()
        self.assertFalse(approval.exists())

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_customers_know_nothing_of_it(self):
        """Nor of how much is refunded without anybody's asking."""
        self._ask()
        portal = self._new_user(
            "portal", "base.group_portal", partner_id=self.contact.id
        )
        self.ticket.message_subscribe(self.contact.ids)
        ticket = self.ticket.with_user(portal)
        self.assertTrue(ticket.read(["number", "after_sales_allowed"]))
        team = ticket.team_id
        self.assertTrue(team.read(["name", "use_credit_notes"]))
        for record, names in (
            (ticket, ["has_approvals"]),
            (team, ["refund_limit", "refund_post_limit", "late_return"]),
            (team, ["coupon_limit", "coupon_limit_days", "coupon_program_ids"]),
            (team, ["late_warranty", "approver_ids"]),
            (self.invoice.with_user(portal), ["refund_posted_at_once"]),
        ):
            for name in names:
                with self.subTest(name), self.assertRaises(AccessError):
                    record.read([name])
        with self.assertRaises(AccessError):
            ticket.action_view_approvals()

    def test_who_reads_it(self):
        approval = self._ask()
        ticket = self.ticket.with_user(self.agent)
        self.assertTrue(ticket.has_approvals)
        self.assertEqual(ticket.action_view_approvals()["res_id"], approval.id)
        stranger = self._new_user("own", "helpdesk_mgmt.group_helpdesk_user_own")
        for user, reads in ((self.agent, True), (stranger, False)):
            approvals = self.env[approval._name].with_user(user)
            self.assertEqual(approvals.search_count([("id", "=", approval.id)]), reads)
        with self.assertRaises(AccessError):
            self.env[approval._name].with_user(self.outsider).search([])
