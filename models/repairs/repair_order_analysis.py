# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class RepairOrder(models.Model):
    """What a repair tells the analysis: the product, and what its parts cost."""

    _inherit = "repair.order"

    @api.model
    def _after_sales_get_lines(self, alias):
        lines = super()._after_sales_get_lines(alias)
        column = self._after_sales_get_column

        def part(name):
            return column("part", name, "stock.move")

        state = column(alias, "state")
        product = column(alias, "product_id")
        quantity = self._after_sales_in_product_unit(
            column(alias, "product_qty"), column(alias, "product_uom"), product
        )
        return lines._replace(
            columns={
                **lines.columns,
                "product_id": product,
                "quantity": self._after_sales_if(
                    SQL("%s != 'cancel'", state), quantity
                ),
                # As Inventory valued what was built in.
                "cost": SQL(
                    "(SELECT sum(abs(%s)) FROM stock_move part"
                    " WHERE %s = %s AND %s = 'add' AND %s = 'done')",
                    part("value"),
                    part("repair_id"),
                    SQL.identifier(alias, "id"),
                    part("repair_line_type"),
                    part("state"),
                ),
                # When the repaired product was booked: a repair itself keeps no date
                # of its end.
                "date_end": self._after_sales_if(
                    SQL("%s = 'done'", state),
                    SQL(
                        "(SELECT %s FROM stock_move repaired WHERE repaired.id = %s)",
                        column("repaired", "date", "stock.move"),
                        column(alias, "move_id"),
                    ),
                ),
            }
        )
