# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ..asked_once import filter_readable


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "helpdesk.after.sales.scope"]

    _after_sales_parents = ("picking_id",)

    # The order of the list, for which standard Odoo sorts all moves: an agent's rule
    # would be asked for each of them.
    _after_sales_order_idx = models.Index("(sequence, id)")

    # ------------------------------------------------------------------
    # What is left to return
    # ------------------------------------------------------------------

    @api.model
    def _return_get_product_domain(self, product):
        """Return the moves with a product, or with components of it.

        :param product: a ``product.product``
        :rtype: Domain
        """
        return Domain("product_id", "=", product.id) | Domain(
            "sale_line_id.product_id", "=", product.id
        )

    def _return_is_delivered(self):
        """Whether goods of this move were delivered: scrapped ones were not.

        :rtype: bool
        """
        self.ensure_one()
        return self.state == "done" and self.location_dest_usage != "inventory"

    def _return_get_backs(self):
        """Return the moves that brought the goods of these deliveries back, or are to.

        Where goods were sent again after a return, those of both deliveries.

        :return: ``stock.move`` records in superuser mode: returns that the user may
            not read count, too
        """
        # sudo: see above.
        deliveries = filter_readable(self).sudo()
        backs = again = deliveries.browse()
        while deliveries:
            backs |= deliveries.returned_move_ids
            again |= deliveries
            deliveries |= deliveries.origin_returned_move_id.origin_returned_move_id
            deliveries |= deliveries.returned_move_ids.returned_move_ids
            deliveries -= again
        return backs.filtered(lambda back: back.state != "cancel").sorted("id")

    def _return_get_returnable(self):
        """Return how much of this delivery the customer still has.

        What was returned or is on its way back is off, what was sent to them again
        out of that counts. A re-delivery is part of what was delivered first: it is
        bounded by that, so that nothing can be returned twice.

        :return: quantity by lot in the product's unit; goods without lot, or whose
            lot is not known yet, stand under the empty lot
        :rtype: dict
        """
        self.ensure_one()
        returnable = self._return_get_held_quantities()
        first = self.origin_returned_move_id.origin_returned_move_id
        if first:
            bound = first._return_get_returnable()
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

    def _return_get_held_quantities(self):
        """Return what the customer holds of this delivery, before any bound.

        :return: quantity by lot, see :meth:`_return_get_returnable`
        :rtype: defaultdict
        """
        self.ensure_one()
        held = self._return_get_quantities_by_lot()
        for back in self.returned_move_ids:
            if back.state == "cancel":
                continue
            for lot, quantity in back._return_get_quantities_by_lot().items():
                held[lot] -= quantity
            for again in back.returned_move_ids:
                if again.state == "done":
                    for lot, quantity in again._return_get_held_quantities().items():
                        held[lot] += quantity
        return held

    def _return_get_quantities_by_lot(self):
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

    def _return_get_delivered_lots(self):
        """Return the lots of this delivery; none for a product that is not tracked.

        :rtype: recordset of ``stock.lot``
        """
        if self.product_id.tracking == "none":
            return self.env["stock.lot"]
        return self.move_line_ids.lot_id

    def _return_get_lot_labels(self):
        """Return the lots of this move for the return slip, with their quantities.

        :rtype: list[str]
        """
        self.ensure_one()
        if self.product_id.tracking == "serial":
            return self.move_line_ids.lot_id.mapped("name")
        return [
            f"{lot.name} ({quantity:g} {self.product_id.uom_id.name})"
            for lot, quantity in self._return_get_quantities_by_lot().items()
            if lot
        ]

    def _return_get_unit(self):
        """Return the unit to return this delivery in: the one it was delivered in.

        Where lots were delivered in another one, in pieces of a dozen, the product's.

        :rtype: recordset of ``uom.uom``
        """
        self.ensure_one()
        if (
            self._return_get_delivered_lots()
            and self.move_line_ids.product_uom_id != self.product_uom
        ):
            return self.product_id.uom_id
        return self.product_uom

    def _return_get_proposal(self, lots):
        """Propose how much of each lot to return: together no more than is left.

        :param lots: delivered ``stock.lot`` records; none if the product is not tracked
        :return: quantity by lot, in the unit of :meth:`_return_get_unit`
        :rtype: dict
        """
        self.ensure_one()
        unit = self._return_get_unit()
        # sudo: returns that the user may not read count, too.
        returnable = self.sudo()._return_get_returnable()
        total = sum(returnable.values())
        proposal = {}
        for lot in lots or [lots]:
            quantity = max(0.0, min(returnable.get(lot, 0.0), total))
            total -= quantity
            proposal[lot] = unit.round(
                self.product_id.uom_id._compute_quantity(quantity, unit, round=False)
            )
        return proposal

    def _do_unreserve(self):
        # EXTENDS 'stock': the standard return takes the goods off what follows the
        # delivery. Other returns of it keep theirs, above all their serial numbers.
        returns = self.browse()
        if self.env.context.get("helpdesk_keep_returns"):
            returns = self.filtered(
                lambda x: x.origin_returned_move_id and x._is_incoming()
            )
        return super(StockMove, self - returns)._do_unreserve()
