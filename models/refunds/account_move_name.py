# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..helpdesk_after_sales_date import format_date


class AccountMove(models.Model):
    """What the Refund popup calls the invoices that it offers.

    The web client shows its own, formatted names in a drop-down: two lines there, the
    short name where the invoice is chosen.
    """

    _inherit = "account.move"

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        # EXTENDS 'base'
        found = super().name_search(name, domain, operator, limit)
        if self.env.context.get("after_sales_invoice_details"):
            # The web client's search asks for them one by one.
            invoices = self.browse([x[0] for x in found])
            invoices.with_context(formatted_display_name=True).mapped("display_name")
        return found

    @api.depends("payment_state", "amount_total", "reversal_move_ids.state")
    @api.depends_context(
        "after_sales_invoice_details", "formatted_display_name", "lang"
    )
    def _compute_display_name(self):
        # EXTENDS 'account'
        res = super()._compute_display_name()
        context = self.env.context
        if context.get("after_sales_invoice_details") and context.get(
            "formatted_display_name"
        ):
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
            details = self.env._(
                "%(left)s of %(amount)s left, %(payment)s",
                left=invoice.currency_id.format(left),
                amount=invoice.currency_id.format(invoice.amount_total),
                payment=payment_states[invoice.payment_state],
            )
            date = format_date(self.env, invoice.invoice_date)
            invoice.display_name = f"{invoice.name} \t --{date}--\n{details}"
