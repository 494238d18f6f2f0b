# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID

from .return_outcome import ReturnOutcome


class RepairOutcome(ReturnOutcome):
    """A confirmed repair of what has arrived, as the Repair popup makes it.

    One for each serial or lot, else one for each line of the return. The same piece
    goes back to the customer: its order stays as it is.
    """

    switch = "use_product_repairs"

    @classmethod
    def get_label(cls, env):
        return env._("Repair")

    @classmethod
    def get_portal_step(cls, env):
        return env._("Repaired")

    @classmethod
    def get_made(cls, picking):
        repairs = picking.repair_ids
        of_tickets = repairs.filtered("helpdesk_ticket_id")
        return of_tickets.with_prefetch(repairs._prefetch_ids)

    def follow_up(self):
        planned = self._get_planned()
        sentences = []
        for move in self.moves:
            unit = move.product_id.uom_id
            gone = move._outcome_get_gone()
            here = move._return_get_quantities_by_lot()
            for lot, quantity in move._outcome_get_arrived().items():
                lost = max(quantity - here[lot] + gone.get(lot, 0.0), 0.0)
                if unit.compare(lost, 0.0) > 0:
                    quantity -= lost
                    sentences.append(self._describe_gone(move.product_id, lot, lost))
                # Its own number first; a repair made before it arrived need not know.
                for key in ((move.product_id, lot), (move.product_id, lot.browse())):
                    taken = min(planned.get(key, 0.0), quantity)
                    if taken:
                        planned[key] -= taken
                        quantity -= taken
                if unit.compare(quantity, 0.0) > 0:
                    self._make_repair(move, lot, quantity)
        return sentences

    def _describe_gone(self, product, lot, quantity):
        return self.env._(
            "%(quantity)g %(unit)s of %(product)s were scrapped on arrival or go back "
            "to the vendor, so there is nothing to repair. Tell the customer, and "
            "decide what they get instead.",
            quantity=quantity,
            unit=product.uom_id.name,
            product=(lot or product).display_name,
        )

    def _get_planned(self):
        """Return what agents have had repaired of this return already, by hand.

        :return: quantity by product and lot, in the product's unit
        :rtype: dict
        """
        repairs = self.env["repair.order"].search(
            [
                ("picking_id", "=", self.picking.id),
                ("state", "!=", "cancel"),
                ("create_uid", "!=", SUPERUSER_ID),
            ]
        )
        planned = {}
        for repair in repairs:
            key = (repair.product_id, repair.lot_id)
            planned[key] = planned.get(key, 0.0) + repair.product_uom._compute_quantity(
                repair.product_qty, repair.product_id.uom_id, round=False
            )
        return planned

    def _make_repair(self, move, lot, quantity):
        popup = self.env["helpdesk.ticket.repair.wizard"].create(
            {
                "ticket_id": self.ticket.id,
                "after_sales_reason_id": self.picking.after_sales_reason_id.id,
                "product_id": move.product_id.id,
                "lot_id": lot.id,
                "picking_id": self.picking.id,
                "user_id": self._get_responsible().id,
                "arrived_quantity": quantity,
                "arrived_location_id": self._get_location(move, lot).id,
            }
        )
        popup.action_confirm()
        # Whoever promised it was an agent: their team's limits hold.
        popup._limit_check(popup.repair_id)

    def _get_responsible(self):
        """Return who is responsible: the ticket's agent, if they can be.

        :rtype: recordset of ``res.users``
        """
        user = self.ticket._after_sales_get_agent().sudo()
        domain = self.env["repair.order"]._repair_get_responsible_domain()
        domain += [("company_ids", "in", self.picking.company_id.ids)]
        return user.filtered_domain(domain)

    def _get_location(self, move, lot):
        """Return where the piece is going to lie: after the last step of the receipt.

        :return: a ``stock.location``; none to leave it to the repairs' operation type
        """
        way = move
        # Not what takes it back to the customer; and no way leads round in a circle.
        while (
            following := way[-1:].move_dest_ids.filtered(
                lambda x: x.state != "cancel" and x.location_dest_id.usage == "internal"
            )
            - way
        ):
            way |= following[:1]
        last = way[-1:]
        if last != move:
            # The next step is made when this one is done: the rules know them all.
            steps = self.picking.return_id._return_get_pushed_locations(
                last.location_dest_id, move.origin_returned_move_id
            )
            location = last.location_final_id or steps[-1:]
        else:
            lines = move.move_line_ids.filtered(lambda x: not lot or x.lot_id == lot)
            location = move.location_final_id or lines.location_dest_id
        if len(location) == 1 and location.usage == "internal":
            return location
        return location.browse()
