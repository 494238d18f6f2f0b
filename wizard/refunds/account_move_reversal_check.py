# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class AccountMoveReversal(models.TransientModel):
    """What the Refund popup refuses, besides what each invoice does."""

    _inherit = "account.move.reversal"

    def _refund_check_header(self):
        """Check what a client may have written besides invoices and quantities.

        :raise AccessError: if the user may not read the journal
        :raise UserError: saying what to change
        """
        company = self.helpdesk_ticket_id.company_id
        if self.company_id != company:
            raise UserError(
                self.env._("The refund must be in the company of the ticket.")
            )
        self.journal_id.check_access("read")
        if self.journal_id not in self.available_journal_ids:
            raise UserError(
                self.env._(
                    "Journal %(journal)s does not fit the invoice: choose a sales "
                    "journal of %(company)s.",
                    journal=self.journal_id.display_name,
                    company=company.name,
                )
            )
        if not self.date:
            raise UserError(self.env._("Choose the reversal date."))
        if self.reason and re.search(r"<[/!a-zA-Z][^>]*>", self.reason):
            raise UserError(
                self.env._(
                    "The reason is printed on the credit note as plain text. Remove "
                    "the tags in angle brackets from it."
                )
            )

    def _refund_check_may_modify(self):
        if not self.user_may_post:
            raise AccessError(
                self.env._(
                    "Reverse and Create Invoice posts the credit note, and you may not "
                    "post. Use Reverse: it makes a draft."
                )
            )
        if self.refund_is_partial:
            raise UserError(
                self.env._(
                    "Reverse and Create Invoice takes the whole invoice back. Use "
                    "Reverse for a part of it."
                )
            )
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The reversal date %(date)s is in the future: the credit note "
                    "would wait until then while the new invoice is made now. Choose "
                    "today or a day before, or use Reverse.",
                    date=fields.Date.to_string(self.date),
                )
            )

    def _refund_check_lines(self, refunds):
        """Check that there is something left of the invoices, and lines of theirs only.

        :param list refunds: an :class:`InvoiceRefund` of each invoice, locked
        :raise UserError: saying what to change
        """
        lines = self.refund_line_ids
        if len(lines.move_line_id) < len(lines):
            raise UserError(
                self.env._("An invoice line is listed twice. Remove one of the two.")
            )
        used_up = [x.invoice for x in refunds if not any(x.left.values())]
        if used_up:
            invoices = self.env["account.move"].union(*used_up)
            raise UserError(invoices._refund_get_used_up_reason())
        invoice_lines = self.env["account.move.line"].union(*[x.lines for x in refunds])
        foreign = lines.move_line_id - invoice_lines
        if foreign:
            raise UserError(
                self.env._(
                    "%(product)s is not a line of the invoices to refund. Remove it.",
                    product=foreign[0].display_name,
                )
            )
