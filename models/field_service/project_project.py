# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

# Who sees a project whose tasks customers see.
VISIBLE_TO_CUSTOMERS = ("invited_users", "portal")


class ProjectProject(models.Model):
    _name = "project.project"
    _inherit = ["project.project", "helpdesk.after.sales.scope"]

    is_fsm = fields.Boolean(
        string="Field Service",
        tracking=True,
        help="Plan visits to customers in this project.",
    )
    allow_worksheets = fields.Boolean(
        string="Worksheets",
        help="Technicians fill in a report of each visit, which the customer signs.",
    )
    worksheet_template_id = fields.Many2one(
        comodel_name="project.worksheet.template",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Template of the worksheets of new tasks.",
    )
    worksheet_signature_required = fields.Boolean(
        string="Signature before Done",
        help="The work can only be marked as done once its worksheet is signed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        projects = super().create(vals_list)
        projects._fsm_make_billable()
        projects._fsm_propose_stages()
        return projects

    def write(self, vals):
        # sudo: the tasks of a project need not all be open to who manages it.
        tasks = self.env["project.task"].sudo().with_context(active_test=False)
        if "is_fsm" in vals:
            tasks = tasks.search([("project_id", "in", self.ids)])
        visits = tasks.filtered("is_fsm")
        res = super().write(vals)
        tasks._fsm_renew_links(visits)
        if vals.get("is_fsm") or "allow_billable" in vals:
            self._fsm_make_billable()
        if vals.get("is_fsm"):
            self._fsm_propose_stages()
        return res

    def _register_hook(self):
        res = super()._register_hook()
        # Here, because sale_project may be installed after a project was made; asked
        # for each new task it would cost those who plan no visits a query.
        projects = self.with_context(active_test=False)
        projects.search([("is_fsm", "=", True)])._fsm_make_billable()
        return res

    @api.constrains("is_fsm", "company_id")
    def _check_fsm_teams(self):
        # sudo: all teams count, also those the project manager may not see.
        teams = (
            self.env["helpdesk.ticket.team"]
            .sudo()
            .with_context(active_test=False)
            .search([("use_fsm", "=", True), ("fsm_project_id", "in", self.ids)])
        )
        teams._check_fsm_project()

    def _fsm_make_billable(self):
        """Let field-service tasks keep their customer.

        Where ``sale_project`` is installed, it hides and empties the customer of
        the tasks of projects that are not billable.
        """
        if "allow_billable" in self._fields:
            projects = self.filtered(lambda p: p.is_fsm and not p.allow_billable)
            projects.allow_billable = True

    def _fsm_propose_stages(self):
        """Give field-service projects without any stage those of the data project."""
        projects = self.filtered(lambda p: p.is_fsm and not p.type_ids)
        proposed = self.env.ref(
            "helpdesk_mgmt_after_sales.project_project_fsm", raise_if_not_found=False
        )
        if projects and proposed:
            # sudo: stages are shared; the project they come from may be closed to
            # who makes this one.
            projects.type_ids = proposed.sudo().type_ids

    def _fsm_get_first_stage(self, planned):
        """Return the stage in which a field-service task begins.

        :param bool planned: whether the visit has its date
        :return: one stage, or none if the project has none that is open
        """
        stages = self.type_ids.filtered(
            lambda stage: not stage.fold and not stage.fsm_state
        ).sorted()
        if planned:
            return (stages.filtered("fsm_planned") or stages)[:1]
        return (stages.filtered(lambda stage: not stage.fsm_planned) or stages)[:1]

    def _fsm_visible_to_customers(self):
        """Whether customers may see the tasks they follow in this project.

        :rtype: bool
        """
        return self.privacy_visibility in VISIBLE_TO_CUSTOMERS

    @api.model
    def _after_sales_scope(self, alias):
        """All field-service projects, of those of the user's companies."""
        return [SQL("%s IS TRUE", self._after_sales_get_column(alias, "is_fsm"))]
