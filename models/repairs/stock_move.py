# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    # Also the parts of the repairs made from a ticket.
    _after_sales_parents = ("repair_id",)

    # Named here, too, to be translated: Odoo's own Persian leaves it out.
    repair_line_type = fields.Selection(selection_add=[("recycle", "Recycle")])
