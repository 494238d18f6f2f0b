# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import tagged

from .common_field_service import FsmCommon


@tagged("post_install", "-at_install")
class TestFieldServiceCopy(FsmCommon):
    """A copy is a visit yet to be done, whatever became of what is copied."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.project._fsm_get_first_stage(planned=False)

    def _finish(self, project):
        """Return a signed and finished visit of a project strict about both."""
        self.lines["Findings"].required = True
        project.worksheet_signature_required = True
        task = self._new_task(project_id=project.id)
        self._fill_in(task)
        self._sign(task.with_user(self.technician))
        task.action_fsm_done()
        self.assertEqual(task.stage_id, self.stages["Done"])
        return task

    def _assert_open(self, copies):
        self.assertTrue(copies)
        for copy in copies:
            self.assertRecordValues(
                copy,
                [
                    {
                        "stage_id": self.first.id,
                        "state": "01_in_progress",
                        "visit_start": False,
                        "worksheet_hash": False,
                    }
                ],
            )

    def test_copy_of_a_finished_visit_is_open(self):
        task = self._finish(self.project)
        for user in (self.technician, self.project_manager):
            with self.subTest(user.login):
                self._assert_open(task.with_user(user).copy().sudo())
        self.assertEqual(task.state, "1_done")

    def test_copy_of_a_project_has_open_visits(self):
        project = self._new_project(
            allow_worksheets=True, worksheet_template_id=self.template.id
        )
        task = self._finish(project)
        parent = self._new_task(project_id=project.id)
        child = self._new_task(project_id=project.id, parent_id=parent.id)
        child.state = "1_canceled"
        copy = project.with_user(self.project_manager).copy().sudo()
        self.assertEqual(copy.type_ids, project.type_ids)
        copies = self.env["project.task"].search([("project_id", "=", copy.id)])
        self.assertEqual(len(copies), 3)
        self.assertFalse(copies & (task | parent | child))
        self._assert_open(copies)

    def test_copy_of_a_cancelled_visit_is_open(self):
        task = self._new_task()
        task.state = "1_canceled"
        self._assert_open(task.with_user(self.technician).copy().sudo())

    def test_copy_of_a_planned_visit_waits_for_its_date(self):
        task = self._new_task(
            visit_start=datetime(2027, 1, 5, 9), visit_end=datetime(2027, 1, 5, 11)
        )
        self.assertEqual(task.stage_id, self.stages["Planned"])
        self._assert_open(task.with_user(self.technician).copy().sudo())

    def test_copy_keeps_other_stages_and_the_one_asked_for(self):
        task = self._new_task(stage_id=self.stages["In Progress"].id)
        self.assertEqual(task.copy().stage_id, self.stages["In Progress"])
        task = self._new_task(stage_id=self.stages["Cancelled"].id)
        copy = task.copy({"stage_id": self.stages["Cancelled"].id})
        self.assertEqual(copy.state, "1_canceled")

    def test_copies_in_other_projects_keep_their_stage(self):
        project = self._new_project("Office move", is_fsm=False)
        task = self._new_task(project_id=project.id, stage_id=self.stages["Done"].id)
        self.assertEqual(task.copy().stage_id, self.stages["Done"])
