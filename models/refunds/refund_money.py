# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple


class Goodwill(NamedTuple):
    """What to give back of an invoice line's price, its pieces staying out."""

    # Of what is left of the line, between 0 and 100; or else an amount in the
    # invoice's currency, taxes included.
    percent: float = 0.0
    amount: float = 0.0

    def get_amount(self, left, currency):
        """Return it in the invoice's currency, taxes included.

        :param float left: what is left of the line then, taxes included
        :param currency: the invoice's currency
        :rtype: float
        """
        amount = left * self.percent / 100 if self.percent else self.amount
        return currency.round(amount)


class Fee(NamedTuple):
    """What to withhold of the pieces of an invoice line that come back."""

    # Of what is refunded of them; or else an amount for each piece, in the invoice's
    # currency, taxes included.
    percent: float = 0.0
    amount: float = 0.0

    def get_amount(self, refunded, quantity, currency):
        """Return it in the invoice's currency, taxes included.

        Never more than is refunded.

        :param float refunded: what is refunded of the line, taxes included
        :param float quantity: how many pieces of it
        :param currency: the invoice's currency
        :rtype: float
        """
        amount = refunded * self.percent / 100 or self.amount * abs(quantity)
        return max(min(currency.round(amount), currency.round(refunded)), 0.0)


def split(entries, amounts, wanted):
    """Return a part of amounts that comes to what is wanted, to the cent.

    Each in proportion; the line itself bears what the rounding of its taxes leaves.

    :param InvoiceAmounts entries: of the invoice
    :param dict amounts: of one invoice line, see :class:`InvoiceAmounts`
    :param float wanted: what the part is to come to, taxes included
    :rtype: dict
    """
    whole = entries.sum_up(amounts)
    if not whole:
        return {}
    ratio = wanted / whole
    part = {
        key: tuple(
            currency.round(amount * ratio)
            for currency, amount in zip(entries.currencies, pair, strict=True)
        )
        for key, pair in amounts.items()
    }
    (base_key,) = (key for key in amounts if not key[1])
    currency, company_currency = entries.currencies
    amount = currency.round(part[base_key][0] + wanted - entries.sum_up(part))
    base = (amount, amount if currency == company_currency else part[base_key][1])
    same = amounts[base_key]
    return {
        key: base
        if key == base_key or (key[2] == "base" and pair == same)
        else part[key]
        for key, pair in amounts.items()
    }
