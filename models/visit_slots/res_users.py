# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResUsers(models.Model):
    """Technicians: whoever plans a visit of theirs finds what is planned already."""

    _name = "res.users"
    _inherit = ["res.users", "helpdesk.after.sales.lock"]
