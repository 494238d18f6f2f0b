# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_field_service import FsmCommon

START = datetime(2027, 1, 5, 9)


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

    # ------------------------------------------------------------------
    # Where a visit begins
    # ------------------------------------------------------------------

    def test_visit_planned_from_a_ticket_begins_in_its_stage(self):
        self.assertEqual(self._plan().stage_id, self.stages["New"])
        planned = self._plan(visit_start=START)
        self.assertEqual(planned.stage_id, self.stages["Planned"])
        self.assertEqual(planned.sudo().state, "01_in_progress")

    def test_project_that_marks_no_stage_for_planned_visits(self):
        stages = self.env["project.task.type"].create(
            [
                {"name": "Closed", "sequence": 1, "fold": True},
                {"name": "Ours", "sequence": 2},
                {"name": "Later", "sequence": 3},
            ]
        )
        project = self._new_project(type_ids=[Command.set(stages.ids)])
        for start in (False, START):
            task = self._plan(project_id=project, visit_start=start)
            self.assertEqual(task.stage_id.name, "Ours")

    def test_task_follows_the_date_of_its_visit(self):
        task = self._plan().with_user(self.technician)
        task.visit_start = START
        self.assertEqual(task.stage_id, self.stages["Planned"])
        task.write({"visit_start": False, "visit_end": False})
        self.assertEqual(task.stage_id, self.stages["New"])
        task.stage_id = self.stages["In Progress"]
        task.visit_start = START
        self.assertEqual(task.stage_id, self.stages["In Progress"])
        task.write({"visit_start": False, "stage_id": self.stages["Planned"].id})
        self.assertEqual(task.stage_id, self.stages["Planned"])
        task = self._new_task(visit_start=START)
        self.assertEqual(task.stage_id, self.stages["Planned"])
        task = self._new_task(visit_start=START, stage_id=self.stages["Done"].id)
        self.assertEqual(task.stage_id, self.stages["Done"])

    def test_project_without_open_stage_is_refused(self):
        ends = self.stages["Done"] | self.stages["Cancelled"]
        for stages in (ends, ends.browse()):
            project = self._new_project("Dead end")
            project.type_ids = stages
            popup = self._popup_as(
                self.agent, self.ticket, "action_plan_intervention", project_id=project
            )
            with self.assertRaisesRegex(UserError, "Dead end has no open stage"):
                popup.save().action_create_task()
        self.assertFalse(self.ticket.fsm_task_ids)

    def test_visit_of_a_ticket_is_never_private_nor_without_stage(self):
        task = self._plan().with_user(self.technician)
        empty = self._new_project("Empty")
        empty.type_ids = False
        for values, message in (
            ({"project_id": False}, "cannot be a private task"),
            ({"stage_id": False}, "needs a stage"),
            ({"project_id": empty.id}, "give project Empty its stages"),
        ):
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, message),
                self.cr.savepoint(),
            ):
                task.write(values)
        ticket = self.ticket.with_user(self.agent_all)
        with self.assertRaisesRegex(ValidationError, "cannot be a private task"):
            ticket.env["project.task"].create(
                {"name": "Mine", "helpdesk_ticket_id": ticket.id}
            )

    def test_other_tasks_may_be_private(self):
        task = self._new_task().with_user(self.technician)
        task.project_id = False
        self.assertFalse(task.stage_id)
