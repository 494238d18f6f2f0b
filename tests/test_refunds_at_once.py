# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsAtOnce(RefundCommon):
    """Small refunds are posted by the agent's press, within what the team says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reviewer = cls._new_user("reviewer", "account.group_account_invoice")
        # The invoice is of 3 lamps and a coffee machine, 100 each.
        cls.team.write(
            {"refund_post_limit": 150.0, "refund_reviewer_id": cls.reviewer.id}
        )

    def _refund(self, lamps=1, user=None, **values):
        form = self._popup(user, **values)
        self._set_quantities(form, {self.product: lamps, self.serial_product: None})
        return form

    def test_posted_by_a_plain_agent(self):
        form = self._refund()
        self.assertIn("is posted at once", form.after_sales_limits)
        credit_note = self._reverse(form)
        today = fields.Date.context_today(form._env["res.users"])
        self.assertRecordValues(
            credit_note,
            [
                {
                    "state": "posted",
                    "refund_posted_at_once": True,
                    "amount_total": 100.0,
                    "date": today,
                    "invoice_date": today,
                    "journal_id": self.invoice.journal_id.id,
                }
            ],
        )
        # Whoever checks it closes it.
        activity = credit_note.activity_ids
        self.assertEqual(activity.user_id, self.reviewer)
        self.assertIn("posted at once", activity.summary)
        activity.with_user(self.reviewer).action_done()

    def test_no_more_than_the_limit_of_the_ticket(self):
        self.assertEqual(self._reverse(self._refund()).state, "posted")
        form = self._refund()
        self.assertIn("stays a draft", form.after_sales_limits)
        credit_note = self._reverse(form)
        self.assertEqual(credit_note.state, "draft")
        self.assertFalse(credit_note.refund_posted_at_once)
        self.assertIn("Check and post", credit_note.activity_ids.summary)

    def test_never_without_the_amount(self):
        self.team.refund_post_limit = 0
        form = self._refund()
        self.assertFalse(form.after_sales_limits)
        self.assertEqual(self._reverse(form).state, "draft")

    def test_today_only(self):
        for days in (-1, 1):
            date = fields.Date.today() + timedelta(days=days)
            form = self._refund(date=date)
            self.assertIn("date of today", form.after_sales_limits)
            credit_note = self._reverse(form)
            self.assertEqual(credit_note.state, "draft")
            credit_note.button_cancel()

    def test_today_in_no_time_zone_of_the_client(self):
        """Somewhere it is another day at any time."""
        self.agent.tz = "UTC"
        today = fields.Date.today()
        others = set()
        for zone in ("Etc/GMT+12", "Pacific/Kiritimati"):
            popup = self._refund().save().with_context(tz=zone)
            popup.date = fields.Date.context_today(popup)
            others.add(popup.date)
            popup.refund_moves()
            credit_note = popup.sudo().new_move_ids
            is_today = popup.date == today
            self.assertEqual(credit_note.state, "posted" if is_today else "draft")
            self.team.refund_post_limit += 100.0
        self.assertTrue(others - {today})

    def test_the_journal_of_the_invoice_only(self):
        journal = self.invoice.journal_id.copy({"name": "Refunds", "code": "RFD"})
        form = self._refund(journal_id=journal)
        self.assertIn("journal of its invoice", form.after_sales_limits)
        self.assertEqual(self._reverse(form).state, "draft")

    def test_a_closed_day_stays_a_draft(self):
        """Odoo would post it on the next open day."""
        self.company.fiscalyear_lock_date = fields.Date.today()
        credit_note = self._reverse(self._refund())
        self.assertRecordValues(
            credit_note, [{"state": "draft", "refund_posted_at_once": False}]
        )
        self.assertIn("Check and post", credit_note.activity_ids.summary)

    def test_what_the_button_of_accountants_refuses_stays_a_draft(self):
        """Of one credit note by an error, of several by one with a link."""
        plan, __ = self.env["account.analytic.plan"]._get_all_plans()
        plan.default_applicability = "mandatory"
        self.env["account.analytic.account"].create(
            {"name": "Shop", "plan_id": plan.id}
        )
        self.assertEqual(self._reverse(self._refund()).state, "draft")
        ticket = self._new_ticket()
        invoices = self._new_invoice([(self.product, 1)], partner_id=self.contact.id)
        invoices |= self._new_invoice([(self.product, 1)], partner_id=self.contact.id)
        self.team.refund_post_limit = 500.0
        self._popup(ticket=ticket, invoices=invoices).save().refund_moves()
        self.assertEqual(
            ticket.draft_credit_note_ids.mapped("state"), ["draft", "draft"]
        )

    def test_the_right_to_post_is_nobody_elses(self):
        """By the popup only: not by the button of the credit note, nor all of it."""
        self.team.refund_post_limit = 50
        credit_note = self._reverse(self._refund())
        with self.assertRaises(UserError):
            credit_note.with_user(self.agent).action_post()
        with self.assertRaises(UserError):
            credit_note.with_user(self.agent).refund_posted_at_once = True
        with self.assertRaises(UserError):
            self._rpc_popup(self.agent).modify_moves()

    def test_for_accountants_too(self):
        credit_note = self._reverse(self._refund(user=self.accountant))
        self.assertEqual(credit_note.state, "posted")
        self.assertFalse(credit_note.activity_ids)

    def test_it_counts_for_the_limit_and_can_be_granted(self):
        approver = self._new_user("approver", "helpdesk_mgmt.group_helpdesk_user")
        self.team.write(
            {
                "refund_limit": 50.0,
                "refund_post_limit": 500.0,
                "approver_ids": [Command.set(approver.ids)],
            }
        )
        form = self._refund()
        form.approval_note = "Please"
        popup = form.save()
        with self.assertRaisesRegex(UserError, "more than the"), self.cr.savepoint():
            popup.refund_moves()
        self.env.invalidate_all()
        popup.action_ask_approval()
        approval = popup.sudo().approval_id
        action = approval.with_user(approver).action_open_popup()
        popup = self.env[action["res_model"]].with_user(approver)
        popup.browse(action["res_id"]).refund_moves()
        self.assertEqual(self.ticket.credit_note_ids.state, "posted")
        self.assertEqual(approval.state, "approved")
