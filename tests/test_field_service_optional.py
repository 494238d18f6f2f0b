# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, HttpCase, tagged

from .common_field_service import FsmCommon, make_signature


@tagged("post_install", "-at_install")
class TestFieldServiceOptional(FsmCommon, HttpCase):
    """Field Service beside sale_project, hr_timesheet and website_project."""

    def _need(self, module):
        installed = self.env["ir.module.module"]._installed()
        if module not in installed:
            self.skipTest(f"{module} is not installed")

    def test_sale_project_leaves_the_customer(self):
        self._need("sale_project")
        self.assertTrue(self._new_project().allow_billable)
        task = self._plan().sudo()
        self.assertEqual(task.partner_id, self.customer)
        task.invalidate_recordset()
        self.assertEqual(task.partner_id, self.customer)
        arch = task.get_views([(False, "form")])["views"]["form"]["arch"]
        self.assertIn('name="partner_id"', arch)
        # The field is shown.
        form = Form(
            task.with_user(
                self._new_user("pm", "base.group_system,project.group_project_manager")
            )
        )
        self.assertFalse(form._get_modifier("partner_id", "invisible"))

    def test_hr_timesheet_task_is_planned_filled_in_and_signed(self):
        self._need("hr_timesheet")
        self.project.allow_timesheets = True
        task = self._plan().with_user(self.technician)
        with Form(task) as form:
            form.visit_start = "2026-12-01 09:00:00"
        self._fill_in(task)
        self._sign(task)
        task.action_fsm_done()
        self.assertTrue(task.worksheet_intact)
        self.assertEqual(task.state, "1_done")

    def _check_portal(self):
        user = self._new_user("buyer", "base.group_portal", partner_id=self.contact.id)
        self.ticket.partner_id = self.contact
        task = self._plan(name="Boiler on fire").sudo()
        self._fill_in(task)
        task.action_fsm_done()
        self.authenticate(user.login, user.login.ljust(8, "x"))
        html = self.url_open(f"/my/tasks/{task.id}").text
        for text in ("Boiler on fire", "Leaks at the valve", "fsm_accept"):
            self.assertIn(text, html)
        answer = self.make_jsonrpc_request(
            f"/my/tasks/{task.id}/sign?worksheet={task._worksheet_get_fingerprint()}",
            {"name": "Joe Willis", "signature": make_signature()},
        )
        self.assertNotIn("error", answer)
        html = self.url_open(f"/my/tasks/{task.id}").text
        self.assertIn("Joe Willis", html)
        response = self.url_open(f"/my/tasks/{task.id}/report")
        self.assertEqual(response.status_code, 200)

    def test_portal_with_hr_timesheet(self):
        self._need("hr_timesheet")
        self._check_portal()

    def test_portal_with_website_project(self):
        self._need("website_project")
        self._check_portal()
