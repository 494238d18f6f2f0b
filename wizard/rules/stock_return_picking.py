# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockReturnPicking(models.TransientModel):
    """What the Reverse Transfer popup tells of the rules of returns."""

    _inherit = "stock.return.picking"

    def _after_sales_get_notices(self):
        return super()._after_sales_get_notices() + self._return_get_late_notices()

    def _return_get_late_notices(self):
        """Say what of the lines is beyond the rules, a sentence for each product.

        :rtype: list[str]
        """
        ticket = self.helpdesk_ticket_id
        moves = self.env["stock.move"].browse(
            dict.fromkeys(
                line.move_id._origin.id
                for line in self.product_return_moves
                if not line._return_is_zero(line.returnable_quantity)
            )
        )
        late = moves._return_get_late(ticket.company_id, ticket.partner_id)
        return list(
            dict.fromkeys(
                self.env._(
                    "%(product)s: %(reason)s.",
                    product=move.product_id.display_name,
                    reason=how.get_reason(self.env),
                )
                for move, how in late.items()
            )
        )
