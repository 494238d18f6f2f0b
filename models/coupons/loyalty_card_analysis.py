# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    """What a coupon tells the analysis: what it was worth when it was used."""

    _inherit = "loyalty.card"

    @api.model
    def _after_sales_get_lines(self, alias):
        lines = super()._after_sales_get_lines(alias)

        def line(name):
            return self._after_sales_get_column("line", name, "sale.order.line")

        def order(name):
            return self._after_sales_get_column("sale_order", name, "sale.order")

        def of_order(expression):
            return SQL(
                """(
                    SELECT %(expression)s
                    FROM sale_order_line line
                    JOIN sale_order ON sale_order.id = %(order)s
                    WHERE %(coupon)s = %(card)s AND %(state)s = 'sale'
                )""",
                expression=expression,
                order=line("order_id"),
                coupon=line("coupon_id"),
                card=SQL.identifier(alias, "id"),
                state=order("state"),
            )

        # A discount is a negative line, a free product one of 100 % off.
        given = SQL(
            "GREATEST(%s * %s, 0) - %s",
            line("price_unit"),
            line("product_uom_qty"),
            line("price_subtotal"),
        )
        reward = of_order(
            SQL("sum((%s) / COALESCE(NULLIF(%s, 0), 1))", given, order("currency_rate"))
        )
        return lines._replace(
            columns={
                **lines.columns,
                "amount": reward,
                "cost": reward,
                "date_end": of_order(SQL("min(%s)", order("date_order"))),
            }
        )
