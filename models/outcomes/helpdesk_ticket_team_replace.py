# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """When a team sends its replacements."""

    _inherit = "helpdesk.ticket.team"

    replace_when = fields.Selection(
        selection=[
            ("arrival", "When the goods have arrived"),
            ("advance", "At once"),
        ],
        string="Replacements are sent",
        required=True,
        default="arrival",
        tracking=True,
        groups="base.group_user",
        help="When what replaces returned goods is sent: once they are back, for what "
        "has really arrived, or in advance.",
    )
