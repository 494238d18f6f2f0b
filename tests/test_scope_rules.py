# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.fields import Domain
from odoo.tests import tagged

from ..models.helpdesk_after_sales_scope_plan import FewRecords
from .common_scope import ScopeCommon
from .common_seed import REPEAT


@tagged("post_install", "-at_install")
class TestScopeRules(ScopeCommon):
    """Row by row on random data: what the read rules open is what tickets open.

    However it is asked: lists start from the tickets, single records from themselves.
    """

    def test_every_scope_has_its_words(self):
        scoped = self.registry.descendants(["helpdesk.after.sales.scope"], "_inherit")
        scoped = {name for name in scoped if not self.registry[name]._abstract}
        self.assertEqual(scoped, set(self.papers))

    def test_rules_are_the_words(self):
        for user in (self.agent, self.agent_team, self.agent_all, self.outsider):
            tickets = self.env["helpdesk.ticket"].with_user(user)
            if user != self.outsider:
                tickets = tickets.with_context(active_test=False).search(
                    [("partner_id", "!=", False)]
                )
            for name, papers in self.papers.items():
                with self.subTest(REPEAT, user=user.login, model=name):
                    expected = papers.filtered(
                        lambda x, tickets=tickets: self._opens(tickets, x)
                    )
                    self._check(papers, user, expected)
                    if user == self.agent and name != "account.journal":
                        # Of everything there are both kinds, or it proves nothing.
                        self.assertTrue(expected)
                        self.assertTrue(papers - expected)

    def _find_customers(self, user):
        """Return the ids of the customers who have a ticket that the user may read."""
        if user == self.outsider:
            return []
        tickets = self.env["helpdesk.ticket"].with_user(user)
        tickets = tickets.with_context(active_test=False).search([])
        customers = tickets.sudo().commercial_partner_id
        return customers.search([("commercial_partner_id", "in", customers.ids)]).ids

    def _check(self, papers, user, expected):
        # The scope alone, without what else the user reads.
        everything = papers.with_user(user).sudo().with_context(active_test=False)
        domain = papers.with_user(user)._after_sales_get_domain()
        tickets = papers.with_user(user)._after_sales_find_few_tickets()
        customers = self._find_customers(user)
        for plan in (None, FewRecords(), FewRecords(customers), tickets):
            with everything._after_sales_use_plan(plan):
                found = everything.search(domain)
            self.assertEqual(found & everything, expected, "of all")
        self.assertEqual(everything.filtered_domain(domain), expected, "of these")
        some = everything[: len(everything) // 2]
        found = everything.search(Domain("id", "in", some.ids) & domain)
        self.assertEqual(found, expected & some, "of some")
        for record in everything[:10]:
            alone = record.filtered_domain(domain)
            self.assertEqual(alone, expected & record, "alone")
