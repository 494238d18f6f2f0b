# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "helpdesk.after.sales.return.window"]

    return_window_days = fields.Integer(
        help="How many days after the delivery customers may return what they bought. "
        "Product categories and products can have another number. 0: no window, "
        "returns are possible at any time.",
    )
