# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain

from ...models.asked_once import remember
from ...models.helpdesk_after_sales_join import join_names


class HelpdeskTicketTaskWizard(models.TransientModel):
    """Plans a field-service task from a ticket."""

    _name = "helpdesk.ticket.task.wizard"
    _description = "Create a Field Service task"
    _inherit = ["helpdesk.after.sales.popup", "project.visit.mixin"]

    _after_sales_switch = "use_fsm"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", required=True, readonly=True
    )
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    name = fields.Char(
        string="Title",
        compute="_compute_name",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        compute="_compute_from_ticket",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        domain="[('company_id', 'in', (False, company_id)),"
        " ('commercial_partner_id', '=', ticket_customer_id)]",
    )
    ticket_customer_id = fields.Many2one(
        related="ticket_id.commercial_partner_id",
        related_sudo=False,
        export_string_translation=False,
    )
    project_id = fields.Many2one(
        comodel_name="project.project",
        compute="_compute_from_ticket",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        domain="[('is_fsm', '=', True), ('is_template', '=', False),"
        " ('company_id', 'in', (False, company_id))]",
    )
    allow_worksheets = fields.Boolean(
        related="project_id.allow_worksheets", related_sudo=False
    )
    worksheet_template_id = fields.Many2one(
        comodel_name="project.worksheet.template",
        compute="_compute_worksheet_template_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    visit_end = fields.Datetime(compute_sudo=False)
    visit_duration = fields.Float(compute_sudo=False)
    user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Assignees",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    # Written by us alone: what it names is opened, and logged in superuser mode.
    task_id = fields.Many2one(
        comodel_name="project.task",
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )

    # Apart: who opens the popup may give it a name.
    @api.depends("ticket_id")
    def _compute_name(self):
        self.ticket_id.check_access("read")
        for popup in self:
            popup.name = popup.ticket_id.name

    @api.depends("ticket_id")
    def _compute_from_ticket(self):
        self.ticket_id.check_access("read")
        for popup in self:
            ticket = popup.ticket_id
            popup.partner_id = ticket.partner_id
            popup.project_id = ticket.team_id.fsm_project_id

    @api.depends("project_id")
    def _compute_worksheet_template_id(self):
        for popup in self:
            project = popup.project_id
            popup.worksheet_template_id = (
                project.allow_worksheets and project.worksheet_template_id
            )

    def _after_sales_get_blocker(self):
        projects = self.env["project.project"]
        usable = Domain(
            [
                ("is_fsm", "=", True),
                ("is_template", "=", False),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        # Mostly it is the one chosen, which is quickly found.
        chosen = Domain("id", "=", self.project_id.id)
        if projects.search_count(usable & chosen) or projects.search_count(
            usable, limit=1
        ):
            return super()._after_sales_get_blocker()
        return self.env._(
            "%(company)s has no Field Service project in use. A Project administrator "
            "can tick Field Service in the settings of one.",
            company=self.company_id.name,
        )

    def action_create_task(self):
        """Create the task and stay on the ticket.

        :return: an action that closes the popup
        :rtype: dict
        :raise UserError: if something chosen does not fit, with the reason
        """
        self._create_task()
        return {"type": "ir.actions.act_window_close"}

    def action_create_view_task(self):
        """Create the task and open it.

        :return: a window action
        :rtype: dict
        :raise UserError: if something chosen does not fit, with the reason
        """
        task = self._create_task()
        return task._get_records_action(context={})

    def _create_task(self):
        """Create the task once; a second press returns the same one.

        :return: the task, as the current user sees it
        """
        popup = self._after_sales_start_popup()
        # sudo: closed to clients, because it is written by us alone.
        popup_sudo = popup.sudo()
        if not popup_sudo.task_id:
            with remember(self.env):
                popup._check_choice()
                # sudo: agents need no rights in Project; the ticket, the team's switch
                # and everything chosen were checked.
                task_sudo = popup.env["project.task"].sudo()
                task = task_sudo.create(popup._prepare_task_vals())
                popup._subscribe_customer(task)
                popup._copy_attachments(task)
                popup_sudo.task_id = task
                popup._after_sales_finish_popup(task)
        return popup_sudo.task_id.sudo(False)

    def _check_choice(self):
        """Check, as the user, what they chose; RPC can send anything."""
        company = self.company_id
        self.project_id.check_access("read")
        self.partner_id.check_access("read")
        self._after_sales_check_customer(self.partner_id)
        self.user_ids.check_access("read")
        if not self.name or not self.name.strip():
            raise UserError(self.env._("Give the task a title."))
        project = self.project_id
        if not project.active or not project.is_fsm or project.is_template:
            raise UserError(
                self.env._(
                    "%(project)s is not a Field Service project in use. Choose one.",
                    project=project.display_name or "-",
                )
            )
        template = self.worksheet_template_id
        template.check_access("read")
        if template and not project.allow_worksheets:
            raise UserError(
                self.env._(
                    "Project %(project)s has no worksheets. Leave the worksheet "
                    "template empty.",
                    project=project.display_name,
                )
            )
        for record in (project, self.partner_id, template):
            if record.company_id and record.company_id != company:
                raise UserError(
                    self.env._(
                        "%(record)s belongs to %(record_company)s, the ticket to "
                        "%(company)s. Choose another one.",
                        record=record.display_name,
                        # sudo: the name of a company the agent may not enter.
                        record_company=record.sudo().company_id.name,
                        company=company.name,
                    )
                )
        # sudo: whether a user is internal, active and of the company is not for all
        # to read.
        wrong_users = self.user_ids.sudo().filtered(
            lambda user: (
                user.share or not user.active or company not in user.company_ids
            )
        )
        if wrong_users:
            raise UserError(
                self.env._(
                    "%(users)s cannot be assigned: choose internal users who work for "
                    "%(company)s.",
                    users=join_names(self.env, wrong_users.mapped("name")),
                    company=company.name,
                )
            )

    def _prepare_task_vals(self):
        """Return the values of the task to create."""
        ticket = self.ticket_id
        return {
            "name": self.name,
            "helpdesk_ticket_id": ticket.id,
            "project_id": self.project_id.id,
            "company_id": ticket.company_id.id,
            "partner_id": self.partner_id.id,
            # Explicitly: without, the agent would be assigned.
            "user_ids": [Command.set(self.user_ids.ids)],
            "worksheet_template_id": self.worksheet_template_id.id,
            "visit_start": self.visit_start,
            "visit_end": self.visit_end,
            "description": ticket.description,
            "stage_id": self._get_stage().id,
        }

    def _get_stage(self):
        """Return the stage the task starts in.

        :raise UserError: if the project has none
        """
        # sudo: the agent may use the project, its stages come with it.
        project_sudo = self.project_id.sudo()
        stage = project_sudo._fsm_get_first_stage(planned=bool(self.visit_start))
        if not stage:
            raise UserError(
                self.env._(
                    "Project %(project)s has no open stage in which a visit could "
                    "begin. Choose another project, or ask a Project manager to give "
                    "it one.",
                    project=project_sudo.display_name,
                )
            )
        return stage

    def _subscribe_customer(self, task_sudo):
        """Let the customer follow the task where customers may see it."""
        if task_sudo.project_id._fsm_visible_to_customers():
            task_sudo.message_subscribe(self.partner_id.ids)

    def _copy_attachments(self, task_sudo):
        """Give the technician the ticket's attachments.

        Those of internal notes are left out: the customer sees the task. So are those
        of mails that told the customer something.
        """
        # sudo: the ticket was checked; copying shares the stored file.
        ticket_sudo = self.ticket_id.sudo()
        if not ticket_sudo.attachment_ids:
            return
        internal = ticket_sudo.message_ids.filtered(
            lambda m: (
                m.is_internal
                or m.subtype_id.internal
                or m.message_type == "auto_comment"
            )
        )
        for attachment in ticket_sudo.attachment_ids - internal.attachment_ids:
            attachment.copy({"res_model": "project.task", "res_id": task_sudo.id})
