# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # Standard has no index here; whether a coupon is used is asked by it.
    _after_sales_coupon_idx = models.Index("(coupon_id) WHERE coupon_id IS NOT NULL")

    @api.model
    def _has_field_access(self, field, operation):
        # The name of a coupon or gift card is its code.
        if field.name == "coupon_id" and self._after_sales_is_plain():
            return False
        return super()._has_field_access(field, operation)
