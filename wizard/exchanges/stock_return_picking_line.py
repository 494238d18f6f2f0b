# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    def _prepare_move_default_values(self, new_picking):
        # EXTENDS 'stock': what replaced something and comes back itself is a return.
        values = super()._prepare_move_default_values(new_picking)
        values["helpdesk_return_id"] = False
        return values
