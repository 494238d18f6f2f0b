# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """What a team takes back that the rules of returns do not."""

    _inherit = "helpdesk.ticket.team"

    late_return = fields.Selection(
        selection=[
            ("allow", "Agents may take them back"),
            ("approve", "With approval"),
            ("refuse", "Never"),
        ],
        string="Late returns",
        required=True,
        default="allow",
        tracking=True,
        groups="base.group_user",
        help="Returns after the last day of the rules, or of what is final sale.",
    )
