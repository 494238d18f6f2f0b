# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "helpdesk.after.sales.return.window"]

    return_window_days = fields.Integer(
        help="How many days after the delivery customers may return this product. "
        "0: as in its category, else as in the company.",
    )
    is_final_sale = fields.Boolean(
        string="Final Sale",
        help="This product is not taken back. Also if its category says so.",
    )
