# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...models.helpdesk_after_sales_join import join_names


class StockReturnPicking(models.TransientModel):
    """What the Return popup asks approval for."""

    _inherit = "stock.return.picking"

    def _approval_describe(self):
        lines = self.product_return_moves.filtered(lambda x: x.quantity > 0)
        names = dict.fromkeys(lines.product_id.mapped("display_name"))
        return (
            self.env._("Return of %(products)s", products=join_names(self.env, names)),
            0.0,
        )

    def _approval_check_choice(self):
        res = super()._approval_check_choice()
        self._return_check_delivery()
        self.helpdesk_ticket_id._return_check_location(self.return_location_id)
        self.product_return_moves._return_check(self.picking_id)
        return res
