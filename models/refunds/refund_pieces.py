# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property


class RefundPieces:
    """What the pieces that are refunded of an invoice come to.

    A part is a difference: what the standard computes for all that is credited then,
    less what is credited already. Of a line that is credited completely the first is
    what the invoice has, by its entries.

    Of a line of which goodwill was given, the money that is left is shared by the
    pieces that are left, and the last takes the rest: a piece is refunded at what was
    really paid for it.
    """

    def __init__(self, refund):
        """Take what is refunded.

        :param InvoiceRefund refund: what is chosen, in superuser mode
        """
        self.refund = refund
        self.invoice = refund.invoice
        self.env = refund.env
        self.entries = refund.credited.amounts
        self.currencies = self.entries.currencies

    @cached_property
    def is_exact(self):
        """Whether what is credited so far is told by quantities.

        Where somebody credited at another price there is no rest, line by line, to
        take: then a part is what the standard makes of it.
        """
        return not self.refund.credited.is_edited

    @property
    def is_by_money(self):
        """Whether goodwill was given of some line, or is."""
        return bool(self.refund.credited.shared_lines or self.refund.goodwill)

    @cached_property
    def pieces(self):
        """What pieces come to."""
        refund = self.refund
        entries = self.entries
        parts = refund.parts
        shared = {x for x in parts if x in refund.credited.shared_lines}
        is_last = refund.takes_all_pieces
        after = before = {}
        if shared or (self.is_exact and not is_last):
            after = self._compute(self._get_quantities(with_part=True))
        if shared:
            before = self._compute(self._get_quantities(with_part=False))
        keys = dict.fromkeys([*after, *entries.invoiced, *entries.credited])
        if not self.is_exact:
            part = dict(self._compute(parts))
            keys = [key for key in keys if key[0] in shared]
            return part | {x: self._get_share(x, after, before) for x in keys}
        complete = {line for line in refund.lines if not refund.leaves_pieces(line)}
        part = {}
        for key in keys:
            line = key[0]
            if not is_last and (line not in parts if line else self.is_by_money):
                continue
            rest = entries.get_rest(key)
            if is_last:
                # No entry may have two signs.
                rest = rest if rest[0] * rest[1] >= 0 else (rest[0], 0.0)
            elif line in shared:
                rest = self._get_share(key, after, before)
            elif line not in complete:
                step = entries.subtract(after.get(key), entries.credited.get(key))
                rest = self.bound_all(step, key)
            part[key] = rest
        return part

    def _get_share(self, key, after, before):
        """Return what pieces of a line get of the money that is left of it.

        Their price, less their share of what was credited beyond that of pieces.

        :param dict after: what the standard computes for the pieces credited then
        :param dict before: and for those credited already
        """
        line = key[0]
        quantity, left = self.refund.parts[line][0], self.refund.left[line]
        if not self.refund.leaves_pieces(line):
            return self.bound_all(self.entries.get_rest(key), key)
        price = self.entries.subtract(after.get(key), before.get(key))
        beyond = self.entries.subtract(self.entries.credited.get(key), before.get(key))
        share = tuple(amount * quantity / left for amount in beyond)
        return self.bound_all(self.entries.subtract(price, share), key)

    def bound_all(self, amounts, key):
        """Keep a part of an amount between nothing and what is left of it."""
        whole = self.entries.invoiced.get(key, (0.0, 0.0))
        return tuple(map(self._bound, amounts, self.entries.get_rest(key), whole))

    @staticmethod
    def _bound(amount, rest, whole):
        """Keep a part between nothing and what is left, in the sign of the whole."""
        sign = -1 if whole < 0 else 1
        return sign * max(min(sign * amount, sign * rest), 0.0)

    # ------------------------------------------------------------------
    # What the standard computes
    # ------------------------------------------------------------------

    def _get_quantities(self, with_part):
        """Return what is credited of each line: (quantity, unit price).

        :param bool with_part: what is credited then, instead of already
        """
        refund = self.refund
        quantities = {}
        for line in refund.lines:
            quantity, price_unit = 0.0, 0.0
            if with_part:
                quantity, price_unit = refund.parts.get(line, (0.0, 0.0))
            after = line.quantity - refund.left[line] + quantity
            price_after = line.price_unit
            if line._refund_is_proportional() and after:
                amount = refund.get_credited_price(line) + price_unit * quantity
                price_after = amount / after
            quantities[line] = (after, price_after)
        return quantities

    def new_draft(self, quantities, tax_data=None, extra_lines=()):
        """Return the invoice in memory, with other quantities.

        :param dict quantities: (quantity, unit price) by invoice line
        :param dict tax_data: ``extra_tax_data`` by invoice line
        :param extra_lines: values of more lines
        """
        draft = self.invoice.new(origin=self.invoice)
        for line in draft._refund_get_product_lines():
            if tax_data is not None:
                line.extra_tax_data = tax_data.get(line._origin, False)
            line.quantity, line.price_unit = quantities.get(
                line._origin, (0.0, line.price_unit)
            )
        for values in extra_lines:
            draft.invoice_line_ids += draft.invoice_line_ids.new(values)
        return draft

    def _compute(self, quantities):
        """Return the amounts that the standard computes for these quantities.

        With early-payment discounts, too.

        :param dict quantities: (quantity, unit price) by invoice line
        """
        base_lines, __ = self.new_draft(quantities)._get_rounded_base_and_tax_lines()
        return self.entries.collect(
            base_lines,
            lambda line: {line._origin: 1.0} if line._origin in quantities else {},
        )
