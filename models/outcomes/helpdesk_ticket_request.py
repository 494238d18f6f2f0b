# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .request_wishes import ExchangeWish, RepairAfterReturnWish


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _request_get_wishes(self):
        wishes = super()._request_get_wishes()
        # In the order in which customers think of it.
        ordered = {"refund": wishes.pop("refund"), "exchange": ExchangeWish}
        return {**ordered, **wishes, "repair": RepairAfterReturnWish}
