# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """How much a team refunds on its own; not for customers to know."""

    _inherit = "helpdesk.ticket.team"

    refund_limit = fields.Monetary(
        string="Refund up to",
        currency_field="limit_currency_id",
        tracking=True,
        groups="base.group_user",
        help="How much may be refunded per ticket without anybody's approval: taxes "
        "included, in the currency of the ticket's company, all credit notes of the "
        "ticket that are not cancelled. 0 for no limit.",
    )
    refund_post_limit = fields.Monetary(
        string="Post at once up to",
        currency_field="limit_currency_id",
        tracking=True,
        groups="base.group_user",
        help="Refunds of a ticket are posted at once, also by agents who may not post, "
        "as long as all of them together are no more than this: taxes included, in the "
        "currency of the ticket's company. With the date of today and in the invoice's "
        "own journal. 0 for never.",
    )

    _refund_limit_is_positive = models.Constraint(
        "CHECK (refund_limit >= 0 AND refund_post_limit >= 0)",
        "The limits of refunds cannot be negative. Use 0 for none.",
    )
