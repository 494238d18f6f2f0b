# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...models.refunds.refund_limit import RefundLimit
from .refundable_invoices import RefundableInvoices


class AccountMoveReversal(models.TransientModel):
    """What the Refund popup asks approval for."""

    _inherit = "account.move.reversal"

    _approval_left_out = ("approval_note", "new_move_ids")

    def _approval_describe(self):
        amount = RefundLimit(self.helpdesk_ticket_id).get_amount(self)
        return self.env._("Refund of %(amount)s", amount=self.refund_totals), amount

    def _approval_check_choice(self):
        res = super()._approval_check_choice()
        RefundableInvoices(self).check(self.move_ids._origin)
        self._refund_check_header()
        refunds = self._refund_get_invoice_refunds()
        self._refund_check_lines(refunds)
        for refund in refunds:
            refund.check()
        return res
