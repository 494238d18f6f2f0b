# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "helpdesk.after.sales.scope"]

    _after_sales_reports = ("sale.action_report_saleorder",)

    @api.model
    def _after_sales_scope(self, alias):
        """Confirmed orders of a customer who has a ticket."""
        is_confirmed = SQL("%s = 'sale'", self._after_sales_get_column(alias, "state"))
        partner = self._after_sales_get_column(alias, "partner_id")
        way = self._after_sales_way_of_partner(partner)
        return self._after_sales_of_customer(alias, is_confirmed, way)
