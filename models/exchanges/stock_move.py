# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    helpdesk_return_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Replacement for",
        index="btree_not_null",
        readonly=True,
        help="The return of a Helpdesk ticket whose goods this move replaces.",
    )

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        # EXTENDS 'stock': in an open delivery a replacement keeps a line of its own.
        return super()._prepare_merge_moves_distinct_fields() + ["helpdesk_return_id"]

    def _search_picking_for_assignation_domain(self):
        # EXTENDS 'stock': a transfer belongs to one ticket, and to one service of it.
        domain = super()._search_picking_for_assignation_domain()
        back = self.helpdesk_return_id
        if back.helpdesk_ticket_id:
            domain = [
                *domain,
                ("helpdesk_ticket_id", "in", [False, back.helpdesk_ticket_id.id]),
                ("helpdesk_service", "in", [False, back.helpdesk_service]),
            ]
        return domain

    def _assign_picking_post_process(self, new=False):
        # EXTENDS 'stock': also where the replacement merges into an open delivery,
        # and for each step of a delivery in several.
        res = super()._assign_picking_post_process(new=new)
        # sudo: whoever runs the rules need not have access to the ticket.
        for move in self.sudo():
            back = move.helpdesk_return_id
            ticket = back.helpdesk_ticket_id
            if ticket and not move.picking_id.helpdesk_ticket_id:
                move.picking_id.write(
                    {
                        "helpdesk_ticket_id": ticket.id,
                        # A later step is as much the popup's as the first one.
                        "helpdesk_is_made": back.helpdesk_is_made,
                        "after_sales_reason_id": back.after_sales_reason_id.id,
                    }
                )
        return res
