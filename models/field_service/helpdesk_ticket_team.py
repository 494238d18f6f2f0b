# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.sql import column_exists

from ..new_columns import create_empty_columns


class HelpdeskTicketTeam(models.Model):
    """The team's part of Field Service."""

    _inherit = "helpdesk.ticket.team"

    use_fsm = fields.Boolean(
        string="Field Service",
        tracking=True,
    )
    fsm_project_id = fields.Many2one(
        comodel_name="project.project",
        string="Field Service Project",
        compute="_compute_fsm_project_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('is_fsm', '=', True), ('company_id', 'in', (False, company_id))]",
        help="Project in which the interventions of this team are planned.",
    )

    def _auto_init(self):
        if not column_exists(self.env.cr, self._table, "use_fsm"):
            # No team has switched the service on yet.
            create_empty_columns(self, "fsm_project_id")
        return super()._auto_init()

    @api.depends("use_fsm", "company_id")
    def _compute_fsm_project_id(self):
        for team in self:
            if team.use_fsm and not team.fsm_project_id:
                company = team.company_id or self.env.company
                team.fsm_project_id = company._fsm_default_project()

    @api.constrains("use_fsm", "fsm_project_id", "company_id")
    def _check_fsm_project(self):
        # sudo: the project may be of a company the user has no access to.
        for team in self.sudo().filtered("use_fsm"):
            project = team.fsm_project_id
            if not project:
                raise ValidationError(
                    self.env._(
                        "Choose the Field Service project of team %(team)s, or "
                        "switch Field Service off.",
                        team=team.name,
                    )
                )
            if not project.is_fsm:
                raise ValidationError(
                    self.env._(
                        "Team %(team)s plans its interventions in %(project)s: this "
                        "must be a Field Service project. Tick Field Service in the "
                        "project's settings, or choose another project on the team.",
                        team=team.name,
                        project=project.name,
                    )
                )
            if project.company_id and project.company_id != team.company_id:
                raise ValidationError(
                    self.env._(
                        "Project %(project)s belongs to %(project_company)s, team "
                        "%(team)s to %(team_company)s. Choose a project of the "
                        "team's company, or one without company.",
                        project=project.name,
                        project_company=project.company_id.name,
                        team=team.name,
                        team_company=team.company_id.name or self.env._("no company"),
                    )
                )
