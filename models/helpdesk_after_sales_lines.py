# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


class DocumentLines(NamedTuple):
    """What a document's lines tell the analysis, as SQL.

    :param dict columns: expressions by field of ``helpdesk.after.sales.report``; and
        ``day_end``, where of ``date_end`` only the day is known
    :param SQL line_id: the line's id; None where the document is its only line
    :param SQL joins: of the lines; a document without any keeps its row
    """

    columns: dict[str, SQL]
    line_id: SQL | None = None
    joins: SQL = SQL()


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """A document's lines in the analysis, as SQL that the database can search."""

    _inherit = "helpdesk.after.sales.mixin"

    @api.model
    def _after_sales_get_lines(self, alias):
        """Return the lines of a document, with product, quantity, amounts and costs.

        Quantities are in the product's unit, amounts in the company's currency and
        without taxes.

        :param str alias: the table alias of this model in the query
        :rtype: DocumentLines
        """
        row = self._after_sales_get_row(alias)
        return DocumentLines({name: row[name] for name in ("name", "date", "state")})

    @api.model
    def _after_sales_if(self, condition, expression):
        """Return an expression where a condition holds, else nothing.

        :rtype: SQL
        """
        return SQL("CASE WHEN %s THEN %s END", condition, expression)

    @api.model
    def _after_sales_in_product_unit(self, quantity, unit, product):
        """Return a quantity in the product's unit, as an SQL expression.

        :param SQL quantity: in that unit
        :param SQL unit: a column with the unit
        :param SQL product: a column with the product
        :rtype: SQL
        """
        column = self._after_sales_get_column
        return SQL(
            """%(quantity)s * COALESCE((
                SELECT %(factor)s / NULLIF(%(own_factor)s, 0)
                FROM product_product variant
                JOIN product_template template ON template.id = %(template)s
                JOIN uom_uom own_unit ON own_unit.id = %(own_unit)s
                JOIN uom_uom unit ON unit.id = %(unit)s
                WHERE variant.id = %(product)s
            ), 1)""",
            quantity=quantity,
            unit=unit,
            product=product,
            factor=column("unit", "factor", "uom.uom"),
            own_factor=column("own_unit", "factor", "uom.uom"),
            own_unit=column("template", "uom_id", "product.template"),
            template=column("variant", "product_tmpl_id", "product.product"),
        )
