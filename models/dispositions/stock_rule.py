# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockRule(models.Model):
    """The further steps of a receipt leave alone what was set apart of a return."""

    _inherit = "stock.rule"

    def _push_prepare_move_copy_values(self, move_to_copy, new_date):
        # EXTENDS 'stock'
        values = super()._push_prepare_move_copy_values(move_to_copy, new_date)
        if apart := move_to_copy._disposition_get_set_apart():
            unit = move_to_copy.product_uom
            quantity = sum(
                line.product_uom_id._compute_quantity(line.quantity, unit, round=False)
                for line in apart
            )
            values["product_uom_qty"] = unit.round(
                max(values["product_uom_qty"] - quantity, 0.0)
            )
        return values

    def _run_push(self, move):
        # EXTENDS 'stock': a rule without a step of its own sends all lines elsewhere.
        apart = move._disposition_get_set_apart()
        places = {line: line.location_dest_id for line in apart}
        new_move = super()._run_push(move)
        for line, place in places.items():
            if line.location_dest_id != place:
                line.location_dest_id = place
        return new_move
