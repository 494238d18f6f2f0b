# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from ..helpdesk_after_sales_date import get_midnight


class AccountMove(models.Model):
    """What a credit note's lines tell the analysis."""

    _inherit = "account.move"

    @api.model
    def _after_sales_get_lines(self, alias):
        lines = super()._after_sales_get_lines(alias)
        model = "account.move.line"

        def item(name):
            return self._after_sales_get_column("item", name, model)

        # Goodwill and fees are about the product that was bought, and no piece of it.
        is_of_pieces = self._refund_is_of_pieces("item")
        product = SQL(
            "CASE WHEN %s THEN %s ELSE COALESCE(%s, %s) END",
            is_of_pieces,
            item("product_id"),
            self._after_sales_get_column("credited", "product_id", model),
            item("product_id"),
        )
        quantity = SQL(
            "CASE WHEN %s THEN %s ELSE 0 END",
            is_of_pieces,
            self._after_sales_in_product_unit(
                item("quantity"), item("product_uom_id"), item("product_id")
            ),
        )
        # In the company's currency, at the rate of the credit note; what reduces it,
        # such as a fee, is negative.
        amount = item("balance")
        # Common to all services: what was reversed is posted, and no refund.
        state = lines.columns["state"]
        is_alive = SQL("%s != 'cancelled'", state)
        is_posted = SQL("%s = 'done'", state)
        day = self._after_sales_get_column(alias, "invoice_date")
        only = self._after_sales_if
        return lines._replace(
            columns={
                **lines.columns,
                "product_id": product,
                "quantity": only(is_alive, quantity),
                "refunded_quantity": only(is_posted, quantity),
                "amount": only(is_alive, amount),
                "refunded_amount": only(is_posted, amount),
                "cost": only(is_posted, amount),
                "day_end": only(is_posted, day),
                "date_end": only(is_posted, get_midnight(self.env, day)),
            },
            line_id=SQL.identifier("item", "id"),
            joins=SQL(
                """LEFT JOIN account_move_line item ON %s = %s AND %s = 'product'
                LEFT JOIN account_move_line credited
                    ON credited.id = %s AND NOT %s""",
                item("move_id"),
                SQL.identifier(alias, "id"),
                item("display_type"),
                item("refunded_line_id"),
                is_of_pieces,
            ),
        )
