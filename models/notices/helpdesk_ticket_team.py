# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketTeam(models.Model):
    """Which mails the team's customers get."""

    _inherit = "helpdesk.ticket.team"

    after_sales_notice_ids = fields.One2many(
        comodel_name="helpdesk.after.sales.notice.setting",
        inverse_name="team_id",
        string="Mails to the Customer",
        domain=[("is_offered", "=", True)],
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        self.env["helpdesk.after.sales.notice.setting"]._add_missing(
            teams, use_default=True
        )
        return teams
