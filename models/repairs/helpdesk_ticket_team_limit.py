# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """What a team repairs for nothing though the warranty does not cover it."""

    _inherit = "helpdesk.ticket.team"

    late_warranty = fields.Selection(
        selection=[
            ("allow", "Agents may repair it for nothing"),
            ("approve", "With approval"),
            ("refuse", "Never"),
        ],
        string="Repairs beyond the warranty",
        required=True,
        default="allow",
        tracking=True,
        groups="base.group_user",
        help="Repairs under warranty of what the warranty does not cover: after its "
        "end, or without proof of it.",
    )
