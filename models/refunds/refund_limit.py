# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields

from ..limits.after_sales_limit import AfterSalesLimit, LimitExcess


class RefundLimit(AfterSalesLimit):
    """How much may be refunded per ticket, taxes included, whatever the state.

    In the currency of the ticket's company. A draft counts, because somebody may post
    it at any time; also one that was linked. Whoever makes it chooses its date, and
    with it the rate of another currency: until it is posted it counts at the higher of
    that day's and of today's.
    """

    team_fields = ("refund_limit",)
    popup_fields = ("move_ids", "refund_totals", "date")

    @property
    def limit(self):
        return self.team.refund_limit

    @classmethod
    def is_set(cls, team):
        return team.refund_limit > 0

    @property
    def currency(self):
        return self.company.currency_id

    def lock(self):
        self.ticket._after_sales_lock_rows()

    def get_total(self, documents=None):
        """Return what is refunded on the ticket.

        :param documents: credit notes that count in any case, in superuser mode
        :return: amount in the company's currency
        :rtype: float
        """
        credit_notes = self.env["account.move"].search(
            [
                ("helpdesk_ticket_id", "=", self.ticket.id),
                ("move_type", "=", "out_refund"),
                ("state", "!=", "cancel"),
            ]
        )
        if documents:
            credit_notes |= documents
        return sum(
            self._get_worth_of(
                note, note.state != "posted" or note in (documents or ())
            )
            for note in credit_notes
            # What was taken back is no refund any more.
            if note._after_sales_get_common_state() != "cancelled"
        )

    def _get_worth_of(self, note, at_highest):
        today = fields.Date.context_today(self.ticket)
        worth = note.company_currency_id._convert(
            note.refund_amount, self.currency, self.company, note.date or today
        )
        if at_highest and note.currency_id != note.company_currency_id:
            return max(worth, self._convert(note.currency_id, note.amount_total, today))
        return worth

    def _convert(self, currency, amount, date):
        return currency._convert(amount, self.currency, self.company, date)

    def get_notice(self, popup):
        left = max(self.limit - self.get_total(), 0.0)
        return self.env._(
            "%(left)s of %(limit)s can still be refunded on this ticket without "
            "approval.",
            left=self.currency.format(left),
            limit=self.currency.format(self.limit),
        )

    def get_amount(self, popup):
        """Return what a popup would refund, in the company's currency.

        :param popup: one ``account.move.reversal``
        :rtype: float
        """
        today = fields.Date.context_today(popup)
        return sum(
            max(
                self._convert(refund.invoice.currency_id, refund.total, date)
                for date in (popup.date or today, today)
            )
            for refund in popup._refund_get_invoice_refunds()
        )

    def foresee(self, popup):
        amount = self.get_amount(popup)
        if self.currency.is_zero(amount):
            return None
        return self._compare(self.get_total() + amount)

    def measure(self, documents):
        return self._compare(self.get_total(documents))

    def _compare(self, total):
        if self.currency.compare_amounts(total, self.limit) <= 0:
            return None
        return LimitExcess(
            self.env._(
                "With this, %(total)s would be refunded on ticket %(ticket)s: "
                "%(excess)s more than the %(limit)s that its team may refund.",
                total=self.currency.format(total),
                ticket=self.ticket.number,
                excess=self.currency.format(total - self.limit),
                limit=self.currency.format(self.limit),
            )
        )
