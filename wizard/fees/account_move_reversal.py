# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...models.asked_once import filter_readable
from ...models.refunds.refund_money import Fee


class AccountMoveReversal(models.TransientModel):
    """The restocking fees of the Refund popup: proposed, and waived if need be."""

    _inherit = "account.move.reversal"

    refund_waive_fee = fields.Boolean(
        string="Waive the restocking fee",
        help="Refund the products in full. It is noted on the credit note.",
    )
    refund_has_fee = fields.Boolean(
        compute="_compute_refund_fees", export_string_translation=False
    )
    # Of several currencies, too.
    refund_fees = fields.Char(
        string="Restocking Fee (withheld)", compute="_compute_refund_fees"
    )
    # For the lines, by id of the invoice line.
    refund_line_fees = fields.Binary(
        compute="_compute_refund_fees", export_string_translation=False
    )

    @api.depends("refund_waive_fee", "after_sales_reason_id")
    def _compute_refund_amounts(self):
        return super()._compute_refund_amounts()

    @api.depends(
        "refund_line_ids.quantity",
        "refund_line_ids.move_line_id",
        "refund_waive_fee",
        "after_sales_reason_id",
    )
    def _compute_refund_fees(self):
        for popup in self:
            fees = popup._refund_get_fees(waived=False)
            totals = {}
            by_line = {}
            for refund in popup._refund_get_invoice_refunds() if fees else ():
                currency = refund.invoice.currency_id
                for line, amount in refund.fees_withheld.items():
                    by_line[str(line.id)] = amount
                    totals[currency] = totals.get(currency, 0.0) + amount
            popup.refund_has_fee = bool(fees)
            popup.refund_fees = " + ".join(
                currency.format(total) for currency, total in totals.items()
            )
            popup.refund_line_fees = by_line

    def _refund_get_fees(self, *, waived=None):
        """Return what is to be withheld of each line, as its product's category says.

        :param bool waived: whether nothing is; by default as the agent has chosen
        :return: a :class:`Fee` by invoice line
        :rtype: dict
        """
        fees = super()._refund_get_fees()
        ticket = self.helpdesk_ticket_id
        if not ticket or (self.refund_waive_fee if waived is None else waived):
            return fees
        # sudo: the settings of a company, and the categories of products; only fees
        # come out.
        company = ticket.company_id.sudo()
        if not company.after_sales_fee_product_id:
            return fees
        lines = filter_readable(
            self.refund_line_ids.filtered("quantity").move_line_id
        ).sudo()
        goods = lines.product_id.filtered(lambda x: x.type != "service")
        reason = self.after_sales_reason_id._origin
        applying = self.env["helpdesk.after.sales.restocking.fee"]._get_applying(
            goods, company, reason
        )
        date = self.date or fields.Date.context_today(self)
        for line in lines:
            if fee := applying.get(line.product_id):
                fees[line.sudo(False)] = self._refund_prepare_fee(fee, line, date)
        return fees

    @api.model
    def _refund_prepare_fee(self, fee, line, date):
        if fee.fee_type == "percent":
            return Fee(percent=fee.percent)
        amount = fee.currency_id._convert(
            fee.amount, line.currency_id, fee.company_id, date
        )
        if line.product_uom_id:
            # For each piece, whatever the invoice counts in.
            amount *= line.product_uom_id._compute_quantity(
                1.0, line.product_id.uom_id, round=False
            )
        return Fee(amount=amount)

    def _after_sales_finish_popup(self, documents):
        res = super()._after_sales_finish_popup(documents)
        if self.refund_waive_fee and self._refund_get_fees(waived=False):
            for document in documents:
                document._message_log(
                    body=self.env._("The restocking fee was waived from the ticket.")
                )
        return res
