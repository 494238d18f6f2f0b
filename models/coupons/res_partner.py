# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        res = super().write(vals)
        # sudo: asked only whether it is a company's own, whose coupons end by it.
        if "tz" in vals and self.sudo().ref_company_ids:
            self.env.registry.clear_cache()
        return res
