# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestFirstStepsNeedsTour(AfterSalesCommon, HttpCase):
    """One click makes what is missing, whatever the team's page holds just then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.mail_server"].create(
            {"name": "Mails", "smtp_host": "mail.example.com"}
        )
        cls.leader = cls._new_user(
            "leader",
            "helpdesk_mgmt.group_helpdesk_manager,project.group_project_manager",
        )
        services = cls.ticket._after_sales_services()
        cls.team.write(dict.fromkeys(services, False))
        cls.url = f"/odoo/helpdesk.ticket.team/{cls.team.id}"

    def test_reason(self):
        self.env["helpdesk.after.sales.reason"].search([]).active = False
        self.team.write({"use_credit_notes": True, "after_sales_reason_required": True})
        self.start_tour(
            self.url, "after_sales_first_steps_reason", login=self.manager.login
        )

    def test_project_of_a_team_with_changes(self):
        self.team.fsm_project_id = False
        self.env["helpdesk.ticket.team"].search([]).use_fsm = False
        self.env["project.project"].search([("is_fsm", "=", True)]).active = False
        self.start_tour(
            self.url, "after_sales_first_steps_project", login=self.leader.login
        )
        self.assertRecordValues(self.team, [{"use_fsm": True, "use_coupons": True}])
        self.assertEqual(self.team.fsm_project_id.name, "Visits at home")
        self.assertTrue(self.team.fsm_project_id.is_fsm)
