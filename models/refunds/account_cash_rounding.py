# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import models


class RoundedTogether(NamedTuple):
    """What to round a credit note together with, in the invoice's currency.

    A class of its own, so that no client can put one into its context.
    """

    # Totals of the invoice and of its other credit notes, before their rounding.
    invoiced: float
    credited: float
    # The cash rounding of these.
    invoiced_rounding: float
    credited_rounding: float
    # Whether nothing is left that could bear a rounding later.
    is_last: bool


class AccountCashRounding(models.Model):
    _inherit = "account.cash.rounding"

    def compute_difference(self, currency, amount):
        # EXTENDS 'account': parts of an invoice are rounded together with what is
        # credited of it already. 20 pieces at 0.03 come to 0.60; rounded to 5 cents
        # one by one they would come to 1.00.
        together = self.env.context.get("after_sales_rounded_together")
        if not isinstance(together, RoundedTogether):
            return super().compute_difference(currency, amount)
        total = together.credited + amount
        if together.is_last or currency.is_zero(total - together.invoiced):
            rounding = together.invoiced_rounding
        else:
            rounding = super().compute_difference(currency, total)
        return currency.round(rounding - together.credited_rounding)
