# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """Whether what was repaired goes back to the customer by itself."""

    _inherit = "helpdesk.ticket.team"

    repair_send_back = fields.Boolean(
        string="Send back when repaired",
        tracking=True,
        groups="base.group_user",
        help="The delivery to the customer is made when the repair is ended. Otherwise "
        "somebody presses Send Back on the repair.",
    )
