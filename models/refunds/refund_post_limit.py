# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields

from .refund_limit import RefundLimit


class RefundPostLimit(RefundLimit):
    """Up to how much refunds of a ticket are posted at once.

    It refuses nothing: what is beyond stays a draft.
    """

    is_binding = False
    team_fields = ("refund_post_limit",)
    popup_fields = (*RefundLimit.popup_fields, "journal_id")

    @property
    def limit(self):
        return self.team.refund_post_limit

    @classmethod
    def is_set(cls, team):
        return team.refund_post_limit > 0

    def get_notice(self, popup):
        amount = self.get_amount(popup)
        if self.currency.is_zero(amount):
            return ""
        return self.get_draft_reason(popup, self.get_total() + amount) or self.env._(
            "This refund is posted at once."
        )

    def get_draft_reason(self, popup, total):
        """Say why the refund of a popup stays a draft.

        Posting on another day or in another journal is for accountants.

        :param popup: one ``account.move.reversal``
        :param float total: what is refunded on the ticket with it, in the company's
            currency
        :return: a sentence, or nothing if it can be posted
        :rtype: str
        """
        if self.currency.compare_amounts(total, self.limit) > 0:
            return self.env._(
                "This refund stays a draft: no more than %(limit)s per ticket is "
                "posted at once.",
                limit=self.currency.format(self.limit),
            )
        # In the user's own time zone, not in one that the client names.
        if popup.date != fields.Date.context_today(popup.with_context(tz=None)):
            return self.env._(
                "This refund stays a draft: it is posted at once only with the date "
                "of today."
            )
        # sudo: journals of invoices that the user reads.
        invoices = popup.move_ids._origin.sudo()
        if invoices.journal_id != popup.journal_id._origin.sudo():
            return self.env._(
                "This refund stays a draft: it is posted at once only in the journal "
                "of its invoice."
            )
        return ""

    def foresee(self, popup):
        return None

    def measure(self, documents):
        return None
