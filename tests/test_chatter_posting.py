# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_chatter import ChatterCommon


@tagged("post_install", "-at_install")
class TestChatterPosting(ChatterCommon):
    """Who reads a document because of a ticket does not write on it.

    On what was made from the ticket they log notes and write to its customer, in their
    own name. Tried by all the ways that are open to RPC.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = cls.agent.partner_id

    def _messages(self, document):
        return self.env["mail.message"].search(
            [("model", "=", document._name), ("res_id", "=", document.id)]
        )

    def _composer(self, document, **values):
        composer = self.env["mail.compose.message"].with_user(self.agent)
        return composer.with_context(
            default_model=document._name,
            default_res_ids=document.ids,
            default_composition_mode=values.pop("composition_mode", "comment"),
        ).create({"body": "x", "subject": "x", **values})

    def _ways(self, document, partners, **author):
        """Yield the ways in which a client may write on a document."""
        mine = document.with_user(self.agent)
        notify = self.env["mail.thread"].with_user(self.agent)
        messages = self.env["mail.message"].with_user(self.agent)
        ids = partners.ids
        yield lambda: mine.message_post(body="x", partner_ids=ids, **author)
        yield lambda: mine.message_post(
            body="x", partner_ids=ids, subtype_xmlid="mail.mt_comment", **author
        )
        yield lambda: mine.message_post_with_source(
            "mail.message_origin_link",
            render_values={"self": self.ticket, "origin": self.ticket},
            partner_ids=ids,
            **author,
        )
        yield lambda: mine.message_mail_with_source(
            "mail.message_origin_link",
            render_values={"self": self.ticket, "origin": self.ticket},
            partner_ids=ids,
            **author,
        )
        if ids:
            yield lambda: mine.message_notify(body="x", partner_ids=ids, **author)
            yield lambda: notify.message_notify(
                model=mine._name, res_id=mine.id, body="x", partner_ids=ids, **author
            )
        for commands in (
            [Command.set(ids)],
            [Command.link(id_) for id_ in ids],
            ids,
        ):
            yield lambda commands=commands: messages.create(
                {
                    "model": mine._name,
                    "res_id": mine.id,
                    "body": "x",
                    "message_type": "comment",
                    "partner_ids": commands,
                    **author,
                }
            )
        for mode in ("comment", "mass_mail"):
            yield lambda mode=mode: self._composer(
                document,
                partner_ids=[Command.set(ids)],
                composition_mode=mode,
                **author,
            )._action_send_mail()

    def _assert_refused(self, document, ways):
        before = self._messages(document)
        mails = self.env["mail.mail"].search([])
        for number, way in enumerate(ways):
            with (
                self.subTest(document=document._name, way=number),
                mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                way()
        self.assertEqual(self._messages(document), before)
        self.assertEqual(self.env["mail.mail"].search([]), mails)

    def test_no_writing_on_what_is_only_read(self):
        for document in self.read_only.values():
            self._assert_refused(document, self._ways(document, self.customer))
            self._assert_refused(
                document, self._ways(document, self.env["res.partner"])
            )

    def _with_customer_only(self):
        # A coupon's mail may go to others, too: its Recipients are free.
        return [x for x in self.made.values() if x._name != "loyalty.card"]

    def test_no_writing_to_others(self):
        for document in self._with_customer_only():
            partners = self.other_customer | self.customer
            self._assert_refused(document, self._ways(document, partners))
            mine = document.with_user(self.agent)
            self._assert_refused(
                document,
                [
                    lambda mine=mine, name=name: mine.message_post(
                        body="x", **{name: "x@example.com"}
                    )
                    for name in (
                        "outgoing_email_to",
                        "incoming_email_to",
                        "incoming_email_cc",
                    )
                ],
            )

    def test_no_other_author(self):
        authors = (
            {"author_id": self.customer.id},
            {"author_id": self.colleague.partner_id.id},
            {"email_from": "deco@example.com"},
            {"author_id": self.me.id, "email_from": "deco@example.com"},
            {"author_id": self.me.id, "email_from": '"Deco" <agent@example.com>'},
            {"author_id": False, "email_from": "deco@example.com"},
            {
                "author_id": self.customer.id,
                "email_from": self.agent.email_formatted,
            },
        )
        for document in (self.ticket, *self.made.values()):
            ways = self._ways(document, self.customer, **authors[0])
            self._assert_refused(document, ways)
            mine = document.with_user(self.agent)
            self._assert_refused(
                document,
                [
                    lambda mine=mine, author=author: mine.message_post(
                        body="x", **author
                    )
                    for author in authors
                ],
            )

    def test_no_other_author_afterwards(self):
        for document in (self.ticket, *self.made.values()):
            message = document.with_user(self.agent).message_post(body="x")
            self._assert_refused(
                document,
                [
                    lambda m=message: m.write({"author_id": self.customer.id}),
                    lambda m=message: m.write({"email_from": "deco@example.com"}),
                ],
            )
            if document in self._with_customer_only():
                others = {"partner_ids": [Command.link(self.other_customer.id)]}
                self._assert_refused(document, [lambda m=message, v=others: m.write(v)])

    def test_note_and_message_to_the_customer(self):
        for document in self.made.values():
            mine = document.with_user(self.agent)
            with self.subTest(document._name):
                note = mine.message_post(body="Note")
                self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
                for customer in (self.customer, self.contact):
                    message = mine.message_post(
                        body="Hello",
                        message_type="comment",
                        subtype_xmlid="mail.mt_comment",
                        partner_ids=customer.ids,
                    )
                    self.assertIn(customer, message.sudo().notified_partner_ids)
                    self.assertEqual(message.author_id, self.me)
                composer = self._composer(
                    document, partner_ids=[Command.set(self.customer.ids)]
                )
                composer.action_send_mail()
                self.assertEqual(self._messages(document)[0].author_id, self.me)

    def test_coupon_goes_to_nobody_whom_the_agent_may_not_read(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.ref("base.res_partner_rule").active = True
        self.other_customer.company_id = elsewhere
        card = self.made["loyalty.card"]
        self._assert_refused(card, self._ways(card, self.other_customer))

    def test_colleagues_can_be_asked_in_a_note(self):
        document = self.made["account.move"].with_user(self.agent)
        note = document.message_post(
            body="Please post it.", partner_ids=self.colleague.partner_id.ids
        )
        self.assertIn(self.colleague.partner_id, note.sudo().notified_partner_ids)

    def test_following_is_closed(self):
        for document in self.documents:
            mine = document.with_user(self.agent)
            note = self.env.ref("mail.mt_note").ids
            with self.subTest(document._name), mute_logger("odoo.models"):
                mine.message_subscribe(self.me.ids)
                mine.message_subscribe(self.me.ids, note)
                mine.message_subscribe(tuple(self.me.ids) * 2, note)
                with self.assertRaises(AccessError):
                    mine.message_subscribe(self.customer.ids)
                with self.assertRaises(AccessError):
                    mine.message_subscribe((self.me | self.customer).ids)
                self.assertNotIn(self.me, document.message_partner_ids)

    def test_files_of_others_are_not_sent(self):
        for document in self.made.values():
            mine = document.with_user(self.agent)
            chatter = self.chatter[document]
            for file in (chatter["file"], chatter["note"].attachment_ids):
                self._assert_refused(
                    document,
                    [
                        lambda mine=mine, file=file: mine.message_post(
                            body="x", attachment_ids=file.ids
                        ),
                        lambda mine=mine, file=file: self._composer(
                            mine, attachment_ids=[Command.set(file.ids)]
                        ).action_send_mail(),
                    ],
                )
            message = mine.message_post(body="x", attachments=[("mine.txt", b"x")])
            self.assertTrue(message.attachment_ids.read(["raw"]))
            again = message.attachment_ids.ids
            self.assertTrue(mine.message_post(body="x", attachment_ids=again))

    def test_scheduled_messages(self):
        schedule = self.env["mail.scheduled.message"]
        values = {
            "author_id": self.me.id,
            "body": "x",
            "scheduled_date": "2099-01-01 00:00:00",
        }
        for document in self.documents:
            of_document = {"model": document._name, "res_id": document.id}
            theirs = schedule.create({**values, **of_document})
            mine = schedule.with_user(self.agent)
            with self.subTest(document._name), mute_logger("odoo.models"):
                self.assertFalse(mine.search([("id", "=", theirs.id)]))
                for call in (
                    lambda x: x.read(["body"]),
                    lambda x: x.write({"body": "y"}),
                    lambda x: x.unlink(),
                ):
                    with self.assertRaises(AccessError):
                        call(theirs.with_user(self.agent))
                if document in self.read_only.values():
                    with self.assertRaises(AccessError):
                        mine.create({**values, **of_document})
                    continue
                own = mine.create(
                    {**values, **of_document, "author_id": self.customer.id}
                )
                before = self._messages(document)
                with self.assertRaises(AccessError):
                    own.post_message()
                self.assertEqual(self._messages(document), before)

    def test_activities_of_others_are_closed(self):
        for document in self.documents:
            activity = self.chatter[document]["activity"].with_user(self.agent)
            for call in (
                lambda x: x.unlink(),
                lambda x: x.write({"note": "x"}),
                lambda x: x.action_feedback(),
                lambda x: x.action_cancel(),
            ):
                if not activity:
                    continue
                with (
                    self.subTest(document._name),
                    mute_logger("odoo.models"),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    call(activity)

    def test_template_of_the_company_keeps_its_sender(self):
        template = self.env["mail.template"].create(
            {
                "name": "Opened",
                "model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "email_from": "{{ object.company_id.email_formatted }}",
                "subject": "x",
                "body_html": "<p>x</p>",
                "partner_to": "{{ object.partner_id.id }}",
            }
        )
        self.company.email = "shop@example.com"
        for sender, refused in (
            ("{{ object.company_id.email_formatted }}", False),
            ("{{ object.lot_id.name }}", False),
            ('"Service" <service@example.com>', False),
            ("{{ object.user_id.email_formatted }}", False),
            ("{{ object.partner_id.email_formatted }}", True),
        ):
            template.email_from = sender
            ticket = self.ticket.with_user(self.agent)
            for method in (
                ticket.message_post_with_source,
                ticket.message_mail_with_source,
            ):
                with self.subTest(sender=sender, method=method.__name__):
                    if refused:
                        with self.assertRaises(AccessError):
                            method(template)
                    else:
                        self.assertTrue(method(template))

    def test_senders_in_the_context_of_a_client(self):
        for senders in (["deco@example.com"], {"deco@example.com": 1}, True):
            ticket = self.ticket.with_user(self.agent)
            with self.subTest(senders=senders), self.assertRaises(AccessError):
                ticket.with_context(after_sales_senders=senders).message_post(
                    body="x", author_id=self.customer.id, email_from="deco@example.com"
                )

    def test_composer_of_the_services(self):
        """Their own buttons lead to mails that may be sent."""
        coupon = self.made["loyalty.card"].with_user(self.agent)
        action = coupon.action_coupon_send()
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .with_context(**action["context"])
        ).save()
        composer.action_send_mail()
        message = self._messages(coupon)[0]
        self.assertEqual(message.author_id, self.me)
        self.assertIn(self.customer, message.notified_partner_ids)

    def test_whoever_works_with_it_writes_as_before(self):
        for document in self.documents:
            for also in ("", ",helpdesk_mgmt.group_helpdesk_user_own"):
                user = self._of_app(document, also)
                mine = document.with_user(user)
                with self.subTest(document=document._name, user=user.login):
                    message = mine.message_post(
                        body="x",
                        author_id=self.customer.id,
                        email_from="deco@example.com",
                        partner_ids=self.other_customer.ids,
                        outgoing_email_to="x@example.com",
                    )
                    self.assertEqual(message.author_id, self.customer)
                    mine.message_subscribe(user.partner_id.ids)
                    self.assertIn(user.partner_id, document.message_partner_ids)
