# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # By which delivery a customer got a number is asked for every ticket that has one,
    # and standard Odoo has no index here.
    _after_sales_lot_idx = models.Index("(lot_id) WHERE lot_id IS NOT NULL")
