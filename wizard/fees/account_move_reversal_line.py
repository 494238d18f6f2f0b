# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class AccountMoveReversalLine(models.TransientModel):
    _inherit = "account.move.reversal.line"

    fee_amount = fields.Monetary(
        string="Restocking Fee",
        compute="_compute_fee_amount",
        help="What is withheld, taxes included. The amount is less by it already.",
    )

    @api.depends("wizard_id.refund_line_fees")
    def _compute_fee_amount(self):
        for wizard, lines in self.grouped("wizard_id").items():
            fees = wizard.refund_line_fees or {}
            for line in lines:
                line.fee_amount = fees.get(str(line.move_line_id.id), 0.0)
