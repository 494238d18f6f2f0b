# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from functools import cached_property

EARLY_PAYMENT = "early_payment"


class InvoiceAmounts:
    """What the entries of an invoice have, and what those of its credit notes take.

    Amounts are kept by (invoice line, tax, what): of the line itself where there is no
    tax, of an early-payment discount where there is no line. Each is a pair, in the
    invoice's currency and in the company's at the invoice's rate.
    """

    def __init__(self, taken):
        """Take an invoice, and what credits it.

        :param InvoiceCredits taken: of one invoice, in superuser mode
        """
        self.credits = taken
        self.invoice = taken.invoice
        self.env = self.invoice.env
        self.currencies = (
            self.invoice.currency_id,
            self.invoice.company_id.currency_id,
        )

    @cached_property
    def invoiced(self):
        """What the invoice has."""
        return self._read(self.invoice, lambda line: {line: 1.0})

    @cached_property
    def credited(self):
        """What credit notes that are not cancelled took of the invoice.

        Before their fees: these were withheld, not left.
        """
        shares = defaultdict(dict)
        for line in self.credits.lines:
            for credit, quantity in self.credits.by_line[line]:
                if credit.refund_kind == "fee":
                    continue
                if credit._refund_is_money_only():
                    shares[credit][line] = 1.0
                elif whole := credit._refund_convert_quantity(line):
                    shares[credit][line] = quantity / whole
        own = self.credits.own_notes
        amounts = defaultdict(lambda: (0.0, 0.0))
        notes = [x.move_id for x in shares] + [x.move_id for x in self.credits.fee_of]
        for note in self.env["account.move"].union(*notes):
            found = self._read(note, lambda line: shares.get(line, {}), note in own)
            for key, value in found.items():
                amounts[key] = self.add(amounts[key], value)
        for key, value in self._fees.items():
            line, tax, what = key
            # The discount for early payment that the fees had is no part of it.
            if tax and (line.browse(), tax, what) in amounts:
                discount = self.get_early_payment(tax, what, value)
                none = (line.browse(), tax, what)
                amounts[none] = self.subtract(amounts[none], discount)
        return amounts

    @cached_property
    def _fees(self):
        """The fees that credit notes withheld; negative."""
        fee_of = self.credits.fee_of
        amounts = defaultdict(lambda: (0.0, 0.0))
        for note in self.env["account.move"].union(*[x.move_id for x in fee_of]):
            found = self._read(
                note,
                lambda line: {fee_of[line]: 1.0} if line in fee_of else {},
                with_discount=False,
            )
            for key, value in found.items():
                amounts[key] = self.add(amounts[key], value)
        return amounts

    def get_rest(self, key):
        """Return what is left of an amount of the invoice."""
        return self.subtract(self.invoiced.get(key), self.credited.get(key))

    def get_left(self, line):
        """Return what is left of an invoice line, taxes included, in its currency."""
        return self.sum_up(
            {key: self.get_rest(key) for key in self.invoiced if key[0] == line}
        )

    def get_early_payment(self, tax, what, amounts):
        """Return the part of the early-payment discount that goes with some amounts.

        :param tax: a tax
        :param str what: ``amount`` or ``base`` of it
        :param tuple amounts: of lines
        """
        of_lines = self._of_lines.get((tax, what), (0.0, 0.0))
        line = self.env["account.move.line"]
        discount = self.invoiced.get((line, tax, what), (0.0, 0.0))
        return tuple(
            currency.round(amount * part / whole) if whole else 0.0
            for currency, amount, part, whole in zip(
                self.currencies, amounts, discount, of_lines, strict=True
            )
        )

    @cached_property
    def _of_lines(self):
        """What the invoice's lines have together, by tax."""
        sums = {}
        for (line, tax, what), value in self.invoiced.items():
            if line and tax:
                sums[tax, what] = self.add(sums.get((tax, what)), value)
        return sums

    # ------------------------------------------------------------------
    # Sums
    # ------------------------------------------------------------------

    def add(self, amounts, others):
        """Return the sum of two pairs of amounts."""
        return tuple(map(sum, zip(amounts or (0.0, 0.0), others, strict=True)))

    def subtract(self, amounts, others):
        """Return the difference of two pairs of amounts, rounded."""
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
    def is_summed(key):
        """Whether an amount adds to a total.

        A tax of reverse charge is paid by whoever gets it: it adds nothing.
        """
        __, tax, what = key
        return what == "amount" and not (tax and tax.has_negative_factor)

    def sum_up(self, amounts):
        """Return what amounts come to, taxes included, in the invoice's currency."""
        return self.currencies[0].round(
            sum(pair[0] for key, pair in amounts.items() if self.is_summed(key))
        )

    # ------------------------------------------------------------------
    # What a document has
    # ------------------------------------------------------------------

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
        amounts = self.collect(base_lines, get_shares, with_discount)
        rate = self.invoice.invoice_currency_rate
        if move.invoice_currency_rate == rate:
            return amounts
        company_currency = self.currencies[1]
        return {
            key: (amount, company_currency.round(amount / rate) if rate else 0.0)
            for key, (amount, __) in amounts.items()
        }

    def collect(self, base_lines, get_shares, with_discount=True):
        """Return the amounts that the standard has computed of lines.

        :param list base_lines: as the standard computes taxes by
        :param get_shares: see :meth:`_read`
        :param bool with_discount: see :meth:`_read`
        """
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
            if base_line["special_type"] == EARLY_PAYMENT:
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
