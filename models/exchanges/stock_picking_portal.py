# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockPicking(models.Model):
    """What the customer sees of their replacement on the page of its ticket."""

    _inherit = "stock.picking"

    def _after_sales_is_told(self):
        if self.helpdesk_document_type == "replacement":
            # Picking and packing it is no news.
            return super()._after_sales_is_told() and self._exchange_is_last_step()
        return super()._after_sales_is_told()

    def _after_sales_get_portal_title(self):
        if self.helpdesk_document_type == "replacement":
            return self.env._("Your replacement")
        return super()._after_sales_get_portal_title()
