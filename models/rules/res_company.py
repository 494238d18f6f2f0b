# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    return_window_days = fields.Integer(
        string="Return Window (Days)",
        help="How many days after the delivery customers may return what they bought. "
        "Product categories and products can have another number. 0: no window, "
        "returns are possible at any time.",
    )

    _check_return_window_days = models.Constraint(
        "CHECK (return_window_days >= 0)",
        "The return window cannot be negative. Enter a number of days, or 0.",
    )
