# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common_field_service import FsmCommon


@tagged("post_install", "-at_install")
class TestFieldServiceProject(FsmCommon):
    def test_data_project(self):
        self.assertRecordValues(
            self.project,
            [{"is_fsm": True, "privacy_visibility": "portal", "company_id": False}],
        )
        self.assertEqual(
            self.project.type_ids.sorted().mapped("name"),
            ["New", "Planned", "In Progress", "Done", "Cancelled"],
        )

    def test_new_project_is_visible_to_customers(self):
        # sale_project's own form needs sales rights.
        user = self._new_user(
            "project_sales",
            "project.group_project_manager,sales_team.group_sale_salesman",
        )
        form = Form(self.env["project.project"].with_user(user))
        form.name = "Installations"
        form.is_fsm = True
        self.assertEqual(form.save().privacy_visibility, "portal")

    def test_project_is_billable_where_that_hides_the_customer(self):
        if "allow_billable" not in self.env["project.project"]._fields:
            self.skipTest("sale_project is not installed")
        project = self._new_project(is_fsm=False)
        self.assertFalse(project.allow_billable)
        project.with_user(self.project_manager).is_fsm = True
        self.assertTrue(project.allow_billable)
        project.allow_billable = False
        self.assertTrue(project.allow_billable)
        # sale_project installed after the project was made: the registry is loaded anew
        self.env.cr.execute(
            "UPDATE project_project SET allow_billable = FALSE WHERE id = %s",
            [project.id],
        )
        project.invalidate_recordset()
        self.env["project.project"]._register_hook()
        self.assertTrue(project.allow_billable)
        self.team.fsm_project_id = project
        self.assertEqual(self._plan().partner_id, self.customer)

    def test_project_without_stages_gets_those_of_the_data_project(self):
        project = self.env["project.project"].create({"name": "Bare", "is_fsm": True})
        self.assertEqual(project.type_ids, self.project.type_ids)
        stage = self.env["project.task.type"].create({"name": "Mine"})
        project = self.env["project.project"].create(
            {"name": "Own", "type_ids": [Command.set(stage.ids)]}
        )
        project.is_fsm = True
        self.assertEqual(project.type_ids, stage)

    def test_switch_proposes_the_data_project(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Second line"})
        form = Form(team.with_user(self.manager))
        self.assertFalse(form.fsm_project_id)
        form.use_fsm = True
        self.assertEqual(form.fsm_project_id, self.project)
        form.save()
        self.assertEqual(team.fsm_project_id, self.project)

    def test_switch_needs_a_project(self):
        form = Form(self.team.with_user(self.manager))
        form.fsm_project_id = self.env["project.project"]
        with self.assertRaisesRegex(AssertionError, "fsm_project_id is a required"):
            form.save()
        with self.assertRaisesRegex(
            ValidationError, "Choose the Field Service project"
        ):
            self.team.fsm_project_id = False

    def test_only_field_service_projects_for_the_team(self):
        office = self._new_project("Office move", is_fsm=False)
        with self.assertRaisesRegex(ValidationError, "must be a Field Service project"):
            self.team.with_user(self.manager).fsm_project_id = office
        self.team.use_fsm = False
        self.team.fsm_project_id = office
        with self.assertRaisesRegex(ValidationError, "must be a Field Service project"):
            self.team.use_fsm = True

    def test_only_projects_of_the_teams_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        project = self._new_project(company_id=other.id)
        with self.assertRaisesRegex(ValidationError, "belongs to Elsewhere"):
            self.team.fsm_project_id = project
        project.company_id = self.company
        self.team.fsm_project_id = project
        with self.assertRaisesRegex(ValidationError, "belongs to Elsewhere"):
            project.company_id = other

    def test_project_of_a_team_stays_a_field_service_project(self):
        with self.assertRaisesRegex(ValidationError, "Team Shop plans its intervent"):
            self.project.with_user(self.project_manager).is_fsm = False
