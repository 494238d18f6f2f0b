# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.asked_once import remember
from .common_scope import ScopeCommon
from .common_seed import REPEAT

# How the web client finds a customer's.
CUSTOMERS = {
    "account.move": "commercial_partner_id",
    "account.move.line": "move_id.commercial_partner_id",
    "loyalty.card": "partner_id",
    "sale.order": "partner_id",
    "sale.order.line": "order_id.partner_id",
    "stock.move": "picking_id.partner_id",
    "stock.picking": "partner_id",
}


@tagged("post_install", "-at_install")
class TestScopeLists(ScopeCommon):
    """A customer's papers as the web client lists them, row by row on random data.

    Whether a customer has a ticket is asked once for the whole list, and what the list
    has found is not checked again.
    """

    def test_lists_of_customers(self):
        for user in (self.agent, self.agent_team, self.agent_all):
            tickets = self.env["helpdesk.ticket"].with_user(user)
            tickets = tickets.with_context(active_test=False)
            tickets = tickets.search([("partner_id", "!=", False)])
            found = 0
            for name, path in CUSTOMERS.items():
                for operator, partners in self._get_conditions():
                    told = {"user": user.login, "model": name, "partners": partners}
                    with self.subTest(REPEAT, **told):
                        domain = [(path, operator, partners.ids)]
                        papers = self.papers[name].search(domain)
                        expected = papers.filtered(
                            lambda x, tickets=tickets: self._finds(tickets, x)
                        )
                        listed = self._list(user, name, domain)
                        self.assertEqual(listed & self.papers[name], expected)
                        found += len(expected)
            self.assertTrue(found)

    def _finds(self, tickets, paper):
        # A path of fields leads through what the user may read.
        by = paper.picking_id if paper._name == "stock.move" else paper
        in_shop = paper in self.papers[paper._name]
        return in_shop and self._opens(tickets, paper) and self._opens(tickets, by)

    def _get_conditions(self):
        """Yield operators with partners: one, and several of different customers."""
        companies, contacts = self.customers[:8], self.customers[8:]
        yield from (("child_of", company) for company in companies)
        yield from (("in", contact) for contact in contacts[:3])
        yield "child_of", companies[:3]
        yield "in", self.customers

    def _list(self, user, model, domain):
        found = self._search_read(user, model, domain)
        self.assertEqual(found["length"], len(found["records"]))
        return self.env[model].browse(each["id"] for each in found["records"])

    def _search_read(self, user, model, domain, limit=1000):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env[model]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
            .web_search_read(domain, {"write_date": {}}, limit=limit)
        )

    def test_a_list_asks_the_rules_once(self):
        customer = self._find_customer_of(self.agent)
        for name, path in CUSTOMERS.items():
            domain = [(path, "child_of", customer.id)]
            with self.subTest(name):
                queries = {}
                for user in (self.agent, self.env.ref("base.user_root")):
                    self._search_read(user, name, domain)  # fills the caches
                    before = self.env.cr.sql_log_count
                    self._search_read(user, name, domain)
                    queries[user] = self.env.cr.sql_log_count - before
                agents, superusers = queries.values()
                # Whether the customer has a ticket is all that is asked besides; the
                # standard rule of coupons asks for companies, too.
                more = 2 if name == "loyalty.card" else 1
                self.assertLessEqual(agents, superusers + more, (agents, superusers))

    def _find_customer_of(self, user):
        tickets = self.env["helpdesk.ticket"].with_user(user)
        return tickets.search([("partner_id", "!=", False)]).sudo().partner_id[:1]

    def test_only_what_was_found_is_not_checked_again(self):
        invoices = self.env["account.move"].with_user(self.agent)
        readable = invoices.search([])
        closed = (self.papers["account.move"] - readable.sudo()).with_user(self.agent)
        self.assertTrue(readable and closed)
        with remember(self.env, reads_only=True):
            invoices.search_fetch([], ["name"])
            readable.check_access("read")
            # Neither another record, nor another user, nor another right.
            for records, operation in (
                (closed[:1], "read"),
                (readable | closed, "read"),
                (readable.with_user(self.outsider), "read"),
                (readable, "write"),
            ):
                with self.subTest(operation), self.assertRaises(AccessError):
                    records.check_access(operation)

    def test_nothing_is_remembered_afterwards(self):
        invoices = self.env["account.move"].with_user(self.agent)
        customer = invoices.search([("commercial_partner_id", "!=", False)]).sudo()
        domain = [("commercial_partner_id", "in", customer.commercial_partner_id.ids)]
        listed = self._list(self.agent, "account.move", domain)
        self.assertTrue(listed)
        self._randomize(self.tickets, partner_id=bool, commercial_partner_id=bool)
        self.assertFalse(self._list(self.agent, "account.move", domain))
        with self.assertRaises(AccessError):
            listed.with_user(self.agent).check_access("read")
