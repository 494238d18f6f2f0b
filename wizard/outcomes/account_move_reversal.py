# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, fields, models
from odoo.fields import NO_ACCESS


class AccountMoveReversal(models.TransientModel):
    """The Refund popup that the arrival of a return fills in by itself."""

    _inherit = "account.move.reversal"

    helpdesk_return_id = fields.Many2one(
        comodel_name="stock.picking",
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )

    def _prepare_default_reversal(self, move):
        # EXTENDS 'account'
        values = super()._prepare_default_reversal(move)
        # Of a standard popup not even a query.
        if not self.helpdesk_ticket_id:
            return values
        # sudo: closed to clients, because it is written by us alone.
        if back := self.sudo().helpdesk_return_id:
            values["helpdesk_return_id"] = back.id
        return values

    def _reason_check(self):
        # EXTENDS: why goods come back need not be a reason for refunds besides. It was
        # checked where the return was made.
        if self.env.uid == SUPERUSER_ID:
            return None
        return super()._reason_check()
