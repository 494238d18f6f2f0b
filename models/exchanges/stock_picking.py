# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    helpdesk_document_type = fields.Selection(
        selection_add=[("replacement", "Replacement")],
        help="Whether this transfer brings back goods for its Helpdesk ticket, or "
        "sends the replacement.",
    )

    @api.depends("move_ids.helpdesk_return_id")
    def _compute_helpdesk_document_type(self):
        res = super()._compute_helpdesk_document_type()
        for picking in self:
            if picking._return_is_ours() and picking.move_ids.helpdesk_return_id:
                picking.helpdesk_document_type = "replacement"
        return res

    def _after_sales_get_label(self):
        if self.helpdesk_document_type == "replacement":
            return self.env._("Replacement")
        return super()._after_sales_get_label()

    def _after_sales_announce_end(self, initial_state):
        # Picking and packing a replacement is no news; that it leaves is, or that
        # nothing comes of it.
        if (
            self.helpdesk_document_type == "replacement"
            and self.picking_type_code != "outgoing"
            and self.state == "done"
        ):
            return None
        return super()._after_sales_announce_end(initial_state)

    def _create_backorder(self, backorder_moves=None):
        # EXTENDS 'stock': a replacement that is still to come stays with its ticket,
        # and what is left without any part of a replacement does not.
        replacements = self.filtered(
            lambda x: x.helpdesk_document_type == "replacement"
        )
        backorders = super()._create_backorder(backorder_moves=backorder_moves)
        # sudo: whoever validates the transfer need not have access to the ticket.
        for backorder in backorders.sudo():
            picking = backorder.backorder_id
            if picking not in replacements:
                continue
            if backorder.move_ids.helpdesk_return_id:
                backorder.write(
                    {
                        "helpdesk_ticket_id": picking.helpdesk_ticket_id.id,
                        "helpdesk_is_made": picking.helpdesk_is_made,
                        "after_sales_reason_id": picking.after_sales_reason_id.id,
                    }
                )
            if not picking.move_ids.helpdesk_return_id:
                picking.helpdesk_ticket_id = False
        return backorders
