# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon


@tagged("post_install", "-at_install")
class TestMyTicketVisitors(MyTicketCommon):
    """Who sees the card *What we are doing for you*, and of which documents.

    Tried with a document of each service there is.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = cls._make_all()

    def _seen(self, user=None, **parameters):
        return {(x.service, x.id) for x in self._card(user, **parameters)}

    def _all(self):
        return {(switch, x.id) for switch, x in self.documents.items()}

    def test_customer_colleague_and_link_see_all_services(self):
        self.assertEqual(set(self.documents), set(self._get_services()))
        self.assertEqual(self._seen(self.buyer), self._all())
        self.assertEqual(self._seen(self.colleague), self._all())
        self.assertEqual(self._seen(access_token=self.token), self._all())
        # Somebody else, with the mailed link: they see what it shows, no more.
        seen = self._card(self.stranger, access_token=self.token)
        self.assertEqual({(x.service, x.id) for x in seen}, self._all())
        for entry in seen:
            self.assertFalse(
                [x for x in entry.actions.values() if not x.startswith("/my/ticket/")]
            )

    def test_each_entry_is_said_in_the_customers_words(self):
        for entry in self._card(self.buyer):
            with self.subTest(entry.service):
                self.assertTrue(entry.title)
                self.assertTrue(entry.badge)
                self.assertTrue(entry.date or entry.service == "use_fsm")
                self.assertTrue(entry.steps or entry.service == "use_coupons")
                self.assertFalse("False" in entry.text or "None" in entry.text)

    def test_stranger_and_nobody_have_no_page(self):
        for user in (self.stranger, None):
            self.assertIsNone(self._page(user))
            self.assertIsNone(self._page(user, access_token="wrong"))

    def test_follower_reads_the_ticket_and_sees_no_document(self):
        page = self._page(self.follower)
        self.assertIn(self.ticket.name, page.text_content())
        self.assertFalse(self._seen(self.follower))

    def test_follower_of_a_visit_sees_that(self):
        task = self.documents["use_fsm"]
        task.message_subscribe(self.follower.partner_id.ids)
        self.assertEqual(self._seen(self.follower), {("use_fsm", task.id)})
        [entry] = self._card(self.follower)
        self.assertNotIn("Read and sign the report", entry.actions)
        self.assertNotIn("Cancel the visit", entry.actions)

    def test_agent_sees_what_they_may_read(self):
        self.assertEqual(self._seen(self.agent), self._all())
        # They act in the backend: nothing here is done in the customer's name.
        for entry in self._card(self.agent):
            self.assertFalse(
                [x for x in entry.actions.values() if not x.startswith("/my/ticket/")]
            )

    def test_token_stays_with_who_brought_it(self):
        for entry in self._card(access_token=self.token):
            for url in entry.papers.values():
                self.assertIn(self.token, url)
        for user in (self.buyer, self.agent):
            for entry in self._card(user):
                self.assertNotIn("access_token", str(entry.actions) + str(entry.papers))

    def test_other_customers_documents_on_the_same_ticket(self):
        """The ticket was given to another customer; what was made stays the first's."""
        self._change_customer(self.other_customer)
        own = self._make_coupon(ticket=self.ticket)
        seen = {("use_coupons", own.id)}
        self.assertEqual(self._seen(self.stranger), seen)
        # The first customer's link is none any more.
        self.assertIsNone(self._page(access_token=self.token))
        token = self.ticket._portal_ensure_token()
        self.assertEqual(self._seen(access_token=token), seen)
        self.assertIsNone(self._page(self.buyer))

    def test_documents_of_another_company(self):
        company = self.env["res.company"].create({"name": "Branch"})
        self.ticket.team_id.company_id = False
        self.ticket.company_id = company
        token = self.ticket._portal_ensure_token()
        of_company = {
            (switch, x.id) for switch, x in self.documents.items() if x.company_id
        }
        self.assertGreaterEqual(len(of_company), 3)
        self.assertEqual(self._seen(access_token=token), self._all() - of_company)

    def test_documents_of_another_ticket(self):
        other = self._new_ticket(partner_id=self.contact.id)
        self.assertFalse(self._card(self.buyer, other))
        for document in self.documents.values():
            document.sudo().helpdesk_ticket_id = other
        self.assertEqual(
            {(x.service, x.id) for x in self._card(self.buyer, other)}, self._all()
        )
        self.assertFalse(self._card(self.buyer))

    def test_nothing_to_show(self):
        other = self._new_ticket(partner_id=self.contact.id)
        page = self._page(self.buyer, other)
        self.assertFalse(page.xpath("//section[@id='after_sales_documents']"))

    def test_internal_words_and_costs(self):
        self.product.standard_price = 1234.56
        secret = "Customer is a nuisance"
        for document in self.documents.values():
            document.message_post(body=secret, subtype_xmlid="mail.mt_note")
            for name in ("note", "internal_notes", "narration", "description"):
                field = document._fields.get(name)
                if field and field.type in ("html", "text"):
                    document[name] = secret
        self.env.flush_all()
        for visitor in ({"user": self.buyer}, {"access_token": self.token}):
            page = self._page(**visitor)
            text = page.text_content()
            self.assertNotIn(secret, text)
            self.assertNotIn("1,234.56", text)
            self.assertNotIn(self.technician.email, text)
            self.assertNotIn("Technician Tom", text)
            self.assertNotIn("Tom Technician", text)

    def test_drafts(self):
        """Whatever is a draft in the words of its service is not told."""
        for switch, document in self.documents.items():
            drafts = document._after_sales_draft_states
            column = document._after_sales_state_field
            if document._fields[column].type != "selection":
                # Coupons and visits are never drafts.
                continue
            with self.subTest(switch):
                # Written past the checks: some of them never become drafts again.
                self.env.flush_all()
                self.env.cr.execute(
                    f"UPDATE {document._table} SET {column} = %s WHERE id = %s",
                    (drafts[0], document.id),
                )
                self.env.invalidate_all()
                self.assertNotIn((switch, document.id), self._seen(self.buyer))
