# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """How much a team refunds on its own."""

    _inherit = "helpdesk.ticket.team"

    refund_limit = fields.Monetary(
        string="Refund up to",
        currency_field="limit_currency_id",
        tracking=True,
        help="How much may be refunded per ticket without anybody's approval: taxes "
        "included, in the currency of the ticket's company, all credit notes of the "
        "ticket that are not cancelled. 0 for no limit.",
    )

    _refund_limit_is_positive = models.Constraint(
        "CHECK (refund_limit >= 0)",
        "The limit of refunds cannot be negative. Use 0 for no limit.",
    )
