# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class AccountJournal(models.Model):
    _name = "account.journal"
    _inherit = ["account.journal", "helpdesk.after.sales.scope"]

    @api.model
    def _after_sales_scope(self, alias):
        """Sales journals, offered for the credit note of a refund."""
        return SQL("%s = 'sale'", self._after_sales_column(alias, "type"))
