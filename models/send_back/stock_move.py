# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockMove(models.Model):
    """What is sent back after a repair was delivered before."""

    _inherit = "stock.move"

    def _return_is_delivered(self):
        # EXTENDS: without a return in between, nothing of it can be returned besides
        # what was delivered first.
        return super()._return_is_delivered() and not (
            not self.origin_returned_move_id and self.picking_id.helpdesk_repair_id
        )
