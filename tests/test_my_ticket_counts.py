# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import lxml.html

from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon


@tagged("post_install", "-at_install")
class TestMyTicketCounts(MyTicketCommon):
    """What *My account* counts."""

    def _counters(self, user, *names):
        self._login(user)
        before = self.cr.sql_log_count
        counts = self.make_jsonrpc_request("/my/counters", {"counters": [*names]})
        self.queries = self.cr.sql_log_count - before
        return counts

    def _count(self, user):
        return self._counters(user, "after_sales_count")["after_sales_count"]

    def _count_open(self, user):
        """Count what the cards show as not over yet."""
        tickets = self.ticket | self.ticket.search(
            [("commercial_partner_id", "=", self.customer.id)]
        )
        return sum(
            self.env[self._get_model(x.service)]
            .browse(x.id)
            ._after_sales_get_common_state()
            == "open"
            for ticket in tickets
            for x in self._card(user, ticket)
        )

    def _get_model(self, switch):
        ticket = self.ticket
        return ticket._fields[self._get_services()[switch].documents].comodel_name

    def test_page_asks_for_both(self):
        for user in (self.buyer, self.stranger):
            self._login(user)
            html = lxml.html.fromstring(self._get("/my").content)
            for name in ("after_sales_count", "ticket_count"):
                self.assertEqual(
                    len(html.xpath(f"//span[@data-placeholder_count='{name}']")), 1
                )
            # Hidden until there is something to count.
            [card] = html.xpath(
                "//span[@data-placeholder_count='after_sales_count']"
                "/ancestor::div[contains(@class, 'o_portal_index_card')]"
            )
            self.assertIn("d-none", card.get("class"))
            [link] = card.xpath("./a")
            self.assertEqual(link.get("href"), "/my/tickets")

    def test_open_documents(self):
        self.assertEqual(self._count(self.buyer), 0)
        documents = self._make_all()
        for user in (self.buyer, self.colleague):
            count = self._count(user)
            self.assertEqual(count, self._count_open(user))
            self.assertGreaterEqual(count, 3)
        for user in (self.stranger, self.follower, self.agent, self.outsider):
            self.assertEqual(self._count(user), 0, user.login)
        # One after the other is over.
        before = self._count(self.buyer)
        documents["use_coupons"].action_coupon_revoke()
        self._arrive(documents["use_product_returns"])
        documents["use_fsm"].state = "1_canceled"
        self.assertEqual(self._count(self.buyer), before - 3)
        self.assertEqual(self._count(self.buyer), self._count_open(self.buyer))

    def test_other_customers_and_drafts(self):
        self._make_use_credit_notes(post=False)
        self.assertEqual(self._count(self.buyer), 0)
        self._make_use_product_returns()
        self._change_customer(self.other_customer)
        for user in (self.buyer, self.stranger):
            self.assertEqual(self._count(user), 0)

    def test_visits_that_customers_do_not_see(self):
        self._make_use_fsm()
        self.assertEqual(self._count(self.buyer), 1)
        self.project.privacy_visibility = "employees"
        self.assertEqual(self._count(self.buyer), self._count_open(self.buyer))
        self.assertEqual(self._count(self.buyer), 0)

    def test_tickets(self):
        self.assertEqual(self._counters(self.buyer, "ticket_count")["ticket_count"], 1)
        self._new_ticket(partner_id=self.contact.id)
        self.assertEqual(self._counters(self.buyer, "ticket_count")["ticket_count"], 2)

    def test_queries(self):
        self._make_all()
        names = ("ticket_count", "after_sales_count")
        self._counters(self.buyer, *names)
        self._counters(self.buyer, "ticket_count")
        before = self.queries
        self._counters(self.buyer, *names)
        few = self.queries
        # One for the number; the others are for who asks, and the rules of tickets.
        self.assertLessEqual(few, before + 8)
        for __ in range(2):
            self._make_all()
        self._counters(self.buyer, *names)
        self.assertLessEqual(self.queries, few)
        # Employees, who are no customers, pay nothing.
        self._counters(self.outsider)
        before = self.queries
        self._counters(self.outsider, "after_sales_count")
        self.assertLessEqual(self.queries, before)
