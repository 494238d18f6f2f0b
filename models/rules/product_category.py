# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    return_window_days = fields.Integer(
        string="Return Window (Days)",
        help="How many days after the delivery customers may return products of this "
        "category. 0: as in the category above, else as in the company.",
    )
    is_final_sale = fields.Boolean(
        string="Final Sale",
        help="Products of this category, and of those below it, are not taken back.",
    )

    _check_return_window_days = models.Constraint(
        "CHECK (return_window_days >= 0)",
        "The return window cannot be negative. Enter a number of days, or 0.",
    )
