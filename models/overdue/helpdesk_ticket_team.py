# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """How long a team waits for what customers send back."""

    _inherit = "helpdesk.ticket.team"

    return_overdue_days = fields.Integer(
        string="Days to wait for a return",
        tracking=True,
        groups="base.group_user",
        help="When a return has not arrived after so many days, the ticket's agent is "
        "asked what becomes of it. 0: they are never asked.",
    )

    _return_overdue_days_positive = models.Constraint(
        "CHECK (return_overdue_days >= 0)",
        "The days to wait for a return cannot be negative.",
    )
