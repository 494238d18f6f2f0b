# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property

from .refund_money import split
from .refund_pieces import RefundPieces


class RefundAmounts(RefundPieces):
    """What a refund comes to, so that all parts of an invoice sum to the invoice.

    Rounded one by one they do not: the last part gets the rest, line by line and tax by
    tax, also where taxes were changed by hand. Goodwill takes money of a line, but no
    piece; a fee is withheld of what is refunded, and counts as given.

    Amounts are kept as in :class:`InvoiceAmounts`.
    """

    # ------------------------------------------------------------------
    # What comes out
    # ------------------------------------------------------------------

    @property
    def total(self):
        """The total of the credit note to come, taxes and cash rounding included."""
        amount = self.currencies[0].round(self._unrounded)
        rounding = self.invoice.invoice_cash_rounding_id
        if not rounding:
            return amount
        has_tax = any(key[1] and x[0] for key, x in self._summed)
        if rounding.strategy == "biggest_tax" and not has_tax:
            return amount
        # Its last tax takes the rest of the rounding, where the tax bears it.
        is_last = (
            rounding.strategy == "biggest_tax"
            and not (self.fees or self.refund.credited.fee_of)
            and not any(
                line.tax_ids and self.refund.leaves(line) for line in self.refund.lines
            )
        )
        others = self.refund.credited.own_notes
        rounding = self.invoice._refund_round_together(rounding, others, is_last)
        return amount + rounding.compute_difference(self.currencies[0], amount)

    @cached_property
    def by_line(self):
        """What each line adds to it: amount by invoice line, taxes included."""
        amounts = {}
        for (line, __, __), (amount, __) in self._summed:
            if line:
                amounts[line] = amounts.get(line, 0.0) + amount
        return amounts

    @property
    def _unrounded(self):
        return sum(amount for __, (amount, __) in self._summed)

    @property
    def _summed(self):
        return [
            (key, pair)
            for amounts in self.everything
            for key, pair in amounts.items()
            if self.entries.is_summed(key)
        ]

    @property
    def everything(self):
        """All that the credit note comes to, before its cash rounding."""
        return [
            self.part,
            *self.goodwill.values(),
            *self.fees.values(),
            self._fees_discount,
        ]

    def get_price(self, line):
        """Return the unit price at which pieces of a line are refunded.

        :param line: an invoice line
        :rtype: float
        """
        quantity, price_unit = self.refund.parts[line]
        whole = line.price_total * quantity / line.quantity if line.quantity else 0.0
        if line not in self.refund.credited.shared_lines or not whole:
            return price_unit
        price = price_unit * self._get_refunded(line) / whole
        rounded = line.currency_id.round(price)
        is_same = line.currency_id.is_zero((price - rounded) * quantity)
        return rounded if is_same else price

    def _get_refunded(self, line):
        """Return what is refunded of the pieces of a line, taxes included."""
        return self.entries.sum_up(
            {key: pair for key, pair in self.part.items() if key[0] == line}
        )

    # ------------------------------------------------------------------
    # How it is computed
    # ------------------------------------------------------------------

    @cached_property
    def part(self):
        """What pieces come to, with the discount for early payment of all."""
        part = dict(self.pieces)
        is_last = self.refund.takes_all_pieces
        if self.is_by_money and not (is_last and self.is_exact):
            lines = [self.pieces, *self.goodwill.values()]
            part |= self._get_early_payment(dict(enumerate(lines)), bound=self.is_exact)
        if not self.is_exact:
            return part
        self._move_what_nobody_bears(part, keep=is_last)
        return part

    # ------------------------------------------------------------------
    # Goodwill, and fees
    # ------------------------------------------------------------------

    @cached_property
    def goodwill(self):
        """What is given of a line besides its pieces, by invoice line."""
        goodwill = {}
        for line, chosen in self.refund.goodwill.items():
            rest = self._get_rest_of(line)
            left = self.entries.sum_up(rest)
            amount = chosen.get_amount(left, self.currencies[0])
            if amount and left:
                # All of it is the rest, to the cent.
                is_all = not self.currencies[0].compare_amounts(amount, left)
                goodwill[line] = rest if is_all else split(self.entries, rest, amount)
        return goodwill

    def get_goodwill_left(self, line):
        """Return what is left of a line for goodwill, taxes included.

        :param line: an invoice line
        :rtype: float
        """
        if not self.refund.leaves_pieces(line):
            return 0.0
        return self.entries.sum_up(self._get_rest_of(line))

    def _get_rest_of(self, line):
        """Return what is left of a line besides its pieces that are refunded."""
        return {
            key: self.bound_all(
                self.entries.subtract(self.entries.get_rest(key), self.pieces.get(key)),
                key,
            )
            for key in self.entries.invoiced
            if key[0] == line
        }

    @cached_property
    def exhausted(self):
        """The lines of which goodwill takes all the money that is left."""
        return {
            line
            for line, amounts in self.goodwill.items()
            if not self.currencies[0].compare_amounts(
                self.entries.sum_up(amounts), self.get_goodwill_left(line)
            )
        }

    @cached_property
    def fees(self):
        """What is withheld of the pieces of a line, by invoice line; negative."""
        fees = {}
        for line, fee in self.refund.fees.items():
            if line not in self.refund.parts:
                continue
            amount = fee.get_amount(
                max(self._get_refunded(line) + self._get_discount_on(line), 0.0),
                self.refund.parts[line][0],
                self.currencies[0],
            )
            if amount:
                amounts = {x: pair for x, pair in self.part.items() if x[0] == line}
                fees[line] = split(self.entries, amounts, -amount)
        return fees

    def _get_discount_on(self, line):
        """Return the part of discounts on several lines that a line bears; negative."""
        others = self.refund.lines.filtered(lambda x: not x._refund_is_proportional())
        share = 0.0
        for discount in self.refund.parts:
            if discount in others:
                continue
            lowered = [
                x for x in discount._refund_get_discounted(others) if x in self._lines
            ]
            whole = sum(map(self._get_refunded, lowered))
            if line in lowered and whole:
                ratio = self._get_refunded(line) / whole
                share += self._get_refunded(discount) * ratio
        return share

    @property
    def _lines(self):
        return self.refund.parts.keys()

    @cached_property
    def _fees_discount(self):
        """What the fees lower the discount for early payment by."""
        return self._get_early_payment(self.fees) if self.fees else {}

    def _get_early_payment(self, lines, bound=False):
        """Return the part of the early-payment discount that goes with some amounts.

        :param dict lines: amounts, by whatever they are of
        :param bool bound: keep it between nothing and what is left of it; all that is
            left where nothing of the invoice is left then
        """
        none = self.env["account.move.line"]
        discounted = [key for key in self.entries.invoiced if not key[0]]
        if not discounted:
            return {}
        sums = {}
        for amounts in lines.values():
            for (line, tax, what), pair in amounts.items():
                if line and tax:
                    sums[tax, what] = self.entries.add(sums.get((tax, what)), pair)
        discounts = {}
        for key in discounted:
            pair = sums.get(key[1:], (0.0, 0.0))
            discounts[key] = self.entries.get_early_payment(key[1], key[2], pair)
            if bound:
                discounts[key] = (
                    self.entries.get_rest(key)
                    if self.refund.takes_all_left
                    else self.bound_all(discounts[key], key)
                )
        return {(none, *key[1:]): pair for key, pair in discounts.items()}

    # ------------------------------------------------------------------
    # The sums
    # ------------------------------------------------------------------

    def _move_what_nobody_bears(self, part, keep):
        """Take off what no line of the credit note can bear.

        Cents: a credit note made elsewhere rounds its lines in its own way, and the
        taxes of a discount for early payment round differently each time.

        :param dict part: changed in place
        :param bool keep: give it to lines that can
        """
        parts = self.refund.parts
        taxes = {tax for line, tax, __ in part if line in parts}
        taxes |= {x[1] for amounts in self.goodwill.values() for x in amounts}
        # Those without line last: they may get it, too.
        for key in sorted(part, key=lambda x: not x[0]):
            if key[0] in parts or (not key[0] and key[1] in taxes):
                continue
            amounts = part.pop(key)
            others = [x for x in part if x[1:] == key[1:] and x[0] in parts]
            if keep and not others and key[0]:
                others = [x for x in part if x[1:] == key[1:] and not x[0]]
            if keep and others:
                other = max(others, key=lambda x: abs(part[x][0]))
                part[other] = tuple(map(sum, zip(part[other], amounts, strict=True)))
