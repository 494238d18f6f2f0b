# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...models.asked_once import filter_readable
from ...models.refunds.invoice_refund import InvoiceRefund
from ...models.refunds.refund_money import Goodwill


class AccountMoveReversal(models.TransientModel):
    """What comes of the quantities and the goodwill that are chosen."""

    _inherit = "account.move.reversal"

    refund_total = fields.Monetary(
        string="Total to Refund (incl. tax)", compute="_compute_refund_amounts"
    )
    # Of several currencies, and on the button; empty as long as it is nothing.
    refund_totals = fields.Char(
        string="Totals to Refund (incl. tax)", compute="_compute_refund_amounts"
    )
    refund_is_partial = fields.Boolean(compute="_compute_refund_amounts")
    # For the lines, by id of the invoice line: the taxes of an invoice are computed
    # together, once for the total and all amounts.
    refund_line_amounts = fields.Binary(
        compute="_compute_refund_amounts", export_string_translation=False
    )
    # What goodwill can still be given of, in the same way.
    refund_line_money = fields.Binary(
        compute="_compute_refund_amounts", export_string_translation=False
    )

    @api.depends(
        "refund_line_ids.quantity",
        "refund_line_ids.move_line_id",
        "refund_line_ids.goodwill_percent",
        "refund_line_ids.goodwill_amount",
        "refund_goodwill",
    )
    def _compute_refund_amounts(self):
        for popup in self:
            refunds = popup._refund_get_invoice_refunds()
            totals = {}
            amounts = {}
            money = {}
            for refund in refunds:
                currency = refund.invoice.currency_id
                totals[currency] = totals.get(currency, 0.0) + refund.total
                amounts |= {str(line.id): x for line, x in refund.amounts.items()}
                for line in refund.lines if popup.refund_goodwill else ():
                    money[str(line.id)] = refund.get_goodwill_left(line)
            popup.refund_is_partial = any(refund.is_partial for refund in refunds)
            popup.refund_total = sum(totals.values()) if len(totals) == 1 else 0.0
            popup.refund_totals = " + ".join(
                currency.format(total) for currency, total in totals.items() if total
            )
            popup.refund_line_amounts = amounts
            popup.refund_line_money = money

    def _refund_get_invoice_refunds(self):
        """Return what is to be refunded of each chosen invoice the user may read.

        :rtype: list[InvoiceRefund]
        """
        self.ensure_one()
        lines = self.refund_line_ids.grouped("move_id")
        return InvoiceRefund.of(
            {
                move: {x.move_line_id: x.quantity for x in lines.get(move, ())}
                for move in filter_readable(self.move_ids._origin)
            },
            goodwill={
                x.move_line_id: Goodwill(x.goodwill_percent, x.goodwill_amount)
                for x in self.refund_line_ids
                if x.goodwill_percent or x.goodwill_amount
            },
            fees=self._refund_get_fees(),
        )

    def _refund_get_fees(self):
        """Return what is to be withheld of each line.

        :return: a :class:`Fee` by invoice line
        :rtype: dict
        """
        self.ensure_one()
        return {}
