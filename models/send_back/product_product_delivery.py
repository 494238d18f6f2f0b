# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class ProductProduct(models.Model):
    """What is sent back after a repair starts no new warranty."""

    _inherit = "product.product"

    @api.model
    def _repair_get_delivered(self, company):
        return SQL(
            """
            %s
            AND NOT EXISTS (
                SELECT FROM stock_picking repaired
                WHERE repaired.id = move.picking_id
                    AND repaired.helpdesk_repair_id IS NOT NULL
            )
            """,
            super()._repair_get_delivered(company),
        )

    @api.model
    def _repair_flush(self):
        res = super()._repair_flush()
        self.env["stock.picking"].flush_model(["helpdesk_repair_id"])
        return res
