# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _get_gather_domain(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        # EXTENDS 'stock': a replacement is never what came back.
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        lot_ids = self.env.context.get("helpdesk_without_lots")
        if lot_ids and isinstance(lot_ids, tuple):
            domain &= Domain("lot_id", "not in", lot_ids)
        return domain
