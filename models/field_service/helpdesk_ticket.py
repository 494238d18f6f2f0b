# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..helpdesk_after_sales_service import AfterSalesService
from .fsm_project_need import FieldServiceProjectNeed


class HelpdeskTicket(models.Model):
    """The ticket's part of Field Service."""

    _inherit = "helpdesk.ticket"

    use_fsm = fields.Boolean(related="team_id.use_fsm", export_string_translation=False)
    fsm_task_ids = fields.One2many(
        comodel_name="project.task",
        inverse_name="helpdesk_ticket_id",
        string="Tasks",
        copy=False,
        domain=[("helpdesk_service", "=", "use_fsm"), ("project_id", "!=", False)],
    )
    fsm_task_count = fields.Integer(
        string="Tasks Count", compute="_compute_after_sales_buttons"
    )

    @api.model
    def _after_sales_services(self):
        return {
            **super()._after_sales_services(),
            "use_fsm": AfterSalesService(
                label=self.env._("Field Service task"),
                button="action_plan_intervention",
                documents="fsm_task_ids",
                view="action_view_fsm_tasks",
                counts={"fsm_task_count": "fsm_task_ids"},
                icon="fa-tasks",
                filter=self.env._("Visit planned"),
                needs=(FieldServiceProjectNeed,),
            ),
        }

    def action_plan_intervention(self):
        """Open the popup that plans a field-service task.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the ticket's team does not offer Field Service
        """
        return self._after_sales_open_popup(
            "use_fsm",
            "helpdesk.ticket.task.wizard",
            "helpdesk_mgmt_after_sales.helpdesk_ticket_task_wizard_view_form",
            self.env._("Create a Field Service task"),
        )

    def action_view_fsm_tasks(self):
        """Open the ticket's field-service tasks.

        :return: a window action
        :rtype: dict
        """
        tasks = self.fsm_task_ids
        action = self._after_sales_open_documents(tasks, self.env._("Tasks"))
        if len(tasks) == 1:
            return action
        # Who goes there and when: the project's own lists do not say it, and do not
        # load for agents without rights in Project.
        prefix = "helpdesk_mgmt_after_sales.project_task_view"
        return {
            **action,
            "view_mode": "list,kanban,calendar,form",
            # On a phone a list is cut off before technician and state.
            "mobile_view_mode": "kanban",
            "views": [
                (self.env.ref(f"{prefix}_list_fsm").id, "list"),
                (self.env.ref(f"{prefix}_kanban_fsm").id, "kanban"),
                (self.env.ref(f"{prefix}_calendar_fsm").id, "calendar"),
                (False, "form"),
            ],
            "search_view_id": [self.env.ref(f"{prefix}_search_fsm").id, "search"],
        }
