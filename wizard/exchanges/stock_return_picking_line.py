# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import NO_ACCESS


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    # Of the server's own popups; see _exchange_run_rules of transfers.
    in_product_unit = fields.Boolean(
        groups=NO_ACCESS, copy=False, export_string_translation=False
    )

    @api.depends("in_product_unit")
    def _compute_uom_id(self):
        res = super()._compute_uom_id()
        for line in self.filtered("wizard_id.helpdesk_ticket_id"):
            # sudo: closed to clients, because it is written by us alone.
            if line.sudo().in_product_unit:
                line.uom_id = line.product_id.uom_id
        return res

    def _prepare_move_default_values(self, new_picking):
        # EXTENDS 'stock': what replaced something and comes back itself is a return.
        values = super()._prepare_move_default_values(new_picking)
        values["helpdesk_return_id"] = False
        return values
