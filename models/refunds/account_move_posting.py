# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..helpdesk_after_sales_join import join_names
from .invoice_credits import InvoiceCredits


class AccountMove(models.Model):
    """What is checked when a credit note is posted; the rest is in ``account_move``."""

    _inherit = "account.move"

    def _refund_is_from_ticket(self):
        """Whether this is a credit note of a ticket, not of Accounting's own.

        :rtype: bool
        """
        self.ensure_one()
        return bool(self.helpdesk_ticket_id) and self.move_type == "out_refund"

    def write(self, vals):
        # EXTENDS 'account': without its invoice nothing would limit it.
        if "reversed_entry_id" in vals:
            self.check_access("write")
            for refund in self.sudo():  # sudo: only names show in the message
                invoice = refund.reversed_entry_id
                if (
                    invoice
                    and invoice.id != vals["reversed_entry_id"]
                    and refund._refund_is_from_ticket()
                ):
                    raise UserError(refund._refund_get_bound_reason(invoice))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _refund_unlink_except_credited(self):
        # sudo: credit notes that the user may not read count, too.
        # Only what was posted was ever credited.
        refunds = self.sudo().filtered("posted_before").reversal_move_ids - self.sudo()
        for refund in refunds.filtered(lambda x: x.state != "cancel"):
            if refund._refund_is_from_ticket():
                raise UserError(
                    refund._refund_get_bound_reason(refund.reversed_entry_id)
                )

    def _refund_get_bound_reason(self, invoice):
        return self.env._(
            "Credit note %(note)s was made from ticket %(ticket)s for invoice "
            "%(invoice)s and stays with it. Cancel the credit note first.",
            note=self.display_name,
            ticket=self.helpdesk_ticket_id.display_name,
            invoice=invoice.display_name,
        )

    def _post(self, soft=True):
        # A draft may have been raised, or the invoice credited elsewhere meanwhile.
        self.filtered(
            lambda x: x._refund_is_from_ticket()
        )._refund_check_not_over_credited()
        return super()._post(soft)

    def _refund_check_not_over_credited(self):
        """Check that the invoice these credit notes credit can bear them.

        :raise UserError: saying what is wrong with the invoice, or naming the first
            line or invoice credited too much
        """
        # sudo: all credit notes count, also those the user may not read; only
        # names, products and quantities of their own invoice show in the message.
        for refund in self.sudo():
            invoice = refund.reversed_entry_id
            invoice._after_sales_lock_rows()
            refund._refund_check_invoice(invoice)
            if invoice:
                taken = InvoiceCredits.of(invoice)[invoice]
                refund._refund_check_quantities_of(taken)
                refund._refund_check_money_of(taken)
                refund._refund_check_total_of(taken)

    def _refund_check_invoice(self, invoice):
        """Check that this is still a credit note of its invoice.

        :param invoice: the reversed entry; all that is checked is counted by it
        :raise UserError: saying what was changed, and what to do now
        """
        credited = self._refund_get_product_lines().refunded_line_id.move_id
        if not invoice and not credited:
            # Made in Accounting without an invoice, and linked to the ticket there.
            return
        if credited - invoice:
            raise UserError(
                self.env._(
                    "Credit note %(note)s of ticket %(ticket)s no longer reverses the "
                    "invoice that it was made for (%(invoice)s). Cancel it, and refund "
                    "the invoice from the ticket again.",
                    note=self.display_name,
                    ticket=self.helpdesk_ticket_id.display_name,
                    invoice=join_names(
                        self.env, (credited - invoice).mapped("display_name")
                    ),
                )
            )
        if invoice.state != "posted":
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Invoice %(invoice)s is not posted any more (%(state)s), so credit "
                    "note %(note)s cannot take it back. Post the invoice again, or "
                    "cancel the credit note.",
                    invoice=invoice.display_name,
                    state=states[invoice.state],
                    note=self.display_name,
                )
            )
        if invoice.currency_id != self.currency_id:
            raise UserError(
                self.env._(
                    "Credit note %(note)s is in %(currency)s, but invoice %(invoice)s "
                    "in %(invoiced)s. Change the currency back, or cancel the credit "
                    "note.",
                    note=self.display_name,
                    currency=self.currency_id.name,
                    invoice=invoice.display_name,
                    invoiced=invoice.currency_id.name,
                )
            )

    def _refund_check_quantities_of(self, taken):
        invoice = taken.invoice
        for line in taken.lines:
            credited = sum(quantity for __, quantity in taken.by_line[line])
            if line._refund_is_over(line.quantity - credited):
                raise UserError(
                    self.env._(
                        "%(product)s of invoice %(invoice)s would be credited "
                        "%(credited)s times, but only %(invoiced)s were invoiced. "
                        "%(advice)s",
                        product=line.product_id.display_name or line.name,
                        invoice=invoice.name,
                        credited=line._refund_format_quantity(credited),
                        invoiced=line._refund_format_quantity(line.quantity),
                        advice=self._refund_get_over_credited_advice(invoice),
                    )
                )

    def _refund_check_money_of(self, taken):
        invoice = taken.invoice
        tolerance = invoice._refund_get_tolerance()
        for line in taken.shared_lines:
            left = taken.amounts.get_left(line)
            if line.price_total > 0 and left < -tolerance:
                raise UserError(
                    self.env._(
                        "The credit notes of %(product)s on invoice %(invoice)s, with "
                        "goodwill, exceed its amount by %(amount)s. %(advice)s",
                        product=line.product_id.display_name or line.name,
                        invoice=invoice.name,
                        amount=invoice.currency_id.format(-left),
                        advice=self._refund_get_over_credited_advice(invoice),
                    )
                )

    def _refund_check_total_of(self, taken):
        invoice = taken.invoice
        left = taken.amount_left
        if left < -invoice._refund_get_tolerance():
            raise UserError(
                self.env._(
                    "The credit notes of invoice %(invoice)s exceed its total by "
                    "%(amount)s. %(advice)s",
                    invoice=invoice.name,
                    amount=invoice.currency_id.format(-left),
                    advice=self._refund_get_over_credited_advice(invoice),
                )
            )

    def _refund_get_over_credited_advice(self, invoice):
        others = invoice._refund_get_credit_notes() - self
        if not others:
            return self.env._("Lower it on this credit note.")
        return self.env._(
            "Lower it on this credit note, or cancel one of: %(notes)s.",
            notes=join_names(self.env, others.mapped("display_name")),
        )
