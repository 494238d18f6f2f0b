# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResPartner(models.Model):
    """A customer, on whom a limit counts."""

    _name = "res.partner"
    _inherit = ["res.partner", "helpdesk.after.sales.lock"]
