# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "helpdesk.after.sales.scope"]

    _after_sales_parents = ("picking_id",)

    helpdesk_return_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Replacement for",
        index="btree_not_null",
        readonly=True,
        help="The return of a Helpdesk ticket whose goods this move replaces.",
    )

    # ------------------------------------------------------------------
    # What is left to return
    # ------------------------------------------------------------------

    def _is_delivered(self):
        """Whether goods of this move were delivered: scrapped ones were not."""
        self.ensure_one()
        return self.state == "done" and self.location_dest_usage != "inventory"

    def _get_returnable(self):
        """Return how much of this delivery the customer still has.

        What was returned or is on its way back is off, what was sent to him again
        out of that counts. A re-delivery is part of what was delivered first: it is
        bounded by that, so that nothing can be returned twice.

        :return: quantity by lot in the product's unit; goods without lot, or whose
            lot is not known yet, stand under the empty lot
        :rtype: dict
        """
        self.ensure_one()
        returnable = self._get_held_quantities()
        first = self.origin_returned_move_id.origin_returned_move_id
        if first:
            bound = first._get_returnable()
            total = sum(bound.values())
            returnable = {
                lot: min(quantity, bound.get(lot, 0.0) if lot else total)
                for lot, quantity in returnable.items()
            }
            excess = sum(returnable.values()) - total
            if excess > 0:
                none = self.env["stock.lot"]
                returnable[none] = returnable.get(none, 0.0) - excess
        return returnable

    def _get_held_quantities(self):
        """Return what the customer holds of this delivery by lot, see above."""
        self.ensure_one()
        held = self._get_quantities_by_lot()
        for back in self.returned_move_ids:
            if back.state == "cancel":
                continue
            for lot, quantity in back._get_quantities_by_lot().items():
                held[lot] -= quantity
            for again in back.returned_move_ids:
                if again.state == "done":
                    for lot, quantity in again._get_held_quantities().items():
                        held[lot] += quantity
        return held

    def _get_quantities_by_lot(self):
        """Return the quantity moved, or to be moved, by lot in the product's unit.

        :rtype: defaultdict
        """
        self.ensure_one()
        quantities = defaultdict(float)
        if self.state == "cancel":
            return quantities
        unit = self.product_id.uom_id
        tracked = self.product_id.tracking != "none"
        for line in self.move_line_ids:
            lot = line.lot_id if tracked else line.lot_id.browse()
            quantities[lot] += line.product_uom_id._compute_quantity(
                line.quantity, unit, round=False
            )
        if self.state != "done":
            demand = self.product_uom._compute_quantity(
                self.product_uom_qty, unit, round=False
            )
            missing = demand - sum(quantities.values())
            if missing > 0:
                quantities[self.env["stock.lot"]] += missing
        return quantities

    def _get_delivered_lots(self):
        """Return the lots of this delivery; none for a product that is not tracked."""
        if self.product_id.tracking == "none":
            return self.env["stock.lot"]
        return self.move_line_ids.lot_id

    def _get_lot_labels(self):
        """Return the lots of this move for the return slip, with their quantities.

        :rtype: list[str]
        """
        self.ensure_one()
        if self.product_id.tracking == "serial":
            return self.move_line_ids.lot_id.mapped("name")
        return [
            f"{lot.name} ({quantity:g} {self.product_id.uom_id.name})"
            for lot, quantity in self._get_quantities_by_lot().items()
            if lot
        ]

    def _get_return_unit(self):
        """Return the unit to return this delivery in: the one it was delivered in.

        Where lots were delivered in another one, in pieces of a dozen, the product's.

        :rtype: recordset of ``uom.uom``
        """
        self.ensure_one()
        lines = self.move_line_ids
        if self._get_delivered_lots() and lines.product_uom_id != self.product_uom:
            return self.product_id.uom_id
        return self.product_uom

    def _do_unreserve(self):
        # EXTENDS 'stock': the standard return takes the goods off what follows the
        # delivery. Other returns of it keep theirs, above all their serial numbers.
        returns = self.browse()
        if self.env.context.get("helpdesk_keep_returns"):
            returns = self.filtered(
                lambda x: x.origin_returned_move_id and x._is_incoming()
            )
        return super(StockMove, self - returns)._do_unreserve()

    # ------------------------------------------------------------------
    # Replacements
    # ------------------------------------------------------------------

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        # EXTENDS 'stock': in an open delivery a replacement keeps a line of its own.
        return super()._prepare_merge_moves_distinct_fields() + ["helpdesk_return_id"]

    def _search_picking_for_assignation_domain(self):
        # EXTENDS 'stock': a transfer belongs to one ticket.
        domain = super()._search_picking_for_assignation_domain()
        ticket = self.helpdesk_return_id.helpdesk_ticket_id
        if ticket:
            domain = [*domain, ("helpdesk_ticket_id", "in", [False, ticket.id])]
        return domain

    def _assign_picking_post_process(self, new=False):
        # EXTENDS 'stock': also where the replacement merges into an open delivery,
        # and for each step of a delivery in several.
        res = super()._assign_picking_post_process(new=new)
        # sudo: whoever runs the rules need not have access to the ticket.
        for move in self.sudo():
            ticket = move.helpdesk_return_id.helpdesk_ticket_id
            if ticket and not move.picking_id.helpdesk_ticket_id:
                move.picking_id.helpdesk_ticket_id = ticket
        return res
