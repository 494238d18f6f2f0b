# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class LoyaltyHistory(models.Model):
    _name = "loyalty.history"
    _inherit = ["loyalty.history", "helpdesk.after.sales.scope"]

    @api.model
    def _after_sales_scope(self, alias):
        """History of the coupons that the agent may read."""
        return SQL(
            "EXISTS (SELECT 1 FROM loyalty_card after_sales_history_card"
            " WHERE after_sales_history_card.id = %(card)s AND %(readable)s)",
            card=self._after_sales_column(alias, "card_id"),
            readable=self.env["loyalty.card"]._after_sales_scope(
                "after_sales_history_card"
            ),
        )
