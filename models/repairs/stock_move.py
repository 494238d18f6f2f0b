# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    # Also the parts of the repairs made from a ticket.
    _after_sales_parents = ("repair_id",)
