# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from functools import cached_property

from odoo import Command


class ExactTaxData(dict):
    """Amounts for the lines of credit notes to come, by id of the invoice line.

    A class of its own, so that no client can put one into its context.
    """

    CONTEXT_KEY = "after_sales_exact_tax_data"


# Of :class:`RefundedLines`: the values of lines to add.
EXTRA_LINES = "extra lines"


class RefundedLines(dict):
    """What to copy of an invoice's lines for its credit note, by id of the line.

    The values that differ; nothing of the lines that are not in it. By id of the
    invoice. A class of its own, for the same reason.
    """

    CONTEXT_KEY = "after_sales_refunded_lines"


class RefundTaxData:
    """What the standard keeps of the amounts of a refund.

    It keeps the amounts of a line that do not follow from its price, such as those of
    a down payment, in ``extra_tax_data``; and drops them once somebody changes
    quantity, price, discount or taxes.
    """

    def __init__(self, amounts):
        """Take what a refund comes to.

        :param RefundAmounts amounts: of one invoice
        """
        self.amounts = amounts
        self.refund = amounts.refund
        self.invoice = amounts.invoice
        self.entries = amounts.entries
        self.currencies = amounts.currencies

    @property
    def tax_data(self):
        """What to write to ``extra_tax_data`` of the credit note's lines of pieces, by
        invoice line."""
        return self._prepared[0]

    @property
    def extra_lines(self):
        """The values of the credit note's lines of goodwill and fees."""
        return self._prepared[1]

    @cached_property
    def _prepared(self):
        tax_data = {
            line: self._prepare_tax_data(
                line,
                self.amounts.part,
                quantity=quantity,
                price_unit=self.amounts.get_price(line),
                discount=line.discount,
            )
            for line, (quantity, __) in self.refund.parts.items()
            if self.amounts.is_exact or line in self.refund.credited.shared_lines
        }
        extra_lines = [
            self._prepare_extra_line(line, kind, amounts)
            for kind, lines in (
                ("goodwill", self.amounts.goodwill),
                ("fee", self.amounts.fees),
            )
            for line, amounts in lines.items()
        ]
        has_discount = any(
            not key[0] for amounts in self.amounts.everything for key in amounts
        )
        if has_discount and (tax_data or extra_lines):
            self._settle_early_payment_discount(tax_data, extra_lines)
        return tax_data, extra_lines

    def _prepare_extra_line(self, line, kind, amounts):
        """Return the values of a line of goodwill, or of a fee.

        :param line: the invoice line it is for
        :param str kind: ``refund_kind``
        :param dict amounts: what it comes to
        """
        whole = line.price_unit * line.quantity * (1 - (line.discount or 0.0) / 100)
        total = self.entries.sum_up(amounts)
        ratio = total / line.price_total if line.price_total else 0.0
        price_unit = line.currency_id.round(whole * ratio)
        product = self.refund.get_product(kind)
        return {
            "display_type": "product",
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "name": self.refund.get_line_name(line, kind),
            "sequence": line.sequence,
            "quantity": 1.0,
            "price_unit": price_unit,
            "discount": 0.0,
            "tax_ids": [Command.set(line.tax_ids.ids)],
            "analytic_distribution": line.analytic_distribution,
            "refunded_line_id": line.id,
            "refund_kind": kind,
            "extra_tax_data": self._prepare_tax_data(
                line, amounts, quantity=1.0, price_unit=price_unit, discount=0.0
            ),
        }

    def _prepare_tax_data(self, line, part, **values):
        """Return the amounts of a line of the credit note as the standard keeps them.

        :param line: the invoice line it is for
        :param dict part: its amounts; among others
        :param values: quantity, price and discount with which it has them
        """
        manual = {
            # The standard ignores the other amounts where there are none of taxes.
            "0": {}
        }
        for (key_line, tax, what), amounts in part.items():
            if key_line == line and tax:
                name = "tax_amount" if what == "amount" else "base_amount"
                manual.setdefault(str(tax.id), {}).update(
                    self._name_amounts(name, amounts)
                )
        computation_key = (line.extra_tax_data or {}).get("computation_key")
        return {
            **({"computation_key": computation_key} if computation_key else {}),
            **self._name_amounts(
                "manual_total_excluded", part.get((line, None, "amount"), (0, 0))
            ),
            "manual_tax_amounts": manual,
            "currency_id": self.currencies[0].id,
            **values,
            "rate": self.invoice.invoice_currency_rate,
        }

    def _name_amounts(self, name, amounts):
        """Return amounts as the standard stores them; it converts those not given."""
        values = {f"{name}_currency": amounts[0]}
        if self.currencies[0] != self.currencies[1]:
            values[name] = amounts[1]
        return values

    def _settle_early_payment_discount(self, tax_data, extra_lines):
        """Let the taxes of a discount for early payment come out right, too.

        Its lines are made by the standard for each document anew, and so are their
        taxes: what these lack goes to the lines they belong to.

        :param dict tax_data: by invoice line, changed in place
        :param list extra_lines: values of lines, changed in place
        """
        quantities = {
            line: (quantity, self.amounts.get_price(line))
            for line, (quantity, __) in self.refund.parts.items()
        }
        draft = self.amounts.new_draft(quantities, tax_data, extra_lines)
        base_lines, __ = draft._get_rounded_base_and_tax_lines()
        found = self.entries.collect(base_lines, lambda line: {line._origin: 1.0})
        missing = defaultdict(lambda: (0.0, 0.0))
        for amounts, sign in [*((x, 1) for x in self.amounts.everything), (found, -1)]:
            for (__, tax, what), values in amounts.items():
                if tax and what == "amount":
                    missing[tax] = tuple(
                        x + sign * y for x, y in zip(missing[tax], values, strict=True)
                    )
        kept = [*tax_data.values(), *(x["extra_tax_data"] for x in extra_lines)]
        for tax, values in missing.items():
            for data in kept:
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
