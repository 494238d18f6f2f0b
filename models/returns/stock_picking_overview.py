# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class StockPicking(models.Model):
    """What a return tells the overview."""

    _inherit = "stock.picking"

    @api.model
    def _after_sales_get_row(self, alias):
        column = self._after_sales_get_column
        model = "stock.move"
        product = column("item", "product_id", model)

        def of_moves(expression):
            return self._after_sales_select_content(
                expression,
                SQL("stock_move item"),
                SQL(
                    "%s = %s AND %s != 'cancel' AND %s IS NULL",
                    column("item", "picking_id", model),
                    SQL.identifier(alias, "id"),
                    column("item", "state", model),
                    # What is scrapped of it stands among its moves, too.
                    column("item", "scrap_id", model),
                ),
                product,
            )

        return {
            **super()._after_sales_get_row(alias),
            "product_id": of_moves(SQL("min(%s)", product)),
            # In the product's unit, whatever the lines are in.
            "quantity": of_moves(SQL("sum(%s)", column("item", "product_qty", model))),
            "uom_id": of_moves(self._after_sales_get_product_unit(product)),
        }

    def _after_sales_get_contents(self):
        # Not filtered first: that would fetch the products of each document anew.
        return [
            (
                move.product_id,
                move.quantity if move.state == "done" else move.product_uom_qty,
                move.product_uom,
            )
            for move in self.move_ids
            if (move.state != "cancel" or self.state == "cancel") and not move.scrap_id
        ]

    def _after_sales_get_title(self):
        return self.env._(
            "%(document_type)s of %(products)s",
            document_type=self._after_sales_get_label(),
            products=self._after_sales_get_summary(),
        )

    def _after_sales_get_state_label(self):
        if self.helpdesk_document_type == "return":
            if self.state == "done":
                return self.env._("Received")
            if self.state != "cancel":
                return self.env._("Expected")
        return super()._after_sales_get_state_label()

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _after_sales_get_undo_refusal(self):
        refusal = super()._after_sales_get_undo_refusal()
        if not refusal and self._return_has_begun():
            return self._return_get_begun_refusal()
        return refusal

    def _return_has_begun(self):
        """Whether the warehouse has begun with the transfer, or did part of it.

        :rtype: bool
        """
        return bool(self.backorder_id) or any(self.move_ids.mapped("picked"))

    def _return_get_begun_refusal(self):
        """Say why a transfer that has begun cannot be undone any more.

        :rtype: str
        """
        return self.env._(
            "Part of %(document)s has arrived, or is being received just now. Ask the "
            "warehouse to cancel what is still missing.",
            document=self.display_name,
        )

    def _after_sales_get_done_refusal(self):
        return self.env._(
            "%(document)s has arrived: it cannot be undone any more. The warehouse can "
            "send the goods to the customer again.",
            document=self.display_name,
        )

    def _after_sales_undo(self):
        self.action_cancel()

    @api.model
    def _after_sales_get_linkable_domain(self, ticket):
        domain = super()._after_sales_get_linkable_domain(ticket)
        return (
            domain
            & Domain("return_id", "!=", False)
            & Domain("picking_type_id.code", "=", "incoming")
        )
