# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_chatter import ChatterCommon


@tagged("post_install", "-at_install")
class TestChatterFiles(ChatterCommon):
    """A closed file is neither opened nor sent by linking it to one's own message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.ticket.with_user(cls.agent)
        cls.channel = cls.env["discuss.channel"].create({"name": "Shop"})

    def _closed_files(self):
        for chatter in self.chatter.values():
            yield from chatter["file"] | chatter["note"].attachment_ids

    def _assert_refused(self, call, file):
        messages = self.env["mail.message"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        with (
            self.subTest(file=file.name, model=file.res_model),
            mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()
            with self.assertRaises(AccessError):
                file.with_user(self.agent).read(["raw"])
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def _composer(self, mode, **values):
        return (
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .with_context(
                default_model="helpdesk.ticket",
                default_res_ids=self.ticket.ids,
                default_composition_mode=mode,
            )
            .create({"body": "x", "subject": "x", **values})
        )

    def test_message_on_a_ticket(self):
        for file in self._closed_files():
            self._assert_refused(
                lambda file=file: self.mine.message_post(
                    body="x", attachment_ids=file.ids
                ),
                file,
            )

    def test_message_in_a_channel(self):
        channel = self.channel.with_user(self.agent)
        channel.channel_join()
        for file in self._closed_files():
            self._assert_refused(
                lambda file=file: channel.message_post(
                    body="x", message_type="comment", attachment_ids=file.ids
                ),
                file,
            )

    def test_link_afterwards(self):
        message = self.mine.message_post(body="x")
        for file in self._closed_files():
            for command in (
                Command.link(file.id),
                Command.set(file.ids),
                file.id,
            ):
                self._assert_refused(
                    lambda command=command: message.write(
                        {"attachment_ids": [command]}
                    ),
                    file,
                )

    def test_messages_that_open_it_for_each_other(self):
        messages = self.env["mail.message"].with_user(self.agent)
        for document in self.made.values():
            file = self.chatter[document]["file"]
            values = {
                "model": document._name,
                "res_id": document.id,
                "body": "x",
                "message_type": "comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "attachment_ids": [Command.set(file.ids)],
            }
            nested = {**values, "child_ids": [Command.create(values)]}
            by_default = {**values}
            del by_default["attachment_ids"]
            for call in (
                lambda v=values: messages.create([v, v]),
                lambda v=nested: messages.create(v),
                lambda v=by_default, f=file: messages.with_context(
                    default_attachment_ids=f.ids
                ).create([v, v]),
            ):
                self._assert_refused(call, file)

    def test_mail_from_a_ticket(self):
        for file in self._closed_files():
            files = {"attachment_ids": [Command.set(file.ids)]}
            for mode in ("comment", "mass_mail"):
                self._assert_refused(
                    lambda mode=mode, files=files: self._composer(
                        mode, **files
                    )._action_send_mail(),
                    file,
                )

    def test_scheduled_message(self):
        schedule = self.env["mail.scheduled.message"].with_user(self.agent)
        values = {
            "author_id": self.agent.partner_id.id,
            "body": "x",
            "model": "helpdesk.ticket",
            "res_id": self.ticket.id,
            "scheduled_date": "2099-01-01 00:00:00",
        }
        own = schedule.create(values)
        for file in self._closed_files():
            files = {"attachment_ids": [Command.link(file.id)]}
            self._assert_refused(
                lambda files=files: schedule.create({**values, **files}), file
            )
            self._assert_refused(lambda files=files: own.write(files), file)
        self.assertFalse(own.attachment_ids)

    def test_open_files_are_sent(self):
        self.ticket.partner_id = self.customer
        file = self.chatter[self.made["account.move"]]["comment"].attachment_ids
        own = self.env["ir.attachment"].with_user(self.agent)
        for open_file in (file, own.create({"name": "mine.txt", "raw": b"x"})):
            message = self.mine.message_post(
                body="x",
                attachment_ids=open_file.ids,
                partner_ids=self.customer.ids,
                subtype_xmlid="mail.mt_comment",
            )
            self.assertEqual(message.attachment_ids, open_file)
            message.write({"attachment_ids": [Command.link(open_file.id)]})
            for mode in ("comment", "mass_mail"):
                self._composer(
                    mode, attachment_ids=[Command.set(open_file.ids)]
                )._action_send_mail()

    def test_accountant_sends_as_before(self):
        invoice = self.made["account.move"]
        file = self.chatter[invoice]["file"]
        user = self._of_app(invoice, ",helpdesk_mgmt.group_helpdesk_manager")
        mine = self.ticket.with_user(user)
        self.assertTrue(mine.message_post(body="x", attachment_ids=file.ids))
