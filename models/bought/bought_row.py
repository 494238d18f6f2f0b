# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from functools import cached_property


class BoughtRow:
    """What is known of one order line of a customer; no model.

    Each service adds what it knows in ``helpdesk.ticket._bought_complete_rows``.
    """

    def __init__(self, line, moves):
        """Take a line and its stock moves.

        :param line: a ``sale.order.line`` in superuser mode, which the user may read
        :param moves: its ``stock.move``, not cancelled, in the order of their dates
        """
        self.line = line
        self.product = line.product_id
        self.order = line.order_id
        # What brought it to the customer, and what brought it back or is to.
        self.deliveries = [x for x in moves if is_delivery(x) and x.state == "done"]
        self.backs = [x for x in moves if is_back(x)]
        # The serial number that it is about, one of ``lots``; or none.
        self.lot = line.env["stock.lot"]
        # Numbers of documents of this line that stand in the ticket.
        self.names = set()
        # Sentences: what happened ("returned": "Returned: 2 Units").
        self.facts = {}
        # Sentences with a date, and whether it is over.
        self.terms = {}

    @property
    def is_goods(self):
        """Whether it can be delivered, taken back and repaired at all."""
        return self.product.type == "consu"

    @cached_property
    def lots(self):
        """Its lots and serial numbers, as far as delivered."""
        lots = self.line.env["stock.lot"]
        for move in self.deliveries:
            lots |= move.move_line_ids.lot_id
        return lots

    @cached_property
    def delivered(self):
        """How much the customer got, in the line's unit."""
        if not self.deliveries:
            return 0.0
        if self._is_kit:
            return self.line.product_uom_qty
        return self._sum(self.deliveries)

    @cached_property
    def returned(self):
        """How much is back, in the line's unit."""
        return self._get_back([x for x in self.backs if x.state == "done"])

    @cached_property
    def returning(self):
        """How much is on its way back, in the line's unit."""
        return self._get_back([x for x in self.backs if x.state != "done"])

    @property
    def held(self):
        """How much the customer has, nothing of it on its way back."""
        unit = self.line.product_uom_id
        return unit.round(self.delivered - self.returned - self.returning)

    @property
    def first_deliveries(self):
        """What delivered it; not what handed back a piece that was returned."""
        firsts = [x for x in self.deliveries if not x.origin_returned_move_id]
        if self.lot:
            firsts = [x for x in firsts if self.lot in x.move_line_ids.lot_id]
        return firsts

    def format(self, quantity):
        """Return a quantity with the line's unit: "2 Units".

        :rtype: str
        """
        unit = self.line.product_uom_id
        return f"{format_number(unit, quantity)} {unit.name}"

    @property
    def _is_kit(self):
        return any(x.product_id != self.product for x in self.deliveries)

    def _get_back(self, backs):
        if not self._is_kit:
            return self._sum(backs)
        # Of a kit as much is back as of the component of which the least is.
        out, back = defaultdict(float), defaultdict(float)
        for quantities, moves in ((out, self.deliveries), (back, backs)):
            for move in moves:
                quantities[move.product_id] += get_quantity(move)
        parts = [back[x] / out[x] for x in out if out[x]]
        return self.delivered * min(parts, default=0.0)

    def _sum(self, moves):
        quantity = sum(map(get_quantity, moves))
        return self.product.uom_id._compute_quantity(
            quantity, self.line.product_uom_id, round=False
        )


def format_number(unit, quantity):
    """Return a quantity as people write it, without zeros at its end.

    :rtype: str
    """
    return f"{unit.round(quantity):.12g}"


def get_quantity(move):
    """Return how much a move moves, or is to, in the product's unit."""
    quantity = move.quantity if move.state == "done" else move.product_uom_qty
    return move.product_uom._compute_quantity(
        quantity, move.product_id.uom_id, round=False
    )


def is_delivery(move):
    return (
        move.location_dest_id.usage == "customer"
        and move.location_id.usage != "customer"
    )


def is_back(move):
    return (
        move.location_id.usage == "customer"
        and move.location_dest_id.usage != "customer"
    )
