# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        res = super().write(vals)
        if "partner_id" in vals:
            # Its time zone, by which coupons end.
            self.env.registry.clear_cache()
        return res
