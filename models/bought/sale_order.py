# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # A customer's latest orders, without looking at all of their 100,000.
    _bought_latest_idx = models.Index(
        "(partner_id, date_order, id) WHERE state = 'sale'"
    )
