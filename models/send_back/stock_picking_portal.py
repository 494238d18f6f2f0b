# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockPicking(models.Model):
    """What the customer sees of what was repaired, once it is sent back."""

    _inherit = "stock.picking"

    def _after_sales_get_portal_title(self):
        if self._send_back_is_delivery():
            return self.env._("Your repaired goods")
        return super()._after_sales_get_portal_title()
