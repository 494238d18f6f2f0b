# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class StockPicking(models.Model):
    """A replacement is no return, from wherever it is sent."""

    _inherit = "stock.picking"

    @api.model
    def _return_is_back(self, alias):
        return SQL(
            "(%s IS NULL AND %s)",
            self._after_sales_get_column(alias, "helpdesk_return_id", "stock.move"),
            super()._return_is_back(alias),
        )
