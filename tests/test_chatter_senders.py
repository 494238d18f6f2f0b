# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_chatter import ChatterCommon


@tagged("post_install", "-at_install")
class TestChatterSenders(ChatterCommon):
    """Whose name a mail template puts on a mail, now and later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "shop@example.com"
        cls.template = cls.env["mail.template"].create(
            {
                "name": "Opened",
                "model_id": cls.env["ir.model"]._get_id("helpdesk.ticket"),
                "email_from": '"Boss" <boss@example.com>',
                "subject": "x",
                "body_html": "<p>x</p>",
            }
        )
        cls.mine = cls.ticket.with_user(cls.agent)

    def _own_template(self, **values):
        template = self.template.with_user(self.agent).sudo().copy(values)
        self.assertEqual(template.create_uid, self.agent)
        return template

    def _schedule(self, template=None):
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .with_context(
                default_model="helpdesk.ticket",
                default_res_ids=self.ticket.ids,
                default_composition_mode="comment",
                default_template_id=template and template.id,
            )
            .create(
                {
                    "subject": "Later",
                    "scheduled_date": "2099-01-01 10:00:00",
                    "body": "Later",
                }
            )
        )
        return composer._action_schedule_message()

    def test_own_template_gives_no_sender(self):
        assigned = self.template.copy({"user_id": self.agent.id})
        changed = self.template.copy()
        changed.with_user(self.agent).sudo().email_from = '"Chief" <chief@example.com>'
        for template in (self._own_template(), assigned, changed):
            for method in (
                self.mine.message_post_with_source,
                self.mine.message_mail_with_source,
            ):
                with self.subTest(method=method.__name__):
                    with self.assertRaises(AccessError):
                        method(template)
                    self.assertTrue(method(self.template))

    def test_own_template_with_own_sender(self):
        own = self._own_template(email_from=self.agent.email_formatted)
        self.assertTrue(self.mine.message_post_with_source(own))

    def test_customer_among_several_senders(self):
        self.customer.email = "bob@customer.example.com"
        for sender in (
            '"Bob" <bob@customer.example.com>, x@example.com',
            "x@example.com, BOB@customer.example.com",
        ):
            self.template.email_from = sender
            with self.subTest(sender), self.assertRaises(AccessError):
                self.mine.message_post_with_source(self.template)

    def test_sender_of_a_template_cannot_be_scheduled(self):
        with self.assertRaisesRegex(UserError, "is sent now, not later"):
            self._schedule(self.template)

    def test_scheduled_mail_is_posted(self):
        self.template.email_from = "{{ object.company_id.email_formatted }}"
        for template in (None, self.template):
            scheduled = self._schedule(template)
            self.env.cr.execute(
                "UPDATE mail_scheduled_message SET scheduled_date = %s WHERE id = %s",
                (fields.Datetime.now() - timedelta(hours=1), scheduled.id),
            )
            self.env.invalidate_all()
            before = self.ticket.message_ids
            self.env["mail.scheduled.message"]._post_messages_cron()
            message = self.ticket.message_ids - before
            self.assertEqual(message.subject, "Later")
            self.assertFalse(scheduled.exists())
