# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .stock_move_line import DISPOSITIONS


class HelpdeskAfterSalesReason(models.Model):
    """What becomes of goods that come back for this reason."""

    _inherit = "helpdesk.after.sales.reason"

    return_disposition = fields.Selection(
        selection=DISPOSITIONS,
        string="In the warehouse",
        help="What becomes of goods that come back for this reason, unless whoever "
        "receives them chooses otherwise. Empty: to repair what is to be repaired, "
        "back to stock all else.",
    )
