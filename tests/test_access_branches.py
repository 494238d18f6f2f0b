# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_access import ROLES
from .common_access_place import PlaceMaker
from .common_documents import DocumentsCommon

ROWS = (
    "helpdesk.after.sales.document",
    "helpdesk.after.sales.report",
    "helpdesk.ticket",
)


@tagged("post_install", "-at_install")
class TestAccessBranches(DocumentsCommon):
    """A company and its branch, and agents of one, the other, and both.

    The branch has no chart of accounts, no journals and no products of its own: it
    works with those of its parent.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch", "parent_id": cls.company.id}
        )
        cls.env.user.company_ids += cls.branch
        cls.env["account.chart.template"].try_loading(
            cls.company.chart_template, cls.branch, install_demo=False
        )
        cls.both = cls._new_user(
            "both", ROLES["agent_all"], company_ids=(cls.company | cls.branch).ids
        )
        cls.of_branch = cls._new_user(
            "of_branch",
            ROLES["agent"],
            company_id=cls.branch.id,
            company_ids=cls.branch.ids,
        )
        cls.places = {
            company: cls._make_place(company, word, agent)
            for company, word, agent in (
                (cls.company, "parent", cls.agent),
                (cls.branch, "branch", cls.of_branch),
            )
        }
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _make_place(cls, company, word, agent):
        context = {**cls.env.context, "allowed_company_ids": company.ids}
        return PlaceMaker(cls.env(context=context), word, agent).make()

    def _get_documents(self, company):
        ticket = self.places[company].ticket
        for service in ticket._after_sales_services().values():
            yield ticket[service.documents] or ticket.draft_credit_note_ids

    def _as(self, user, *companies):
        """Return the environment of a user who has chosen companies."""
        ids = [company.id for company in companies]
        return self.env(user=user, context={"allowed_company_ids": ids})

    def test_documents_are_of_the_tickets_company(self):
        for company in (self.company, self.branch):
            for made in self._get_documents(company):
                with self.subTest(company=company.name, model=made._name):
                    self.assertEqual(made.company_id, company)

    def test_branch_works_with_what_its_parent_has(self):
        records = self.places[self.branch].records
        self.assertEqual(records["account.move"].journal_id.company_id, self.company)
        self.assertEqual(records["product.product"].company_id, self.company)
        self.assertFalse(
            self.env["account.journal"].search([("company_id", "=", self.branch.id)])
        )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_access")
    def test_agent_of_one_gets_nothing_of_the_other(self):
        for user, own, other in (
            (self.agent, self.company, self.branch),
            (self.of_branch, self.branch, self.company),
        ):
            env = self._as(user, own)
            for model in ROWS:
                found = env[model].search([])
                with self.subTest(user=user.login, model=model):
                    self.assertLessEqual(found.company_id, own)
                    self.assertIn(self.places[own].records[model].id, found.ids)
            for made in self._get_documents(other):
                theirs = made.with_env(env)
                with self.subTest(user=user.login, model=made._name):
                    self.assertFalse(theirs._filtered_access("read"))
                    self.assertFalse(theirs.search([("id", "in", made.ids)]))
            ticket = self.places[other].ticket.with_env(env)
            for service in ticket._after_sales_services().values():
                with self.assertRaises(AccessError):
                    getattr(ticket, service.button)()
            with self.assertRaises(AccessError):
                ticket.after_sales_get_overview()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_access")
    def test_agent_of_both_sees_the_companies_they_chose(self):
        for chosen in ([self.company], [self.branch], [self.company, self.branch]):
            env = self._as(self.both, *chosen)
            for model in ROWS:
                found = env[model].search([])
                for company, place in self.places.items():
                    with self.subTest(chosen=chosen, model=model, company=company.name):
                        shown = place.records[model].id in found.ids
                        self.assertEqual(shown, company in chosen)

    def test_agent_of_both_acts_in_the_company_of_the_ticket(self):
        """Whichever of the two they look at first."""
        for first, ticket_of in (
            (self.company, self.branch),
            (self.branch, self.company),
        ):
            env = self._as(self.both, first, ticket_of)
            place = self.places[ticket_of]
            place.ticket.team_id.user_ids = [Command.link(self.both.id)]
            popup = self._popup_as(
                self.both, place.ticket.with_env(env), "action_coupon"
            )
            popup.program_id = place.records["loyalty.program"]
            popup = popup.save()
            popup.action_send_email()
            with self.subTest(first=first.name, ticket=ticket_of.name):
                self.assertEqual(popup.sudo().coupon_id.company_id, ticket_of)
                overview = place.ticket.with_env(env).after_sales_get_overview()
                self.assertNotIn(
                    self.places[first].records["stock.picking"].name, str(overview)
                )
