# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "helpdesk.after.sales.scope"]

    @api.model
    def _after_sales_scope(self, alias):
        """Besides others, the parts of the repairs made from a ticket."""
        return SQL(
            "(%(others)s) OR (%(repair_id)s IS NOT NULL AND EXISTS ("
            "SELECT 1 FROM repair_order after_sales_repair"
            " WHERE after_sales_repair.id = %(repair_id)s AND (%(is_readable)s)))",
            others=super()._after_sales_scope(alias),
            repair_id=self._after_sales_column(alias, "repair_id"),
            is_readable=self.env["repair.order"]._after_sales_scope(
                "after_sales_repair"
            ),
        )
