# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common_chatter import ChatterCommon


@tagged("post_install", "-at_install")
class TestChatterRoutes(ChatterCommon, HttpCase):
    """What the browser asks and posts: the standard does some of it for everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made_one = cls.made["account.move"]
        cls.read_one = cls.read_only["account.move"]

    def setUp(self):
        super().setUp()
        self.authenticate("agent", "agentxxx")

    def _messages(self, document):
        return self.env["mail.message"].search_count(
            [("model", "=", document._name), ("res_id", "=", document.id)]
        )

    def _call(self, route, **params):
        with mute_logger("odoo.http"):
            return self.make_jsonrpc_request(route, params)

    def _post(self, document, **post_data):
        return self._call(
            "/mail/message/post",
            thread_model=document._name,
            thread_id=document.id,
            post_data={"body": "x", **post_data},
        )

    def _assert_refused(self, document, call, *args, **kwargs):
        before = self._messages(document)
        with self.assertRaises(JsonRpcException) as caught:
            call(*args, **kwargs)
        self.assertNotRegex(str(caught.exception), "Traceback|ValueError|TypeError")
        self.assertEqual(self._messages(document), before)

    def test_post(self):
        for document in self.documents:
            if document in self.read_only.values():
                self._assert_refused(document, self._post, document)
                continue
            others = self.other_customer.ids
            with self.subTest(document._name):
                result = self._post(
                    document,
                    subtype_xmlid="mail.mt_comment",
                    partner_ids=self.customer.ids,
                    # No parameters of this route.
                    author_id=self.customer.id,
                    email_from="deco@example.com",
                )
                message = self.env["mail.message"].browse(result["message_id"])
                self.assertEqual(message.author_id, self.agent.partner_id)
                self.assertEqual(message.email_from, self.agent.email_formatted)
                self.assertIn(self.customer, message.notified_partner_ids)
                self.assertNotIn(self.agent.partner_id, document.message_partner_ids)
                if document._name == "loyalty.card":
                    # A coupon's mail may go to others, too.
                    continue
                self._assert_refused(document, self._post, document, partner_ids=others)
                self._assert_refused(
                    document,
                    self._call,
                    "/mail/message/update_content",
                    message_id=message.id,
                    update_data={"body": "y", "partner_ids": others},
                )

    def test_message_of_others(self):
        for document in self.made.values():
            note = self.chatter[document]["note"]
            for route, params in (
                ("/mail/message/update_content", {"update_data": {"body": "y"}}),
                ("/mail/message/reaction", {"content": "👍", "action": "add"}),
                ("/mail/message/translate", {}),
            ):
                with self.subTest(document=document._name, route=route):
                    self._assert_refused(
                        document, self._call, route, message_id=note.id, **params
                    )

    def test_messages_and_files_of_a_document(self):
        for document in self.documents:
            result = self._call(
                "/mail/thread/messages",
                thread_model=document._name,
                thread_id=document.id,
            )
            note = self.chatter[document]["note"]
            with self.subTest(document._name):
                self.assertNotIn(note.id, result["messages"])
                self.assertNotIn(f"note of {document._name}", str(result))
                for file in (note.attachment_ids, self.chatter[document]["file"]):
                    response = self.url_open(f"/web/content/{file.id}")
                    self.assertEqual(response.status_code, 404)
        file = self.chatter[self.made["repair.order"]]["comment"].attachment_ids
        self.assertEqual(self.url_open(f"/web/content/{file.id}").content, b"content")

    def test_following(self):
        for document in self.documents:
            follower = self.chatter[document]["follower"]
            # The standard then shows what is closed to agents, of some.
            with self.subTest(document._name), suppress(JsonRpcException):
                self._call(
                    "/mail/thread/subscribe",
                    res_model=document._name,
                    res_id=document.id,
                    partner_ids=self.agent.partner_id.ids,
                )
            with self.subTest(document._name):
                self.assertNotIn(self.agent.partner_id, document.message_partner_ids)
                self._assert_refused(
                    document,
                    self._call,
                    "/mail/read_subscription_data",
                    follower_id=follower.id,
                )
