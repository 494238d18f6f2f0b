# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskAfterSalesReturnWindow(models.AbstractModel):
    """What says for how long products are taken back: each tells whose in its help."""

    _name = "helpdesk.after.sales.return.window"
    _description = "Return Window"

    return_window_days = fields.Integer(string="Return Window (Days)")

    _check_return_window_days = models.Constraint(
        "CHECK (return_window_days >= 0)",
        "The return window cannot be negative. Enter a number of days, or 0.",
    )
