# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    after_sales_request_team_id = fields.Many2one(
        related="company_id.after_sales_request_team_id",
        related_sudo=False,
        readonly=False,
    )
