# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ProductCategory(models.Model):
    _name = "product.category"
    _inherit = ["product.category", "helpdesk.after.sales.return.window"]

    return_window_days = fields.Integer(
        help="How many days after the delivery customers may return products of this "
        "category. 0: as in the category above, else as in the company.",
    )
    is_final_sale = fields.Boolean(
        string="Final Sale",
        help="Products of this category, and of those below it, are not taken back.",
    )
