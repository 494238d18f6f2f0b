# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from odoo.addons.project.models.project_task import CLOSED_STATES


class ProjectTask(models.Model):
    """The stages of a field-service task: they go with its state and its visit."""

    _inherit = "project.task"

    def copy_data(self, default=None):
        # EXTENDS 'project', which keeps the stage: what is copied is yet to be done.
        vals_list = super().copy_data(default=default)
        if (default or {}).get("stage_id"):
            return vals_list
        # sudo: whoever copies the task need not be allowed to read its project.
        for task, vals in zip(self.sudo(), vals_list, strict=True):
            stage = task.stage_id
            if task.is_fsm and (stage.fsm_state or stage.fsm_planned):
                first = task.project_id._fsm_get_first_stage(planned=False)
                vals["stage_id"] = first.id or stage.id
        return vals_list

    def _fsm_follow_stage(self):
        """Give field-service tasks the state that their stage stands for."""
        # sudo: a portal user who may move the task may not read all this needs.
        for task in self.sudo().filtered("is_fsm"):
            state = task.stage_id.fsm_state
            if not state and task.state in CLOSED_STATES and task._fsm_has_end_stages():
                state = "01_in_progress"
            if state and state != task.state:
                task.state = state

    def _fsm_follow_state(self):
        """Move field-service tasks to the stage that stands for their state."""
        # sudo: as above.
        for task in self.sudo().filtered("is_fsm"):
            state = task.state if task.state in CLOSED_STATES else False
            if task.stage_id.fsm_state == state:
                continue
            stages = task.project_id.type_ids.filtered(
                lambda stage, state=state: stage.fsm_state == state
            ).sorted()
            # Reopened, it returns to the last stage of the work.
            stage = stages[:1] if state else stages[-1:]
            if stage and (state or task.stage_id.fsm_state):
                task.stage_id = stage

    def _fsm_follow_visit(self):
        """Move field-service tasks that wait for their visit to the stage for it.

        A task whose work has begun stays where it is.
        """
        # sudo: as above.
        for task in self.sudo().filtered("is_fsm"):
            project = task.project_id
            to_plan = project._fsm_get_first_stage(planned=False)
            planned = project._fsm_get_first_stage(planned=True)
            stage = planned if task.visit_start else to_plan
            if task.stage_id in to_plan | planned and task.stage_id != stage:
                task.stage_id = stage

    def _fsm_has_end_stages(self):
        return any(self.project_id.type_ids.mapped("fsm_state"))

    def _fsm_get_portal_stages(self):
        """Return the stages of the progress bar in the portal, as the customer sees it.

        :return: list of dicts: name, and whether it is reached and is the current one
        """
        stages = self.project_id.type_ids.sorted()
        if self.stage_id.fsm_state != "1_canceled":
            stages = stages.filtered(lambda stage: stage.fsm_state != "1_canceled")
        reached = stages.ids.index(self.stage_id.id) if self.stage_id in stages else -1
        return [
            {
                "name": stage.name,
                "reached": index <= reached,
                "current": index == reached,
            }
            for index, stage in enumerate(stages)
        ]
