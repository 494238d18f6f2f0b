# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .stock_move import OUTCOMES


class HelpdeskAfterSalesReason(models.Model):
    """What follows a return for this reason."""

    _inherit = "helpdesk.after.sales.reason"

    return_outcome = fields.Selection(
        selection=OUTCOMES,
        string="When a return arrives",
        help="What is proposed in the Return popup for this reason; empty: what the "
        "team proposes.",
    )
