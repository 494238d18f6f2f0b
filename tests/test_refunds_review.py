# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsReview(RefundCommon):
    """*Check and post this refund*: closed by who is to check it, and logged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reviewer = cls._new_user("reviewer", "account.group_account_invoice")
        cls.team.refund_reviewer_id = cls.reviewer

    def _schedule(self):
        credit_note = self._reverse(self._popup())
        return credit_note, credit_note.sudo().activity_ids

    def test_agent_is_not_its_maker(self):
        for user in (self.agent, self.manager):
            invoice = self._new_invoice()
            credit_note = self._reverse(self._popup(user, invoices=invoice))
            activity = credit_note.sudo().activity_ids
            self.assertEqual(activity.create_uid.id, SUPERUSER_ID)
            self.assertEqual(activity.user_id, self.reviewer)
            self.assertEqual(activity.summary, "Check and post this refund")
            self.assertIn(user.name, activity.note)

    def test_others_neither_close_nor_change_it(self):
        credit_note, activity = self._schedule()
        ways = (
            lambda x: x.action_cancel(),
            lambda x: x.action_done(),
            lambda x: x.action_feedback("Done"),
            lambda x: x.action_feedback_schedule_next(),
            lambda x: x.action_done_redirect_to_other(),
            lambda x: x.action_archive(),
            lambda x: x.unlink(),
            lambda x: x.action_reschedule_nextweek(),
            lambda x: x.write({"user_id": self.agent.id}),
            lambda x: x.write({"date_deadline": "2099-01-01"}),
            lambda x: x.write({"summary": "x"}),
            lambda x: x.write({"active": False}),
            lambda x: x.write({"res_id": credit_note.id}),
        )
        notes = len(self.ticket.message_ids), len(credit_note.message_ids)
        for user in (self.agent, self.agent_all, self.manager, self.outsider):
            for number, way in enumerate(ways):
                with (
                    self.subTest(user=user.login, way=number),
                    mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    way(activity.with_user(user))
        for user in (self.agent, self.manager):
            mine = credit_note.with_user(user)
            for way in (
                lambda x: x.activity_unlink([]),
                lambda x: x.activity_feedback([]),
                lambda x: x.activity_reschedule([], date_deadline="2099-01-01"),
                lambda x: x.write({"activity_ids": [[5, 0, 0]]}),
            ):
                with mute_logger("odoo.models"):
                    try:
                        way(mine)
                    except AccessError:
                        continue
        self.env.invalidate_all()
        self.assertRecordValues(
            activity, [{"active": True, "user_id": self.reviewer.id}]
        )
        self.assertEqual(
            notes, (len(self.ticket.message_ids), len(credit_note.message_ids))
        )

    def test_closing_is_logged_on_ticket_and_document(self):
        for user in (self.reviewer, self.accountant):
            for close, word in (
                (lambda x: x.action_done(), "marked as done"),
                (lambda x: x.action_feedback("Fine"), "marked as done"),
                (lambda x: x.action_archive(), "marked as done"),
                (lambda x: x.action_cancel(), "cancelled"),
                (lambda x: x.unlink(), "cancelled"),
            ):
                invoice = self._new_invoice()
                credit_note = self._reverse(self._popup(invoices=invoice))
                before = credit_note.message_ids, self.ticket.message_ids
                close(credit_note.sudo().activity_ids.with_user(user))
                self.env.invalidate_all()
                text = f"Check and post this refund: {word} by {user.name}."
                with self.subTest(user=user.login, word=word):
                    for document, old in zip(
                        (credit_note, self.ticket), before, strict=True
                    ):
                        note = (document.message_ids - old).filtered(
                            lambda x, text=text: text in (x.body or "")
                        )
                        self.assertEqual(len(note), 1)
                        self.assertEqual(note.author_id, user.partner_id)
                        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
                    self.assertIn(f'data-oe-id="{credit_note.id}"', note.body)

    def test_reviewer_may_hand_it_on(self):
        __, activity = self._schedule()
        activity.with_user(self.reviewer).user_id = self.accountant
        self.assertEqual(activity.user_id, self.accountant)

    def test_other_activities_are_not_logged(self):
        credit_note, __ = self._schedule()
        other = credit_note.activity_schedule(user_id=self.accountant.id)
        notes = len(self.ticket.message_ids)
        other.with_user(self.accountant).action_done()
        self.assertEqual(len(self.ticket.message_ids), notes)

    def test_deleting_the_draft_logs_nothing(self):
        credit_note, activity = self._schedule()
        credit_note.unlink()
        self.assertFalse(activity.exists())

    def test_type_chosen_elsewhere(self):
        """Activities of our type on other documents, or on none, are closed as ever."""
        check = self.env.ref(
            "helpdesk_mgmt_after_sales.mail_activity_type_refund_check"
        )
        check.res_model = False
        values = {"activity_type_id": check.id, "user_id": self.accountant.id}
        of_partner = {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.customer.id,
        }
        for document in (of_partner, {}):
            for close in (lambda x: x.action_done(), lambda x: x.unlink()):
                with self.subTest(document=document):
                    activity = self.env["mail.activity"].create({**values, **document})
                    close(activity.with_user(self.accountant))
                    self.assertFalse(activity.exists().filtered("active"))

    def test_type_deleted(self):
        self.env["ir.model.data"].search(
            [
                ("module", "=", "helpdesk_mgmt_after_sales"),
                ("name", "=", "mail_activity_type_refund_check"),
            ]
        ).unlink()
        credit_note = self._new_invoice(
            move_type="out_refund", post=False, helpdesk_ticket_id=self.ticket.id
        )
        activity = credit_note.activity_schedule(user_id=self.accountant.id)
        activity.activity_type_id = False
        notes = len(self.ticket.message_ids)
        activity.with_user(self.accountant).action_done()
        self.assertEqual(len(self.ticket.message_ids), notes)
