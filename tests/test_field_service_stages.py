# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_field_service import FsmCommon


@tagged("post_install", "-at_install")
class TestFieldServiceStages(FsmCommon):
    def test_end_stage_sets_the_state(self):
        task = self._new_task().with_user(self.technician)
        self._fill_in(task)
        for stage, state in (
            ("Done", "1_done"),
            ("In Progress", "01_in_progress"),
            ("Cancelled", "1_canceled"),
            ("New", "01_in_progress"),
        ):
            task.stage_id = self.stages[stage]
            self.assertEqual(task.state, state, stage)

    def test_state_moves_to_the_end_stage(self):
        task = self._new_task(stage_id=self.stages["Planned"].id)
        task = task.with_user(self.technician)
        self._fill_in(task)
        task.action_fsm_done()
        self.assertEqual(task.state, "1_done")
        self.assertEqual(task.stage_id, self.stages["Done"])
        task.state = "01_in_progress"
        self.assertEqual(task.stage_id, self.stages["In Progress"])
        task.state = "1_canceled"
        self.assertEqual(task.stage_id, self.stages["Cancelled"])

    def test_other_projects_keep_stage_and_state_apart(self):
        project = self._new_project("Office move", is_fsm=False)
        task = self._new_task(project_id=project.id, stage_id=self.stages["New"].id)
        task.stage_id = self.stages["Done"]
        self.assertEqual(task.state, "01_in_progress")
        with self.assertRaisesRegex(UserError, "not in a Field Service project"):
            task.action_fsm_done()
