# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import RedirectWarning, UserError

from ...models.refunds.refund_post_limit import RefundPostLimit


class AccountMoveReversal(models.TransientModel):
    """Small refunds are posted at once, so that the customer has an answer."""

    _inherit = "account.move.reversal"

    def _after_sales_finish_popup(self, documents):
        res = super()._after_sales_finish_popup(documents)
        # Reverse and Create Invoice has posted already.
        if all(document.state == "draft" for document in documents):
            self._refund_post_at_once(documents)
        return res

    def _refund_post_at_once(self, credit_notes):
        """Post the new credit notes if they are within what the team posts at once.

        :param credit_notes: drafts that this popup has made
        """
        limit = RefundPostLimit(self.helpdesk_ticket_id)
        if not limit.is_set(limit.team):
            return
        # sudo: the team lets its agents post so much, today, in the invoice's own
        # journal; ticket, invoices and quantities were checked as the user.
        notes = credit_notes.sudo()
        # Two at once would both be below.
        limit.lock()
        if limit.get_draft_reason(self, limit.get_total(notes)):
            return
        try:
            with self.env.cr.savepoint():
                notes.refund_posted_at_once = True
                # As its button does: what has to be distributed is.
                notes.with_context(validate_analytic=True).action_post()
                self.env.flush_all()
                # Where the books of today are closed the standard takes another day.
                if any(x.state != "posted" or x.date != self.date for x in notes):
                    raise UserError(self.env._("It is posted on another day."))
        except (UserError, RedirectWarning):
            # Something is missing that an accountant sees, and may add.
            self.env.invalidate_all()
