# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class RepairOrder(models.Model):
    """What a repair tells the overview."""

    _inherit = "repair.order"

    # Inventory may repair what is nobody's.
    _after_sales_may_lack_customer = True

    @api.model
    def _after_sales_get_row(self, alias):
        column = self._after_sales_get_column
        return {
            **super()._after_sales_get_row(alias),
            "product_id": column(alias, "product_id"),
            "quantity": column(alias, "product_qty"),
            "uom_id": column(alias, "product_uom"),
        }

    def _after_sales_get_contents(self):
        return [(self.product_id, self.product_qty, self.product_uom)]

    def _after_sales_get_title(self):
        return self.env._(
            "Repair of %(product)s", product=self._after_sales_get_summary()
        )

    def _after_sales_get_related(self):
        related = super()._after_sales_get_related()
        return [*related, *self.picking_id, *self.sale_order_id]

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _after_sales_get_undo_refusal(self):
        refusal = super()._after_sales_get_undo_refusal()
        if not refusal and self.state not in ("draft", "confirmed"):
            return self.env._(
                "The repair %(document)s has begun: it cannot be undone any more. Ask "
                "%(responsible)s to cancel it.",
                document=self.display_name,
                responsible=self.user_id.name or self.env._("the workshop"),
            )
        return refusal

    def _after_sales_undo(self):
        self.action_repair_cancel()
