# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.sql import column_exists

from odoo.addons.project.models.project_task import CLOSED_STATES

from ..new_columns import create_empty_columns


class ProjectTask(models.Model):
    """A field-service task: its visit, the ticket it was made from.

    Its stages are in ``project_task_stage.py``. When the visit is, and what warns of
    it, is in ``project_visit_mixin.py``, what the technician is shown of the ticket in
    ``project_task_visit.py``. Its worksheet is in ``project_task_worksheet.py``, its
    signatures in ``project_task_signed.py`` and ``project_task_signing.py``, its report
    in ``project_task_report.py``.
    """

    _name = "project.task"
    _inherit = ["project.task", "helpdesk.after.sales.mixin", "project.visit.mixin"]

    _after_sales_service = "use_fsm"
    _after_sales_done_states = ("1_done",)
    _after_sales_cancelled_states = ("1_canceled",)
    _after_sales_app_groups = "project.group_project_user"
    _after_sales_slim_view = "helpdesk_mgmt_after_sales.project_task_view_form_agent"
    _after_sales_reports = ("helpdesk_mgmt_after_sales.action_report_fsm",)

    is_fsm = fields.Boolean(
        related="project_id.is_fsm", export_string_translation=False
    )
    visit_start = fields.Datetime(tracking=True, index="btree_not_null")
    visit_end = fields.Datetime(tracking=True)
    visit_address_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_visit_address_id",
        store=True,
        readonly=False,
        domain="[('id', 'child_of', partner_id)]",
        help="Where the technician goes; the customer's delivery address by default.",
    )

    def _auto_init(self):
        if not column_exists(self.env.cr, self._table, "helpdesk_ticket_id"):
            # At the first installation no task is a visit, nor has it a worksheet.
            create_empty_columns(
                self,
                "visit_address_id",
                "visit_end",
                "visit_duration",
                "worksheet_template_id",
                "worksheet_properties",
                "worksheet_signed_by",
                "worksheet_signed_role",
                "worksheet_signed_on",
                "worksheet_hash",
            )
        return super()._auto_init()

    @api.depends("partner_id", "project_id.is_fsm")
    def _compute_visit_address_id(self):
        for task in self:
            task.visit_address_id = task.is_fsm and task.partner_id.address_get(
                ["delivery"]
            ).get("delivery")

    @api.depends("is_fsm", "state")
    def _compute_visit_warning(self):
        return super()._compute_visit_warning()

    def _visit_filter_planned(self):
        # Whoever plans no visits does not wait for it.
        return (
            super()
            ._visit_filter_planned()
            .filtered(lambda task: task.is_fsm and task.state not in CLOSED_STATES)
        )

    def _visit_filter_past(self):
        # What was planned in time is not wrong because its time has come.
        return (
            super()
            ._visit_filter_past()
            .filtered(lambda task: task.visit_start != task._origin.visit_start)
        )

    @api.constrains("project_id", "stage_id", "helpdesk_ticket_id")
    def _check_fsm_place(self):
        # sudo: the project need not be open to who writes the task.
        for task in self.sudo():
            if not task.helpdesk_ticket_id or task.helpdesk_service != "use_fsm":
                continue
            if not task.project_id:
                raise ValidationError(
                    self.env._(
                        "%(task)s was planned from a ticket: it cannot be a private "
                        "task. Keep it in a project.",
                        task=task.name,
                    )
                )
            if task.is_fsm and not task.stage_id:
                raise ValidationError(
                    self.env._(
                        "%(task)s was planned from a ticket: it needs a stage. Choose "
                        "one, or give project %(project)s its stages first.",
                        task=task.name,
                        project=task.project_id.name,
                    )
                )

    @api.model
    def default_get(self, fields):
        vals = super().default_get(fields)
        # A task made from the Field Service menu belongs to such a project; a subtask
        # belongs to its parent's, as Odoo has it in the form.
        if (
            "project_id" in fields
            and self.env.context.get("fsm_task")
            and not vals.get("project_id")
        ):
            parent = self.browse(self.env.context.get("default_parent_id"))
            project = (
                parent.project_id if parent else self.env.company._fsm_default_project()
            )
            vals["project_id"] = project.id
        return vals

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        # EXTENDS 'project': the Field Service menu shows stages without a task, too.
        # Without any column, a board is blank and says nothing of what it is for.
        stages = super()._read_group_stage_ids(stages, domain)
        if self.env.context.get("fsm_task"):
            stages |= self.env.company._fsm_default_project().type_ids
            stages = stages.sorted()
        return stages

    def _portal_get_parent_hash_token(self, pid):
        # EXTENDS 'project': who was sent the link of a whole project does not write in
        # the customer's name on its visits.
        # sudo: the project need not be open to the user.
        return not self.sudo().is_fsm and super()._portal_get_parent_hash_token(pid)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        # EXTENDS 'project': a project's e-mail alias has values of its manager's.
        return super().message_new(
            msg_dict, self._after_sales_drop_token(custom_values)
        )

    def _portal_ensure_token(self):
        # Where customers see no tasks, there is no link to one either.
        if self.is_fsm and not self.project_id._fsm_visible_to_customers():
            return ""
        return super()._portal_ensure_token()

    def _after_sales_get_with_hidden_token(self):
        # Whoever has the token of a visit signs it in the customer's name: neither the
        # technician may know it, nor a customer who merely follows the task.
        hidden = super()._after_sales_get_with_hidden_token()
        if not self.env.su:
            # sudo: the project need not be open to the user.
            hidden |= self.filtered(lambda task: task.sudo().is_fsm)
        return hidden

    @api.model
    def _after_sales_hides_tokens(self):
        return not self.env.su

    @api.model_create_multi
    def create(self, vals_list):
        # Asked before: Odoo adds the stage to the values.
        by_state = ["state" in vals and "stage_id" not in vals for vals in vals_list]
        tasks = super().create(vals_list)
        for task, has_state in zip(tasks, by_state, strict=True):
            if has_state:
                task._fsm_follow_state()
            else:
                task._fsm_follow_stage()
        # sudo: as in what follows stages and states.
        tasks.sudo().filtered("visit_start")._fsm_follow_visit()
        return tasks

    def write(self, vals):
        visits = self.browse()
        if "partner_id" in vals or "project_id" in vals:
            # sudo: as above.
            visits = self.sudo().filtered("is_fsm")
        customers = visits._after_sales_get_customers(vals)
        res = super().write(vals)
        visits._after_sales_close_links_of(customers)
        if "project_id" in vals:
            self._fsm_renew_links(visits)
            self._fsm_close_links()
        if "stage_id" in vals and "state" not in vals:
            self._fsm_follow_stage()
        elif "state" in vals and "stage_id" not in vals:
            self._fsm_follow_state()
        if "visit_start" in vals and "stage_id" not in vals:
            self._fsm_follow_visit()
        return res

    def _fsm_renew_links(self, visits):
        """Let no token that was known outside of field service sign a visit.

        :param visits: which of these tasks were visits before
        """
        # sudo: the token is closed to everybody, the project need not be open.
        for task in self.sudo():
            if task.access_token and task.is_fsm != (task in visits):
                task.access_token = False

    def _fsm_close_links(self):
        """Take away the links to tasks that came where customers see none."""
        # sudo: the token is not for all to write, the project not for all to read.
        self.sudo().filtered(
            lambda task: (
                task.access_token
                and task.is_fsm
                and not task.project_id._fsm_visible_to_customers()
            )
        ).access_token = False

    def _fsm_get_tz(self):
        """Return the time zone in which the customer reads the times of the visit.

        :rtype: str
        """
        return (
            self.partner_id.tz
            or self.user_ids[:1].tz
            or self.project_id.resource_calendar_id.tz
            or "UTC"
        )

    def _fsm_get_lang(self):
        """Return the language in which the customer reads of the visit.

        It does not depend on who asks: the customer's worksheet would look changed
        to whoever signs it.

        :return: the code of a language
        :rtype: str
        """
        # sudo: project, company and who made the task need not be open to the reader.
        task = self.sudo()
        company = (
            task.company_id or task.project_id.company_id or task.create_uid.company_id
        )
        return task.partner_id.lang or company.partner_id.lang or "en_US"

    def action_fsm_done(self):
        """Mark the work as done.

        :raise UserError: if the task is none of a field-service project
        :raise ValidationError: if the worksheet is not ready for it
        """
        for task in self:
            task._fsm_check()
            task.state = "1_done"

    def _fsm_check(self):
        if not self.is_fsm:
            raise UserError(
                self.env._(
                    "Task %(task)s is not in a Field Service project. Move it to one, "
                    "or tick Field Service in its project's settings.",
                    task=self.name,
                )
            )

    # ------------------------------------------------------------------
    # Ticket
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_is_for_reading(self, view_id, view_type):
        # Employees have tasks of their own, made and changed in the To-do app.
        return super()._after_sales_is_for_reading(
            view_id, view_type
        ) and not self._fsm_is_todo_view(view_id)

    @api.model
    def _fsm_is_todo_view(self, view_id):
        """Whether a view is one of the To-do app's.

        :param view_id: id of the view that is asked for, none for the default one
        :rtype: bool
        """
        # sudo: where a view comes from is no secret, but closed to most users.
        view = self.env["ir.ui.view"].sudo().browse(view_id or [])
        return (view.xml_id or "").startswith("project_todo.")
