# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    after_sales_goodwill_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Goodwill Product",
        check_company=True,
        help="By it credit notes give a part of a price back, the customer keeping the "
        "products. Without it, agents can give no goodwill.",
    )
    after_sales_fee_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Restocking Fee Product",
        check_company=True,
        help="By it credit notes withhold restocking fees. Without it, none are "
        "withheld.",
    )
