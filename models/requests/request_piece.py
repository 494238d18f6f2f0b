# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from ..bought.bought_row import format_number, get_quantity


class RequestPiece:
    """One thing that a customer has and may ask something about; no model.

    An order line, or one lot or serial number of it. Counted in the product's own unit:
    of a dozen that they ordered people have twelve.
    """

    def __init__(self, row, lot, held, asked):
        """Take what is known of it.

        :param BoughtRow row: the order line
        :param lot: the ``stock.lot``, or none
        :param float held: how much the customer has
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
        return self.row.product.uom_id

    @property
    def left(self):
        """How much of it is asked for in no open request."""
        return max(0.0, self.unit.round(self.held - sum(self.asked.values())))

    @property
    def is_left(self):
        return self.unit.compare(self.left, 0.0) > 0

    @property
    def is_single(self):
        """Whether there is just one, of which nobody asks how many."""
        return (self.lot and self.product.tracking == "serial") or (
            self._is_whole and self.unit.compare(self.left, 1.0) <= 0
        )

    @property
    def _is_whole(self):
        # Of what is weighed or measured people may keep a part.
        return is_counted(self.unit)

    def is_askable(self, quantity):
        """Whether somebody can ask for so much: not for half a lamp.

        :param float quantity: no more than is left
        :rtype: bool
        """
        if self.unit.compare(quantity, 0.0) <= 0:
            return False
        return (
            not self._is_whole
            or self.unit.compare(quantity, round(quantity)) == 0
            or self.unit.compare(quantity, self.left) == 0
        )

    def format(self, quantity):
        """Return a quantity with its unit: "2 Units".

        :rtype: str
        """
        return f"{format_number(self.unit, quantity)} {self.unit.name}"

    @property
    def delivered_on(self):
        """When the last of it was delivered, in UTC; None before that."""
        moves = [x for x in self.row.deliveries if not self.lot or has_lot(x, self.lot)]
        return moves[-1].date if moves else None


def has_lot(move, lot):
    return lot in move.move_line_ids.lot_id


def is_counted(unit):
    """Whether a unit is the plain one, in which things are counted one by one.

    :rtype: bool
    """
    # From the cache: it is asked for each line.
    data = unit.env["ir.model.data"]
    return unit.id == data._xmlid_to_res_id("uom.product_uom_unit")


def get_held(row):
    """Return how much of an order line the customer has, by lot.

    :param BoughtRow row: the line
    :return: quantity by ``stock.lot`` in the product's unit; under no lot what has none
    :rtype: dict
    """
    none = row.lots.browse()
    unit = row.product.uom_id
    if any(x.product_id != row.product for x in row.deliveries):
        # A kit: nobody sends its single parts back.
        of_line = row.line.product_uom_id
        return {none: of_line._compute_quantity(row.held, unit, round=False)}
    if not row.lots:
        held = sum(map(get_quantity, row.deliveries)) - sum(
            map(get_quantity, row.backs)
        )
        return {none: unit.round(held)}
    held = defaultdict(float)
    for sign, moves in ((1, row.deliveries), (-1, row.backs)):
        for move in moves:
            for lot, quantity in move._return_get_quantities_by_lot().items():
                held[lot] += sign * quantity
    # Of which lot comes back what is on its way may not be known yet.
    unknown = -min(0.0, held.pop(none, 0.0))
    for lot in sorted(held, key=lambda x: x.id, reverse=True):
        off = min(max(held[lot], 0.0), unknown)
        held[lot] -= off
        unknown -= off
    return dict(held)
