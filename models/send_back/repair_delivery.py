# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property

from odoo import fields
from odoo.exceptions import UserError

from ..helpdesk_after_sales_join import join_names


class RepairDelivery:
    """The delivery that brings a repaired piece back to its customer; no model.

    From where it lies now, directly. It is the re-delivery of what the return brought
    back: so the order's delivered quantity is what it was before, and the customer can
    return no more than what they hold.
    """

    def __init__(self, repair):
        """Take what was repaired.

        :param repair: one done ``repair.order``, in superuser mode
        """
        self.repair = repair
        self.env = repair.env
        self.product = repair.product_id
        self.unit = self.product.uom_id
        self.lot = repair.lot_id
        self.picking = self.env["stock.picking"]
        self.quantity = repair.product_uom._compute_quantity(
            repair.product_qty, self.unit
        )

    @cached_property
    def back(self):
        """The return by which the piece came, or none."""
        picking = self.repair.picking_id
        return picking.filtered_domain(picking._repair_get_return_domain())

    @cached_property
    def partner(self):
        """To whose address it goes: from where it came, if that is the customer's."""
        customer = self.repair.partner_id or self.repair.helpdesk_ticket_id.partner_id
        delivered_to = self.back.return_id.partner_id
        known = (delivered_to | customer).commercial_partner_id
        # On the dock anybody may be entered.
        partners = self.back.partner_id | delivered_to
        if theirs := partners.filtered(lambda x: x.commercial_partner_id in known):
            return theirs[:1]
        addresses = customer.address_get(["delivery"]) if customer else {}
        return customer.browse(addresses.get("delivery"))

    @cached_property
    def place(self):
        """Where the repair left it."""
        lines = self.repair.move_id.move_line_ids
        location = lines.location_dest_id
        return location if len(location) == 1 else self.repair.product_location_dest_id

    @cached_property
    def operation_type(self):
        return self.repair.picking_type_id.warehouse_id.out_type_id

    @cached_property
    def owners(self):
        """Who may own the pieces in our stock, besides ourselves."""
        customer = self.repair.partner_id
        return customer | customer.commercial_partner_id | self.partner

    # ------------------------------------------------------------------
    # What is there
    # ------------------------------------------------------------------

    def find_stock(self):
        """Find the pieces that can be sent.

        A number is looked for in all of the warehouse, first where the repair left it.

        :return: quantity by ``stock.quant``, in the product's unit
        :rtype: dict
        :raise UserError: saying where they are instead
        """
        if not self.product.is_storable:
            return {}
        root = self.operation_type.warehouse_id.view_location_id | self.place
        domain = [
            ("product_id", "=", self.product.id),
            ("lot_id", "=", self.lot.id),
            ("location_id", "child_of", (root if self.lot else self.place).ids),
            ("location_id.usage", "=", "internal"),
            ("company_id", "in", [False, self.repair.company_id.id]),
            # What others have in our stock is not ours to send.
            ("owner_id", "in", [False, *self.owners.ids]),
            ("quantity", ">", 0),
        ]
        found = self.env["stock.quant"].search(domain, order="in_date, id")
        found = found.sorted(lambda x: not x.location_id._child_of(self.place))
        stock, left = {}, self.quantity
        for quant in found:
            free = min(left, quant.quantity - quant.reserved_quantity)
            if self.unit.compare(free, 0.0) > 0:
                stock[quant] = free
                left -= free
        if self.unit.compare(left, 0.0) > 0:
            raise UserError(self._explain_shortage(self.quantity - left, found))
        return stock

    def _explain_shortage(self, free, found):
        names = {
            "product": (self.lot or self.product).display_name,
            "free": free,
            "quantity": self.quantity,
            "unit": self.unit.name,
            "place": self.place.display_name,
        }
        if found:
            places = found.location_id.mapped("display_name")
            names["place"] = join_names(self.env, places)
            return self.env._(
                "%(product)s cannot be sent back yet: of %(quantity)g %(unit)s "
                "%(free)g are free in %(place)s, the rest is not there or reserved "
                "for another transfer. Ask the warehouse to free it.",
                **names,
            )
        if not self.lot:
            return self.env._(
                "%(product)s cannot be sent back yet: there is none of it in "
                "%(place)s. Ask the warehouse to bring it there.",
                **names,
            )
        domain = [
            ("lot_id", "=", self.lot.id),
            ("quantity", ">", 0),
            ("location_id.usage", "in", ("internal", "customer", "transit")),
        ]
        places = self.env["stock.quant"].search(domain).location_id
        known = join_names(self.env, places.mapped("display_name"))
        names["elsewhere"] = known or "-"
        return self.env._(
            "%(product)s cannot be sent back yet: it should be in %(place)s, and is "
            "not in this warehouse. It is known in: %(elsewhere)s.",
            **names,
        )

    def find_returned(self):
        """Find out which moves of the return brought these pieces.

        :return: quantity by return's ``stock.move``, in the product's unit; nothing
            where they came without return
        :rtype: dict
        :raise UserError: if that much of them did not come, or went back already
        """
        if not self.back:
            return {}
        if self.back.state != "done":
            raise UserError(
                self.env._(
                    "Return %(return)s is not received yet, so there is nothing to "
                    "send back. The warehouse receives it first.",
                    **{"return": self.back.name},
                )
            )
        returned, left = {}, self.quantity
        for move in self.back.move_ids.sorted(lambda x: x.helpdesk_outcome != "repair"):
            if move.product_id == self.product and move.state == "done":
                here = min(left, self._get_left(move))
                if self.unit.compare(here, 0.0) > 0:
                    returned[move] = here
                    left -= here
        if self.unit.compare(left, 0.0) > 0:
            raise UserError(
                self.env._(
                    "Of %(product)s, return %(return)s brought %(here)g %(unit)s that "
                    "did not go back yet, not %(quantity)g. Look at its transfers in "
                    "Inventory.",
                    product=(self.lot or self.product).display_name,
                    here=self.quantity - left,
                    unit=self.unit.name,
                    quantity=self.quantity,
                    **{"return": self.back.name},
                )
            )
        return returned

    def _get_left(self, move):
        """Return how much of a return's move is here: not sent again, nor to be."""
        left = move._return_get_quantities_by_lot()
        for again in move.returned_move_ids:
            for lot, quantity in again._return_get_quantities_by_lot().items():
                left[lot] -= quantity
        total = sum(left.values())
        return min(left[self.lot], total) if self.lot else total

    # ------------------------------------------------------------------
    # The delivery
    # ------------------------------------------------------------------

    def make(self):
        """Make the delivery and reserve for it just what was repaired.

        :raise UserError: saying why it cannot be made; nothing of it is to be kept then
        """
        if not self.operation_type or not self.partner:
            raise UserError(self._explain_unknown())
        returned = self.find_returned()
        stock = self.find_stock()
        vals = self._prepare_picking_vals(stock)
        self.picking = picking = self.picking.create(vals)
        moves = self.env["stock.move"]
        for move, quantity in (returned or {moves: self.quantity}).items():
            vals = self._prepare_move_vals(picking, move, quantity)
            # As the standard return does: what else is known of it stays known.
            moves += move.copy(vals) if move else moves.create(vals)
        picking.action_confirm()
        if stock:
            # Whatever the operation type reserves by itself may be other pieces.
            picking.move_ids._do_unreserve()
            self._reserve(picking.move_ids, stock)
        else:
            picking.action_assign()

    def _explain_unknown(self):
        if not self.partner:
            return self.env._(
                "Repair %(repair)s has no customer to send it to. Enter one.",
                repair=self.repair.name,
            )
        return self.env._(
            "The operation type of repair %(repair)s has no warehouse to send it "
            "from. Make the delivery in Inventory.",
            repair=self.repair.name,
        )

    def _reserve(self, moves, stock):
        stock = dict(stock)
        for move in moves:
            left = move.product_qty
            for quant in list(stock):
                taken = min(left, stock[quant])
                if self.unit.compare(taken, 0.0) <= 0:
                    continue
                stock[quant] -= taken
                left -= taken
                vals = move._prepare_move_line_vals(
                    quantity=taken, reserved_quant=quant
                )
                move.move_line_ids.with_context(reserved_quant=quant).create(vals)

    def _prepare_picking_vals(self, stock):
        locations = self.env["stock.location"].union(*[x.location_id for x in stock])
        if all(x._child_of(self.place) for x in locations):
            source = self.place
        elif len(locations) == 1:
            source = locations
        else:
            source = self.operation_type.warehouse_id.view_location_id
        destination = self.back.location_id or self.partner.property_stock_customer
        return {
            "helpdesk_ticket_id": self.repair.helpdesk_ticket_id.id,
            "helpdesk_service": self.picking._after_sales_service,
            "helpdesk_repair_id": self.repair.id,
            "after_sales_reason_id": self.repair.after_sales_reason_id.id,
            "return_id": self.back.id,
            "origin": self.repair.name,
            "user_id": False,
            "partner_id": self.partner.id,
            "picking_type_id": self.operation_type.id,
            "location_id": source.id,
            "location_dest_id": destination.id,
        }

    def _prepare_move_vals(self, picking, move, quantity):
        """Return the values of a move of the delivery.

        :param move: the return's move that brought the pieces, or none
        """
        vals = {
            "product_id": self.product.id,
            "product_uom_qty": quantity,
            "product_uom": self.unit.id,
            "picking_id": picking.id,
            "state": "draft",
            "date": fields.Datetime.now(),
            "origin": self.repair.name,
            "partner_id": self.partner.id,
            "company_id": picking.company_id.id,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
            "location_final_id": False,
            "picking_type_id": picking.picking_type_id.id,
            "warehouse_id": picking.picking_type_id.warehouse_id.id,
            "procure_method": "make_to_stock",
        }
        if move:
            vals |= {
                "origin_returned_move_id": move.id,
                # What did not lower the order's delivered quantity does not raise it.
                "to_refund": move.to_refund,
                "reference_ids": move.reference_ids.ids,
            }
        return vals
