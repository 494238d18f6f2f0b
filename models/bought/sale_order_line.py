# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # When a customer bought a product, without reading their lines of others.
    _bought_product_idx = models.Index(
        "(order_partner_id, product_id, order_id, id) WHERE product_id IS NOT NULL"
    )
