# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "helpdesk.after.sales.scope"]

    # The name of a coupon or gift card is its code.
    _after_sales_closed_fields = ("coupon_id",)

    # Standard has no index here; whether a coupon is used is asked by it.
    _after_sales_coupon_idx = models.Index("(coupon_id) WHERE coupon_id IS NOT NULL")

    @api.model
    def _after_sales_scope(self, alias):
        """Lines of the orders that the agent may read."""
        orders = self.env["sale.order"]
        return SQL(
            "EXISTS (SELECT 1 FROM sale_order after_sales_order"
            " WHERE after_sales_order.id = %(order)s AND %(readable)s)",
            order=self._after_sales_column(alias, "order_id"),
            readable=orders._after_sales_scope("after_sales_order"),
        )
