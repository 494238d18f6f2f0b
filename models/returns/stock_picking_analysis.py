# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class StockPicking(models.Model):
    """What the goods of a return tell the analysis."""

    _inherit = "stock.picking"

    @api.model
    def _after_sales_get_lines(self, alias):
        lines = super()._after_sales_get_lines(alias)
        column = self._after_sales_get_column

        def item(name):
            return column("item", name, "stock.move")

        product = item("product_id")
        is_done = SQL("%s = 'done'", item("state"))
        # Of what is not done yet, what is expected.
        quantity = self._after_sales_in_product_unit(
            SQL(
                "CASE WHEN %s THEN %s ELSE %s END",
                is_done,
                item("quantity"),
                item("product_uom_qty"),
            ),
            item("product_uom"),
            product,
        )
        only = self._after_sales_if
        return lines._replace(
            columns={
                **lines.columns,
                "product_id": product,
                "quantity": only(SQL("%s != 'cancel'", item("state")), quantity),
                "returned_quantity": only(
                    SQL(
                        "%s AND %s = %s AND %s",
                        is_done,
                        # Other services may have transfers, too.
                        column(alias, "helpdesk_service"),
                        self._after_sales_service,
                        self._return_is_back("item"),
                    ),
                    quantity,
                ),
                "date_end": only(
                    SQL("%s = 'done'", column(alias, "state")),
                    column(alias, "date_done"),
                ),
            },
            line_id=SQL.identifier("item", "id"),
            # Moves that were cancelled count where all of the transfer was.
            joins=SQL(
                "LEFT JOIN stock_move item ON %s = %s AND %s IS NULL AND (%s OR %s)",
                item("picking_id"),
                SQL.identifier(alias, "id"),
                # What is scrapped of it stands among its moves, too.
                item("scrap_id"),
                SQL("%s != 'cancel'", item("state")),
                SQL("%s = 'cancel'", column(alias, "state")),
            ),
        )

    @api.model
    def _return_is_back(self, alias):
        """SQL condition: a move brings back what a customer had.

        Not from one place of ours to the next, as a receipt in steps does.

        :param str alias: the table alias of ``stock.move`` in the query
        :rtype: SQL
        """
        column = self._after_sales_get_column
        return SQL(
            "EXISTS (SELECT FROM stock_location place WHERE place.id = %s AND %s ="
            " 'customer')",
            column(alias, "location_id", "stock.move"),
            column("place", "usage", "stock.location"),
        )
