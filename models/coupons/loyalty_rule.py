# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class LoyaltyRule(models.Model):
    _name = "loyalty.rule"
    _inherit = ["loyalty.rule", "helpdesk.after.sales.scope"]

    @api.model
    def _after_sales_scope(self, alias):
        """Rules of the programs the agent may read: others hold promotion codes."""
        return SQL(
            "EXISTS (SELECT 1 FROM loyalty_program after_sales_program"
            " WHERE after_sales_program.id = %(program)s AND %(readable)s)",
            program=self._after_sales_column(alias, "program_id"),
            readable=self.env["loyalty.program"]._after_sales_scope(
                "after_sales_program"
            ),
        )
