# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from functools import cached_property


class ExactTaxData(dict):
    """Amounts for the lines of credit notes to come, by id of the invoice line.

    A class of its own, so that no client can put one into its context.
    """

    CONTEXT_KEY = "after_sales_exact_tax_data"


class RefundedLines(dict):
    """What to copy of an invoice's lines for its credit note, by id of the line.

    The values that differ; nothing of the lines that are not in it. By id of the
    invoice. A class of its own, for the same reason.
    """

    CONTEXT_KEY = "after_sales_refunded_lines"


class RefundAmounts:
    """What a refund comes to, so that all parts of an invoice sum to the invoice.

    Rounded one by one they do not. So a part is a difference: what the standard
    computes for all that is credited then, less what is credited already. Of a line
    that is credited completely the first is what the invoice has, by its entries: the
    last part gets the rest, line by line and tax by tax, also where taxes were changed
    by hand.

    Over 300 lines: what is computed and what the standard keeps of it are two sides of
    the same sums, and are read together.

    Amounts are kept by (invoice line, tax, what): of the line itself where there is no
    tax, of an early-payment discount where there is no line. Each is a pair, in the
    invoice's currency and in the company's at the invoice's rate.
    """

    def __init__(self, refund):
        """Take what is refunded.

        :param InvoiceRefund refund: what is chosen, in superuser mode
        """
        self.refund = refund
        self.invoice = refund.invoice
        self.env = refund.env
        self.currencies = (
            self.invoice.currency_id,
            self.invoice.company_id.currency_id,
        )

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
        has_tax = any(key[1] and x[0] for key, x in self._summed.items())
        if rounding.strategy == "biggest_tax" and not has_tax:
            return amount
        # Its last tax takes the rest of the rounding, where the tax bears it.
        is_last = rounding.strategy == "biggest_tax" and not any(
            line.tax_ids and self.refund.leaves(line) for line in self.refund.lines
        )
        others = self.refund.credited.own_notes
        rounding = self.invoice._refund_round_together(rounding, others, is_last)
        return amount + rounding.compute_difference(self.currencies[0], amount)

    @cached_property
    def by_line(self):
        """What each line adds to it: amount by invoice line, taxes included."""
        amounts = {}
        for (line, __, __), (amount, __) in self._summed.items():
            if line:
                amounts[line] = amounts.get(line, 0.0) + amount
        return amounts

    @property
    def _unrounded(self):
        return sum(amount for amount, __ in self._summed.values())

    @property
    def _summed(self):
        # A tax of reverse charge is paid by whoever gets it: it adds nothing.
        return {
            key: amount
            for key, amount in self._part.items()
            if key[2] == "amount" and not (key[1] and key[1].has_negative_factor)
        }

    @cached_property
    def tax_data(self):
        """What to write to ``extra_tax_data`` of the credit note's lines, by invoice
        line.

        That field is how the standard keeps the amounts of a line that do not follow
        from its price, such as those of a down payment. It drops them once somebody
        changes quantity, price, discount or taxes.
        """
        if not self.is_exact:
            return {}
        tax_data = {line: self._prepare_tax_data(line) for line in self.refund.parts}
        if any(not line for line, __, __ in self._part):
            self._settle_early_payment_discount(tax_data)
        return tax_data

    # ------------------------------------------------------------------
    # How it is computed
    # ------------------------------------------------------------------

    @cached_property
    def is_exact(self):
        """Whether what is credited so far is told by quantities.

        Where somebody credited at another price there is no rest, line by line, to
        take: then a part is what the standard makes of it.
        """
        return not self.refund.credited.is_edited

    @cached_property
    def _part(self):
        refund = self.refund
        parts = refund.parts
        if not self.is_exact:
            return dict(self._compute(parts))
        is_last = refund.takes_all_left
        complete = {line for line in refund.lines if not refund.leaves(line)}
        after = {} if is_last else self._compute(self._get_quantities_after())
        part = {}
        for key in dict.fromkeys([*after, *self._invoiced, *self._credited]):
            line = key[0]
            if line and line not in parts and not is_last:
                continue
            rest = self._subtract(self._invoiced.get(key), self._credited.get(key))
            if is_last:
                # No entry may have two signs.
                part[key] = rest if rest[0] * rest[1] >= 0 else (rest[0], 0.0)
                continue
            if line not in complete:
                step = self._subtract(after.get(key), self._credited.get(key))
                whole = self._invoiced.get(key, (0.0, 0.0))
                rest = tuple(map(self._bound, step, rest, whole))
            part[key] = rest
        self._move_what_nobody_bears(part, keep=is_last)
        return part

    def _subtract(self, amounts, others):
        return tuple(
            currency.round(amount - other)
            for currency, amount, other in zip(
                self.currencies,
                amounts or (0.0, 0.0),
                others or (0.0, 0.0),
                strict=True,
            )
        )

    @staticmethod
    def _bound(amount, rest, whole):
        """Keep a part between nothing and what is left, in the sign of the whole."""
        sign = -1 if whole < 0 else 1
        return sign * max(min(sign * amount, sign * rest), 0.0)

    def _move_what_nobody_bears(self, part, keep):
        """Take off what no line of the credit note can bear.

        Cents: a credit note made elsewhere rounds its lines in its own way, and the
        taxes of a discount for early payment round differently each time.

        :param dict part: changed in place
        :param bool keep: give it to lines that can
        """
        parts = self.refund.parts
        taxes = {tax for line, tax, __ in part if line in parts}
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

    def _get_quantities_after(self):
        """Return what is credited of each line then: (quantity, unit price)."""
        refund = self.refund
        quantities = {}
        for line in refund.lines:
            quantity, price_unit = refund.parts.get(line, (0.0, 0.0))
            after = line.quantity - refund.left[line] + quantity
            price_after = line.price_unit
            if line._refund_is_proportional() and after:
                amount = refund.get_credited_price(line) + price_unit * quantity
                price_after = amount / after
            quantities[line] = (after, price_after)
        return quantities

    def _new_draft(self, quantities, tax_data=None):
        """Return the invoice in memory, with other quantities."""
        draft = self.invoice.new(origin=self.invoice)
        for line in draft._refund_get_product_lines():
            if tax_data is not None:
                line.extra_tax_data = tax_data.get(line._origin, False)
            line.quantity, line.price_unit = quantities.get(
                line._origin, (0.0, line.price_unit)
            )
        return draft

    def _compute(self, quantities):
        """Return the amounts that the standard computes for these quantities.

        With early-payment discounts, too.

        :param dict quantities: (quantity, unit price) by invoice line
        """
        base_lines, __ = self._new_draft(quantities)._get_rounded_base_and_tax_lines()
        return self._collect(
            base_lines,
            lambda line: {line._origin: 1.0} if line._origin in quantities else {},
        )

    @cached_property
    def _invoiced(self):
        return self._read(self.invoice, lambda line: {line: 1.0})

    @cached_property
    def _credited(self):
        """What credit notes that are not cancelled took of the invoice."""
        shares = defaultdict(dict)
        for line in self.refund.lines:
            for credit, quantity in self.refund.credited.by_line[line]:
                whole = credit._refund_convert_quantity(line)
                if whole:
                    shares[credit][line] = quantity / whole
        own = self.refund.credited.own_notes
        amounts = defaultdict(lambda: (0.0, 0.0))
        for note in self.env["account.move"].union(*[x.move_id for x in shares]):
            found = self._read(note, lambda line: shares.get(line, {}), note in own)
            for key, value in found.items():
                amounts[key] = tuple(map(sum, zip(amounts[key], value, strict=True)))
        return amounts

    def _read(self, move, get_shares, with_discount=True):
        """Return the amounts that the entries of a document have.

        :param move: the invoice, or one of its credit notes
        :param get_shares: from a line of the document to its share by invoice line
        :param bool with_discount: read its early-payment discount
        """
        base_lines, tax_lines = move._get_rounded_base_and_tax_lines(
            round_from_tax_lines=False
        )
        self.env["account.tax"]._round_tax_details_tax_amounts_from_tax_lines(
            base_lines,
            move.company_id,
            # A cash rounding may be booked on a tax, and is none.
            [x for x in tax_lines if x["record"].display_type == "tax"],
        )
        amounts = self._collect(base_lines, get_shares, with_discount)
        rate = self.invoice.invoice_currency_rate
        if move.invoice_currency_rate == rate:
            return amounts
        company_currency = self.currencies[1]
        return {
            key: (amount, company_currency.round(amount / rate) if rate else 0.0)
            for key, (amount, __) in amounts.items()
        }

    def _collect(self, base_lines, get_shares, with_discount=True):
        amounts = defaultdict(lambda: (0.0, 0.0))

        def add(key, share, *values):
            amounts[key] = tuple(
                before + currency.round(value * share)
                for currency, before, value in zip(
                    self.currencies, amounts[key], values, strict=True
                )
            )

        for base_line in base_lines:
            details = base_line["tax_details"]
            if base_line["special_type"] == "early_payment":
                shares = {self.env["account.move.line"]: 1.0} if with_discount else {}
            elif base_line["special_type"]:
                continue
            else:
                shares = get_shares(base_line["record"])
            for line, share in shares.items():
                if line:
                    add((line, None, "amount"), share, *self._get_base(base_line))
                for tax_data in details["taxes_data"]:
                    if tax_data["is_reverse_charge"]:
                        continue
                    for what, name in (
                        ("amount", "tax_amount"),
                        ("base", "base_amount"),
                    ):
                        add(
                            (line, tax_data["tax"], what),
                            share,
                            tax_data[f"{name}_currency"],
                            tax_data[name],
                        )
        return amounts

    @staticmethod
    def _get_base(base_line):
        line, sign = base_line["record"], base_line["sign"]
        if line.id:
            return sign * line.amount_currency, sign * line.balance
        details = base_line["tax_details"]
        return tuple(
            details[f"total_excluded{suffix}"]
            + details[f"delta_total_excluded{suffix}"]
            for suffix in ("_currency", "")
        )

    # ------------------------------------------------------------------
    # What the standard keeps of it
    # ------------------------------------------------------------------

    def _prepare_tax_data(self, line):
        quantity, price_unit = self.refund.parts[line]
        manual = {
            # The standard ignores the other amounts where there are none of taxes.
            "0": {}
        }
        for (key_line, tax, what), amounts in self._part.items():
            if key_line == line and tax:
                name = "tax_amount" if what == "amount" else "base_amount"
                manual.setdefault(str(tax.id), {}).update(
                    self._name_amounts(name, amounts)
                )
        computation_key = (line.extra_tax_data or {}).get("computation_key")
        return {
            **({"computation_key": computation_key} if computation_key else {}),
            **self._name_amounts(
                "manual_total_excluded", self._part.get((line, None, "amount"), (0, 0))
            ),
            "manual_tax_amounts": manual,
            "currency_id": self.currencies[0].id,
            "price_unit": price_unit,
            "discount": line.discount,
            "quantity": quantity,
            "rate": self.invoice.invoice_currency_rate,
        }

    def _name_amounts(self, name, amounts):
        """Return amounts as the standard stores them; it converts those not given."""
        values = {f"{name}_currency": amounts[0]}
        if self.currencies[0] != self.currencies[1]:
            values[name] = amounts[1]
        return values

    def _settle_early_payment_discount(self, tax_data):
        """Let the taxes of a discount for early payment come out right, too.

        Its lines are made by the standard for each document anew, and so are their
        taxes: what these lack goes to the lines they belong to.

        :param dict tax_data: by invoice line, changed in place
        """
        draft = self._new_draft(self.refund.parts, tax_data)
        base_lines, __ = draft._get_rounded_base_and_tax_lines()
        found = self._collect(base_lines, lambda line: {line._origin: 1.0})
        missing = defaultdict(lambda: (0.0, 0.0))
        for amounts, sign in ((self._part, 1), (found, -1)):
            for (__, tax, what), values in amounts.items():
                if tax and what == "amount":
                    missing[tax] = tuple(
                        x + sign * y for x, y in zip(missing[tax], values, strict=True)
                    )
        for tax, values in missing.items():
            for data in tax_data.values():
                manual = data["manual_tax_amounts"].get(str(tax.id))
                if manual:
                    for name, value, currency in zip(
                        ("tax_amount_currency", "tax_amount"),
                        values,
                        self.currencies,
                        strict=True,
                    ):
                        if name in manual:
                            manual[name] = currency.round(manual[name] + value)
                    break
