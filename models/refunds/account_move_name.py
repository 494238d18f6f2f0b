# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import format_date


class AccountMove(models.Model):
    """What the Refund popup calls the invoices that it offers."""

    _inherit = "account.move"

    @api.depends("payment_state", "amount_total", "reversal_move_ids.state")
    @api.depends_context("after_sales_invoice_details", "lang")
    def _compute_display_name(self):
        # EXTENDS 'account'
        res = super()._compute_display_name()
        if self.env.context.get("after_sales_invoice_details"):
            self.filtered(
                lambda x: x.move_type == "out_invoice" and x.state == "posted"
            )._refund_compute_detailed_name()
        return res

    def _refund_compute_detailed_name(self):
        """Name invoices by what tells them apart: date, amount, what is left, paid."""
        payment_states = dict(
            self._fields["payment_state"]._description_selection(self.env)
        )
        # sudo: credit notes that the user may not read count, too; only for invoices
        # whose name they read.
        amounts_left = self.sudo()._refund_get_amounts_left()
        for invoice in self:
            left = max(amounts_left[invoice.sudo()], 0.0)
            invoice.display_name = self.env._(
                "%(invoice)s, %(date)s: %(amount)s, %(left)s left, %(payment)s",
                invoice=invoice.name,
                date=format_date(self.env, invoice.invoice_date),
                amount=invoice.currency_id.format(invoice.amount_total),
                left=invoice.currency_id.format(left),
                payment=payment_states[invoice.payment_state],
            )
