# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    @api.model
    def _after_sales_get_language(self):
        """Return the attributes of an element whose words are ours.

        The pages of Odoo's portal say nowhere in which language they are, unless
        ``website`` is installed; and they run from right to left by their styles alone,
        which needs a program that is not on every server. Full stops would stand on the
        wrong side, and screen readers would read Persian as English.

        :return: ``lang`` and ``dir`` of what the visitor reads
        :rtype: dict
        """
        lang = self.env.lang or "en_US"
        return {
            # As Odoo's pages of ``website`` write it.
            "lang": lang.replace("_", "-"),
            "dir": self.env["ir.actions.report"]._after_sales_get_direction(lang),
        }
