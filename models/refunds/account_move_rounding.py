# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .account_cash_rounding import RoundedTogether
from .invoice_credits import InvoiceCredits


class AccountMove(models.Model):
    """The cash rounding of parts of an invoice; the rest is in ``account_move``."""

    _inherit = "account.move"

    def _refund_get_cash_rounding(self, amount="amount_currency"):
        """Return what cash rounding adds to the totals of these documents."""
        return sum(
            line.move_id.direction_sign * line[amount]
            for line in self.line_ids
            if line.display_type == "rounding"
        )

    def _refund_round_together(self, rounding, others, is_last):
        """Let a cash rounding round a credit note together with this invoice's others.

        :param rounding: ``account.cash.rounding``, one record
        :param others: its own credit notes besides that one
        :param bool is_last: whether no later one can bear a rounding
        :return: the rounding, in a context
        """
        invoiced = self._refund_get_cash_rounding()
        credited = others._refund_get_cash_rounding()
        return rounding.with_context(
            after_sales_rounded_together=RoundedTogether(
                invoiced=self.amount_total - invoiced,
                credited=sum(others.mapped("amount_total")) - credited,
                invoiced_rounding=invoiced,
                credited_rounding=credited,
                is_last=is_last,
            )
        )

    def _recompute_cash_rounding_lines(self):
        # EXTENDS 'account'
        # sudo: all credit notes count, also those the user may not read.
        refund = self.sudo()
        invoice = refund.reversed_entry_id
        rounding = refund.invoice_cash_rounding_id
        if not refund._refund_is_rounded_together():
            return super()._recompute_cash_rounding_lines()
        taken = InvoiceCredits.of(invoice)[invoice]
        # What was withheld is not in the totals of the others.
        is_last = not taken.fee_of and not any(
            left
            for line, left in taken.left.items()
            if line.tax_ids or rounding.strategy != "biggest_tax"
        )
        others = taken.own_notes - refund
        rounding = invoice._refund_round_together(
            rounding, others, is_last and rounding.strategy == "biggest_tax"
        )
        super(
            AccountMove, self.with_context(**rounding.env.context)
        )._recompute_cash_rounding_lines()
        line = self.line_ids.filtered(lambda x: x.display_type == "rounding")
        rates = set((invoice | refund | others).mapped("invoice_currency_rate"))
        if line and is_last and len(rates) == 1:
            # The standard converts each of them; the last one is the rest here, too.
            balance = invoice._refund_get_cash_rounding("balance")
            balance -= others._refund_get_cash_rounding("balance")
            # Not while the standard's copy of the whole invoice is being reduced.
            if line.amount_currency * balance > 0:
                line.balance = balance
        return None

    def _compute_tax_totals(self):
        # EXTENDS 'account', whose totals round each document by itself once more, on
        # screens and in print. What is rounded stands in the entries already.
        result = super()._compute_tax_totals()
        for refund in self:
            # sudo: the invoice need not be the user's to read.
            if not refund.id or not refund.sudo()._refund_is_rounded_together():
                continue
            base_lines, __ = refund._get_rounded_base_and_tax_lines()
            totals = self.env["account.tax"]._get_tax_totals_summary(
                base_lines, refund.currency_id, refund.company_id
            )
            key = "display_in_company_currency"
            refund.tax_totals = {**totals, key: refund.tax_totals[key]}
        return result

    def _refund_is_rounded_together(self):
        """Whether its cash is rounded together with the other parts of its invoice."""
        self.ensure_one()
        return (
            bool(self.invoice_cash_rounding_id)
            and self._refund_is_from_ticket()
            and self.reversed_entry_id.currency_id == self.currency_id
        )
