# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketTeam(models.Model):
    """The currency of a team's limits; the limits are each service's own."""

    _inherit = "helpdesk.ticket.team"

    limit_currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_limit_currency_id",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("company_id.currency_id")
    @api.depends_context("company")
    def _compute_limit_currency_id(self):
        for team in self:
            company = team.company_id or self.env.company
            team.limit_currency_id = company.currency_id
