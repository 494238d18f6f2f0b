# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.first_steps.after_sales_need import AfterSalesNeed
from .common import AfterSalesCommon


class MoonNeed(AfterSalesNeed):
    """What a service of another addon could need."""

    name = "moon"

    @classmethod
    def get_team_fields(cls, env):
        return {"sequence"}

    def is_missing(self, switch):
        return self.team.sequence == 7

    def get_text(self):
        return "There is no moon."

    def get_advice(self):
        return "Wait for it."


@tagged("post_install", "-at_install")
class TestFirstStepsNeeds(AfterSalesCommon):
    """The team's page says what its services still need, and opens what makes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.services = list(cls.ticket._after_sales_services())
        cls.env["loyalty.program"].create(
            {
                "name": "Sorry",
                "program_type": "coupons",
                "reward_ids": [Command.create({"discount": 10})],
            }
        )
        cls.project = cls.env["project.project"].create(
            {"name": "Visits", "is_fsm": True}
        )
        cls.server = cls.env["ir.mail_server"].create(
            {"name": "Mails", "smtp_host": "mail.example.com"}
        )
        cls.env["mail.notification"].search([]).unlink()
        cls.team.write(dict.fromkeys(cls.services, True))

    def _get_missing(self, user=None, team=None):
        team = (team or self.team).with_user(user or self.agent)
        team.invalidate_recordset()
        return {need["name"]: need for need in team.after_sales_missing or []}

    def _without_programs(self):
        programs = self.env["loyalty.program"].with_context(active_test=False)
        programs.search([("program_type", "=", "coupons")]).active = False

    def _without_projects(self):
        self.team.use_fsm = False
        self.team.fsm_project_id = False
        self.env["project.project"].search([("is_fsm", "=", True)]).active = False

    def test_nothing_is_said_where_all_is_there(self):
        for user in (self.agent, self.manager, self.admin):
            self.assertEqual(self._get_missing(user), {})

    def test_nothing_is_said_of_what_is_off(self):
        self._without_programs()
        self.server.active = False
        self.team.write(dict.fromkeys(self.services, False))
        self.assertEqual(self._get_missing(), {})

    def test_program(self):
        self._without_programs()
        need = self._get_missing()["coupon_program"]
        self.assertEqual(need["services"], "Coupons")
        self.assertEqual(
            need["text"],
            f"No coupon program with a reward is running for {self.company.name}.",
        )
        self.assertFalse(need["button"])
        self.assertIn("Sales administrator", need["advice"])
        seller = self._new_user(
            "seller",
            "helpdesk_mgmt.group_helpdesk_user_own,sales_team.group_sale_manager",
        )
        # Who makes no products, makes no discounts.
        self.assertFalse(self._get_missing(seller)["coupon_program"]["button"])
        seller.group_ids += self.env.ref("product.group_product_manager")
        need = self._get_missing(seller)["coupon_program"]
        self.assertEqual(need["button"], "Create a Coupon Program")
        action = (
            self.env["helpdesk.ticket.team"]
            .with_user(seller)
            .action_make_missing("coupon_program", self.company.id)
        )
        form = self._open_popup_as(seller, action)
        self.assertEqual(form.program_type, "coupons")
        form.name = "Sorry again"
        form.save()
        self.assertNotIn("coupon_program", self._get_missing())

    def test_project_of_a_team_that_is_not_saved(self):
        """Without a project it cannot be: the window opens over it."""
        self._without_projects()
        leader = self._new_user(
            "leader",
            "helpdesk_mgmt.group_helpdesk_manager,project.group_project_manager",
        )
        form = Form(self.team.with_user(leader))
        self.assertNotIn("fsm_project", str(form.after_sales_missing))
        form.use_fsm = True
        need = next(x for x in form.after_sales_missing if x["name"] == "fsm_project")
        self.assertEqual(need["switch"], "use_fsm")
        action = self.team.with_user(leader).action_make_missing("fsm_project", False)
        projects = self.env["project.project"].with_user(leader)
        view_id = action["views"][0][0]
        Form(projects.with_context(action["context"]), view=view_id).save()
        # As the web client looks again.
        form.use_fsm = False
        form.use_fsm = True
        self.assertNotIn("fsm_project", str(form.after_sales_missing))
        self.assertTrue(form.fsm_project_id)
        form.save()
        self.assertTrue(self.team.fsm_project_id.is_fsm)

    def test_mail_server(self):
        """Of all services at once; mails that have left show that there is one."""
        self.server.active = False
        need = self._get_missing()["mail_server"]
        self.assertFalse(need["services"])
        self.assertFalse(need["button"])
        self.assertTrue(self._get_missing(self.admin)["mail_server"]["button"])
        message = self.ticket.message_post(body="Hello")
        self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": self.customer.id,
                "notification_type": "email",
                "notification_status": "sent",
            }
        )
        self.assertEqual(self._get_missing(), {})

    def test_reason(self):
        reasons = self.env["helpdesk.after.sales.reason"]
        reasons.search([]).active = False
        self.assertEqual(self._get_missing(), {})
        self.team.after_sales_reason_required = True
        reasons.create(
            {
                "name": "For coupons",
                "service_ids": self.env["helpdesk.after.sales.service"].search(
                    [("switch", "=", "use_coupons")]
                ),
            }
        )
        need = self._get_missing()["reason"]
        self.assertNotIn("Coupons", need["services"])
        self.assertIn("Returns", need["services"])
        self.assertFalse(need["button"])
        self.assertTrue(self._get_missing(self.manager)["reason"]["button"])
        action = self.team.with_user(self.manager).action_make_missing("reason", False)
        self._open_popup_as(self.manager, action, name="For all").save()
        self.assertEqual(self._get_missing(), {})

    def test_approver(self):
        form = Form(self.team.with_user(self.manager))
        form.refund_limit = 100
        need = form.after_sales_missing[0]
        self.assertEqual((need["name"], need["services"]), ("approver", "Refunds"))
        self.assertFalse(need["button"])
        self.assertIn("limits below", need["advice"])
        form.user_id = self.manager
        self.assertFalse(form.after_sales_missing)
        form.user_id = self.env["res.users"]
        form.approver_ids.add(self.agent_all)
        self.assertFalse(form.after_sales_missing)
        self.team.refund_limit = 100
        self.assertIn("Helpdesk manager", self._get_missing()["approver"]["advice"])
        # Beyond this one nothing is asked: it stays a draft.
        self.team.write({"refund_limit": 0, "refund_post_limit": 100})
        self.assertEqual(self._get_missing(), {})

    def test_company_of_the_team_counts(self):
        """One with nothing; who does not work there just now makes nothing."""
        company = self.env["res.company"].create({"name": "Branch"})
        self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        ).active = False
        users = self.agent | self.admin
        users.company_ids += company
        self.team.write(dict.fromkeys(self.services, False))
        self.team.company_id = company
        switches = ("use_credit_notes", "use_product_returns", "use_product_repairs")
        self.team.write(dict.fromkeys(switches, True))
        companies = (company | self.company).ids
        team = self.team.with_context(allowed_company_ids=companies)
        missing = self._get_missing(team=team)
        self.assertEqual(list(missing), ["sales_journal", "warehouse"])
        self.assertEqual(missing["warehouse"]["services"], "Returns, Repairs")
        self.assertIn("Branch", missing["warehouse"]["text"])
        self.assertFalse(missing["warehouse"]["button"])
        self.assertTrue(self._get_missing(self.admin, team)["warehouse"]["button"])
        here = self.team.with_context(allowed_company_ids=self.company.ids)
        self.assertFalse(self._get_missing(self.admin, here)["warehouse"]["button"])
        teams = self.env["helpdesk.ticket.team"].with_user(self.admin)
        with self.assertRaisesRegex(UserError, "You do not work in the team's company"):
            teams.with_context(
                allowed_company_ids=self.company.ids
            ).action_make_missing("warehouse", company.id)
        action = teams.with_context(allowed_company_ids=companies).action_make_missing(
            "warehouse", company.id
        )
        self.assertEqual(action["context"]["default_company_id"], company.id)

    def test_operation_types(self):
        warehouses = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)]
        )
        warehouses.out_type_id.return_picking_type_id = False
        types = self.env["stock.picking.type"]
        repairs = types.search([("code", "=", "repair_operation")])
        warehouses.repair_type_id = False
        repairs.active = False
        missing = self._get_missing(self.admin)
        self.assertEqual(set(missing), {"return_type", "repair_type"})
        self.assertEqual(missing["return_type"]["button"], "Choose One")
        team = self.team.with_user(self.admin)
        action = team.action_make_missing("return_type", False)
        self.assertEqual(action["res_id"], warehouses[0].out_type_id.id)
        action = team.action_make_missing("repair_type", False)
        popup = self._open_popup_as(self.admin, action)
        self.assertEqual(popup.code, "repair_operation")
        popup.save()
        self.assertEqual(set(self._get_missing()), {"return_type"})

    def test_a_service_says_what_it_needs(self):
        services = {
            switch: service._replace(needs=(MoonNeed,))
            for switch, service in self.ticket._after_sales_services().items()
        }
        self.patch(type(self.ticket), "_after_sales_services", lambda x: dict(services))
        self.assertEqual(self._get_missing(), {})
        self.team.sequence = 7
        need = self._get_missing()["moon"]
        self.assertFalse(need["services"])
        self.assertEqual(need["text"], "There is no moon.")
        # Nobody makes it.
        self.assertFalse(self._get_missing(self.admin)["moon"]["button"])
        with self.assertRaisesRegex(AccessError, "Wait for it"):
            self.team.with_user(self.admin).action_make_missing("moon", False)

    def test_hostile_calls(self):
        teams = self.env["helpdesk.ticket.team"]
        with self.assertRaisesRegex(AccessError, "Only Helpdesk users"):
            teams.with_user(self.outsider).action_make_missing("mail_server", False)
        for user in (self.agent, self.manager):
            with self.assertRaisesRegex(AccessError, "Ask an administrator"):
                teams.with_user(user).action_make_missing("mail_server", False)
        admin = teams.with_user(self.admin)
        for name in ("nothing", None, False, 5, ["mail_server"], {"a": 1}):
            with self.assertRaisesRegex(UserError, "No service needs this"):
                admin.action_make_missing(name, False)
        # Whatever is installed, and whether it is missing or not.
        for need in teams._need_get_unique_classes():
            with suppress(UserError, AccessError):
                action = teams.with_user(self.agent).action_make_missing(need.name)
                self.assertFalse(action, need)
            with suppress(UserError, AccessError):
                admin.action_make_missing(need.name)
        for company in ("1", 10**20, -1, 2.5, [self.company.id], {"id": 1}, True):
            with self.assertRaisesRegex(UserError, "You do not work"):
                admin.action_make_missing("mail_server", company)

    def test_others_notice_nothing(self):
        team = self.team.with_user(self.outsider)
        with self.assertRaises(AccessError):
            team.read(["after_sales_missing"])
        arch = team.get_view(view_type="form")["arch"]
        self.assertNotIn("after_sales_missing", arch)

    def test_lists_do_not_ask(self):
        """Each need costs a query: in the form alone."""
        for user in (self.agent, self.admin):
            for view_type in ("list", "kanban", "search"):
                arch = self.team.with_user(user).get_view(view_type=view_type)["arch"]
                self.assertNotIn("after_sales_missing", arch)

    def test_it_costs_few_queries(self):
        """However many services there are, and once only what all of them need."""
        self._get_missing()
        self.env.flush_all()
        self.env.invalidate_all()
        team = self.team.with_user(self.agent)
        with self.assertQueryCount(30):
            team.read(["after_sales_missing"])
