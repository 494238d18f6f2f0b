# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class AccountJournal(models.Model):
    _name = "account.journal"
    _inherit = ["account.journal", "helpdesk.after.sales.scope"]

    # All that plain agents read: the dashboard sums up everybody's invoices.
    _after_sales_plain_fields = (
        "active",
        "code",
        "company_id",
        "currency_id",
        "display_name",
        "id",
        "name",
        "sequence",
        "type",
    )

    @api.model
    def _after_sales_scope(self, alias):
        """Sales journals, offered for the credit note of a refund."""
        return [SQL("%s = 'sale'", self._after_sales_get_column(alias, "type"))]

    @api.model
    def _has_field_access(self, field, operation):
        if field.name not in self._after_sales_plain_fields:
            if self._after_sales_is_plain():
                return False
        return super()._has_field_access(field, operation)
