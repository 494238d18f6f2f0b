# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import lxml.html

from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon


@tagged("post_install", "-at_install")
class TestMyTicketLinks(MyTicketCommon):
    """From the ticket to visit, order and invoice, and from each of them back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._make_use_fsm()
        cls.note = cls._make_use_credit_notes()
        cls.other_invoice = cls._new_invoice(partner_id=cls.contact.id)
        cls.pages = {
            f"/my/orders/{cls.order.id}": cls.order,
            f"/my/invoices/{cls.invoice.id}": cls.invoice,
            f"/my/invoices/{cls.note.id}": cls.note,
            f"/my/tasks/{cls.visit.id}": cls.visit,
        }
        for document in cls.pages.values():
            document._portal_ensure_token()
        cls.ticket_url = f"/my/ticket/{cls.ticket.id}"
        cls.env.flush_all()

    def _links(self, url, **parameters):
        """Return the addresses on a page that lead to the pages in question."""
        response = self._get(url, **parameters)
        self.assertEqual(response.status_code, 200)
        self.assertIn(url, response.url)
        found = lxml.html.fromstring(response.content).xpath("//main//a/@href")
        return {x for x in found if x in self.pages or x == self.ticket_url}

    def test_customers_go_both_ways(self):
        for user in (self.buyer, self.colleague):
            self._login(user)
            with self.subTest(user.login):
                self.assertEqual(self._links(self.ticket_url), set(self.pages))
                for url in self.pages:
                    self.assertIn(self.ticket_url, self._links(url))

    def test_without_login_nothing_leads_further(self):
        self._login()
        links = self._links(self.ticket_url, access_token=self.token)
        self.assertFalse(links)
        for url, document in self.pages.items():
            links = self._links(url, access_token=document.access_token)
            self.assertNotIn(self.ticket_url, links)

    def test_stranger_with_a_mailed_link(self):
        self._login(self.stranger)
        self.assertFalse(self._links(self.ticket_url, access_token=self.token))
        for url, document in self.pages.items():
            links = self._links(url, access_token=document.access_token)
            self.assertNotIn(self.ticket_url, links)

    def test_what_one_may_not_read(self):
        """Ticket, order and invoice of two customers."""
        other = self._new_order(partner_id=self.other_customer.id)
        draft = self._invoice(self._new_order(), post=False)
        self.ticket.sale_order_ids |= other | draft.line_ids.sale_line_ids.order_id
        self._login(self.buyer)
        text = self._get(self.ticket_url).text
        self.assertNotIn(other.name, text)
        self.assertNotIn(f"/my/invoices/{draft.id}", text)
        self._login(self.stranger)
        response = self._get(f"/my/orders/{other.id}")
        self.assertEqual(response.status_code, 200)
        self.assertNotIn(self.ticket.number, response.text)

    def test_agents_have_the_backend(self):
        self._login(self.agent)
        self.assertFalse(self._links(self.ticket_url))

    def test_documents_without_ticket(self):
        self._login(self.buyer)
        response = self._get(f"/my/invoices/{self.other_invoice.id}")
        self.assertNotIn("after_sales_tickets", response.text)
        self.assertEqual(response.status_code, 200)

    def test_quotation_of_a_repair(self):
        repair = self._make_use_product_repairs()
        repair.action_create_sale_order()
        order = repair.sale_order_id
        order.state = "sent"
        self._login(self.buyer)
        self.assertIn(f"/my/orders/{order.id}", self._get(self.ticket_url).text)
        self.assertIn(self.ticket_url, self._links(f"/my/orders/{order.id}"))

    def test_new_invoice_made_with_a_credit_note(self):
        self.other_invoice.after_sales_origin_id = self.note
        self._login(self.buyer)
        url = f"/my/invoices/{self.other_invoice.id}"
        self.assertIn(self.ticket_url, self._links(url))
