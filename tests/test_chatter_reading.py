# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store

from .common_chatter import ChatterCommon

AGENT = ",helpdesk_mgmt.group_helpdesk_user_own"


@tagged("post_install", "-at_install")
class TestChatterReading(ChatterCommon):
    """To read a document because of a ticket gives nothing of its chatter.

    On what was made from the ticket: what is meant for the customer.
    """

    def _assert_closed(self, records, user=None):
        records = records.with_user(user or self.agent)
        for record in records:
            with self.subTest(record=str(record)), mute_logger("odoo.models"):
                self.assertFalse(record.search([("id", "=", record.id)]))
                self.assertFalse(record.has_access("read"))
                with self.assertRaises(AccessError):
                    record.read(["display_name"])
                with self.assertRaises(AccessError):
                    record.web_read({"display_name": {}})

    def _assert_open(self, records, user):
        records = records.with_user(user)
        for record in records:
            with self.subTest(record=str(record), user=user.login):
                self.assertEqual(record.search([("id", "=", record.id)]), record)
                self.assertTrue(record.read(["display_name"]))

    def test_every_kind_of_document_is_tried(self):
        services = self.env["helpdesk.ticket"]._after_sales_services().values()
        fields = self.env["helpdesk.ticket"]._fields
        self.assertEqual(
            set(self.made), {fields[x.documents].comodel_name for x in services}
        )
        threads = {
            name
            for name in self.registry.descendants(
                ["helpdesk.after.sales.scope"], "_inherit"
            )
            if not self.registry[name]._abstract
            and issubclass(self.registry[name], self.registry["mail.thread"])
        }
        # Nobody writes on a request, see TestApprovals.
        threads.remove("helpdesk.after.sales.approval")
        self.assertEqual({*self.made, *self.read_only}, threads)
        for document in self.documents:
            self.assertTrue(document.with_user(self.agent).has_access("read"))

    def test_notes_files_followers_and_activities_are_closed(self):
        for chatter in self.chatter.values():
            note = chatter["note"]
            self._assert_closed(note)
            self._assert_closed(note.attachment_ids)
            self._assert_closed(chatter["file"])
            self._assert_closed(chatter["follower"])
            self._assert_closed(chatter["activity"])

    def test_messages_to_the_customer(self):
        for document in self.read_only.values():
            comment = self.chatter[document]["comment"]
            self._assert_closed(comment)
            self._assert_closed(comment.attachment_ids)
        for document in self.made.values():
            comment = self.chatter[document]["comment"]
            self._assert_open(comment, self.agent)
            self._assert_open(comment.attachment_ids, self.agent)

    def test_other_ways_to_a_message(self):
        messages = self.env["mail.message"].with_user(self.agent)
        attachments = self.env["ir.attachment"].with_user(self.agent)
        for document in self.documents:
            of_agent = document.with_user(self.agent)
            note = self.chatter[document]["note"]
            with self.subTest(document._name):
                for mode in ("read", "create", "write"):
                    self.assertFalse(messages._get_with_access(note.id, mode=mode))
                found = messages._message_fetch(None, thread=of_agent)["messages"]
                self.assertNotIn(note, found)
                files = attachments.search(
                    [("res_model", "=", document._name), ("res_id", "=", document.id)]
                )
                self.assertNotIn("note.txt", files.mapped("name"))
                self.assertNotIn("scan.txt", files.mapped("name"))

    def test_chatter_of_the_browser_loads(self):
        requested = ["activities", "attachments", "followers", "suggestedRecipients"]
        for document in self.documents:
            if document._name in ("account.journal", "project.project"):
                # Their standard chatter reads what is closed to agents.
                continue
            store = Store()
            with self.subTest(document._name):
                document.with_user(self.agent)._thread_to_store(
                    store, [], request_list=requested
                )
                result = str(store.get_result())
                for word in ("SECRET", "note.txt", "scan.txt"):
                    self.assertNotIn(word, result)
                self.assertIn("'followers': []", result)
                if document in self.read_only.values():
                    self.assertNotIn("colleague", result)
                user = self._of_app(document)
                store = Store()
                document.with_user(user)._thread_to_store(
                    store, [], request_list=requested
                )
                self.assertIn("scan.txt", str(store.get_result()))

    def test_fields_of_the_document(self):
        partner = self.colleague.partner_id
        for document in self.documents:
            names = document._after_sales_get_chatter_fields()
            self.assertLessEqual({"message_ids", "message_partner_ids"}, {*names})
            mine = document.with_user(self.agent)
            names = [
                x for x in names if mine._has_field_access(mine._fields[x], "read")
            ]
            with self.subTest(document._name):
                values = mine.read(names)[0]
                chatter = self.chatter[document]
                for name, closed in (
                    ("message_ids", chatter["note"]),
                    ("message_partner_ids", partner),
                    ("message_follower_ids", chatter["follower"]),
                    ("activity_ids", chatter["activity"]),
                ):
                    self.assertFalse({*closed.ids} & {*values.get(name, ())})
                self.assertFalse(values.get("activity_summary"))
                self.assertNotIn("SECRET", str(mine.web_read({x: {} for x in names})))

    def test_nothing_is_found_by_what_stands_in_it(self):
        for document in self.documents:
            mine = document.with_user(self.agent)
            for path, value in (
                ("message_ids.body", "note"),
                ("activity_ids.note", "SECRET"),
                ("activity_summary", "SECRET"),
                ("message_follower_ids.email", "colleague"),
            ):
                field = document._fields.get(path.split(".")[0])
                if not field or not mine._has_field_access(field, "read"):
                    continue
                with self.subTest(document=document._name, path=path):
                    self.assertNotIn(mine, mine.search([(path, "ilike", value)]))
                    self.assertNotIn(mine, mine.search(["!", (path, "=", "x")]))
        lines = self.env["account.move.line"].with_user(self.agent)
        path = [("message_ids", "any", [("body", "ilike", "note")])]
        for domain in (
            [("move_id.message_ids.body", "ilike", "note")],
            [("move_id", "any", path)],
            ["!", ("move_id", "any", ["!", *path])],
        ):
            self.assertFalse(lines.search(domain))
        self.assertTrue(lines.search([("move_id.name", "!=", False)]))

    def test_groups_tell_nothing_of_it(self):
        for document in self.documents:
            mine = document.with_user(self.agent)
            if "activity_state" not in mine._fields:
                continue
            with self.subTest(document._name):
                groups = mine._read_group(
                    [("id", "=", document.id)], ["activity_state"], ["__count"]
                )
                self.assertFalse(groups)
                groups = mine._read_grouping_sets(
                    [("id", "=", document.id)], [["activity_state"]], ["__count"]
                )
                self.assertEqual(groups, [[]])

    def test_a_page_is_as_long_as_is_asked_for(self):
        """A client takes a short one for the last."""
        document = self.made["account.move"]
        for note in (False, True, True, True, False, True, False):
            document.message_post(
                body="x", subtype_xmlid="mail.mt_note" if note else "mail.mt_comment"
            )
        domain = [("model", "=", document._name), ("res_id", "=", document.id)]
        messages = self.env["mail.message"].with_user(self.agent)
        everything = messages.search(domain, order="id desc")
        self.assertGreaterEqual(len(everything), 3)
        for limit in (1, 2, 3):
            page = messages.search(domain, order="id desc", limit=limit)
            self.assertEqual(page, everything[:limit])
            page = messages.search(domain, order="id desc", limit=limit, offset=1)
            self.assertEqual(page, everything[1 : limit + 1])
        self.assertEqual(messages.search_count(domain, limit=3), 3)

    def test_own_messages_stay_open(self):
        for document in self.made.values():
            note = document.with_user(self.agent).message_post(body="Mine")
            with self.subTest(document._name):
                self._assert_open(note, self.agent)
                self._assert_closed(note, self.agent_team)

    def test_what_is_addressed_to_an_agent_is_open(self):
        document = self.made["account.move"]
        note = document.message_post(
            body="Please ask the customer.", partner_ids=self.agent.partner_id.ids
        )
        activity = document.activity_schedule(user_id=self.agent.id, note="Call them")
        self._assert_open(note, self.agent)
        self._assert_open(activity, self.agent)

    def test_link_to_a_ticket_that_the_agent_may_not_read(self):
        foreign = self._new_ticket(user_id=self.manager.id)
        invoice = self._new_invoice(helpdesk_ticket_id=foreign.id)
        self.assertTrue(invoice.with_user(self.agent).has_access("read"))
        comment = invoice.message_post(body="x", subtype_xmlid="mail.mt_comment")
        self._assert_closed(comment)
        self._assert_open(comment, self.manager)

    def test_customers_link_in_a_message_is_closed(self):
        invoice = self.made["account.move"]
        message = invoice.message_post(
            body=f"/my/invoices/{invoice.id}?access_token=abc",
            subtype_xmlid="mail.mt_comment",
        )
        self._assert_closed(message)

    def test_whoever_works_with_it_reads_all_as_before(self):
        for document, chatter in self.chatter.items():
            # With and without Helpdesk.
            for user in (self._of_app(document), self._of_app(document, AGENT)):
                for record in chatter.values():
                    self._assert_open(record, user)
                self._assert_open(chatter["note"].attachment_ids, user)
                mine = document.with_user(user)
                self.assertIn(chatter["note"], mine.message_ids)
                self.assertTrue(mine.search([("message_ids.body", "ilike", "note")]))
