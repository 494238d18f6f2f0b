# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    return_window_days = fields.Integer(
        string="Return Window (Days)",
        help="How many days after the delivery customers may return this product. "
        "0: as in its category, else as in the company.",
    )
    is_final_sale = fields.Boolean(
        string="Final Sale",
        help="This product is not taken back. Also if its category says so.",
    )

    _check_return_window_days = models.Constraint(
        "CHECK (return_window_days >= 0)",
        "The return window cannot be negative. Enter a number of days, or 0.",
    )
