# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_analysis import AnalysisCommon


@tagged("post_install", "-at_install")
class TestAnalysisOptional(AnalysisCommon):
    """The analysis beside hr_timesheet: hours for all, their cost for its managers."""

    def test_hours_and_what_they_cost(self):
        if "effective_hours" not in self.env["project.task"]._fields:
            self.skipTest("hr_timesheet is not installed")
        self.project.allow_timesheets = True
        task = self._plan().sudo()
        employee = self.env["hr.employee"].create(
            {"name": "Joe", "hourly_cost": 20.0, "company_id": self.company.id}
        )
        self.env["account.analytic.line"].create(
            {
                "name": "Repaired",
                "task_id": task.id,
                "project_id": task.project_id.id,
                "employee_id": employee.id,
                "unit_amount": 1.5,
            }
        )
        self.assertEqual(self._sum("hours:sum"), 1.5)
        payroll = self._new_user(
            "payroll",
            "helpdesk_mgmt.group_helpdesk_manager,hr_timesheet.group_timesheet_manager",
        )
        self.assertEqual(self._sum("timesheet_cost:sum", user=payroll), 30.0)
        with self.assertRaises(AccessError):
            self._sum("timesheet_cost:sum", user=self.manager)
        self.assertEqual(self._sum("cost:sum", user=payroll), 0.0)
