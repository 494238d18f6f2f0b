# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    warranty_months = fields.Integer(
        string="Warranty Period",
        help="Months from the delivery to the customer during which repairs are "
        "free of charge. 0 means that no warranty period is known.",
    )

    _check_warranty_months = models.Constraint(
        "CHECK(warranty_months BETWEEN 0 AND 1200)",
        "The warranty period is given in months, from 0 (not known) to 1200.",
    )
