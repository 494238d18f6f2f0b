# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict


class RequestPiece:
    """One thing that a customer has and may ask something about; no model.

    An order line, or one lot or serial number of it.
    """

    def __init__(self, row, lot, held, asked):
        """Take what is known of it.

        :param BoughtRow row: the order line
        :param lot: the ``stock.lot``, or none
        :param float held: how much the customer has, in the line's unit
        :param dict asked: quantity by open ``helpdesk.after.sales.request``
        """
        self.row = row
        self.lot = lot
        self.held = held
        self.asked = asked

    @property
    def key(self):
        """What a form calls it: "12", or "12-5" with its lot."""
        return (
            f"{self.row.line.id}-{self.lot.id}" if self.lot else f"{self.row.line.id}"
        )

    @property
    def line(self):
        return self.row.line

    @property
    def product(self):
        return self.row.product

    @property
    def unit(self):
        return self.row.line.product_uom_id

    @property
    def left(self):
        """How much of it is asked for in no open request, in the line's unit."""
        return max(0.0, self.unit.round(self.held - sum(self.asked.values())))

    @property
    def is_left(self):
        return self.unit.compare(self.left, 0.0) > 0

    @property
    def is_single(self):
        """Whether there is just one, of which nobody asks how many."""
        return self.unit.compare(self.left, 1.0) <= 0

    @property
    def delivered_on(self):
        """When the last of it was delivered, in UTC; None before that."""
        moves = [x for x in self.row.deliveries if not self.lot or has_lot(x, self.lot)]
        return moves[-1].date if moves else None


def has_lot(move, lot):
    return lot in move.move_line_ids.lot_id


def get_held(row):
    """Return how much of an order line the customer has, by lot.

    :param BoughtRow row: the line
    :return: quantity by ``stock.lot`` in the line's unit; under no lot what has none
    :rtype: dict
    """
    none = row.lots.browse()
    if not row.lots or any(x.product_id != row.product for x in row.deliveries):
        return {none: row.held}
    held = defaultdict(float)
    for sign, moves in ((1, row.deliveries), (-1, row.backs)):
        for move in moves:
            for lot, quantity in move._return_get_quantities_by_lot().items():
                held[lot] += sign * row.product.uom_id._compute_quantity(
                    quantity, row.line.product_uom_id, round=False
                )
    # Of which lot comes back what is on its way may not be known yet.
    unknown = -min(0.0, held.pop(none, 0.0))
    for lot in sorted(held, key=lambda x: x.id, reverse=True):
        off = min(max(held[lot], 0.0), unknown)
        held[lot] -= off
        unknown -= off
    return dict(held)
