# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models

from ..bought.bought_offer import BoughtOffer
from .invoice_credits import InvoiceCredits


class HelpdeskTicket(models.Model):
    """What was refunded of a line that the customer bought, and whether more can be."""

    _inherit = "helpdesk.ticket"

    def _bought_complete_rows(self, rows, names):
        rows = super()._bought_complete_rows(rows, names)
        # sudo: what was invoiced and credited of lines that the user may read, whoever
        # may read the invoice; credit notes of others count, too.
        items = self.env["account.move.line"].sudo()
        for row in rows:
            items |= row.line.invoice_lines
        invoiced = items.filtered(
            lambda x: (
                x.move_id.move_type == "out_invoice"
                and x.parent_state == "posted"
                and x.display_type == "product"
            )
        )
        taken = invoiced._refund_get_credits()
        left = invoiced._refund_get_left_of(taken)
        # Goodwill may have taken all the money of what is left in pieces.
        shared = [x for x in invoiced if any(y.refund_kind for y, __ in taken[x])]
        if shared:
            invoices = invoiced.move_id.browse().union(*[x.move_id for x in shared])
            for of_invoice in InvoiceCredits.of(invoices).values():
                left |= {x: y for x, y in of_invoice.left.items() if x in left}
        for row in rows:
            own = row.line.invoice_lines & invoiced
            row.invoiced = bool(own)
            row.refundable = any(left[x] for x in own)
            row.names |= {x.name for x in row.line.invoice_lines.move_id} & names
            if text := self._refund_describe_credits(
                row, [credit for x in own for credit in taken[x]]
            ):
                row.facts["refunded"] = text
        return rows

    def _refund_describe_credits(self, row, taken):
        """Say how much was refunded of a line, in quantity and money.

        :param BoughtRow row: the line
        :param list taken: pairs of a line of a credit note, and how much of it counts
        :return: nothing if nothing was refunded
        :rtype: str
        """
        amounts, total, is_draft = defaultdict(float), 0.0, False
        for credit, quantity in taken:
            total += quantity
            is_draft = is_draft or credit.parent_state == "draft"
            if credit._refund_is_money_only():
                # Goodwill, and what was withheld: money, but no piece.
                amounts[credit.currency_id] += credit.price_total
            elif credit.quantity:
                share = quantity / credit._refund_convert_quantity(credit)
                amounts[credit.currency_id] += credit.price_total * share
        if not taken:
            return ""
        values = {
            "quantity": row.format(total),
            "amount": " + ".join(x.format(amount) for x, amount in amounts.items()),
        }
        if not total:
            if is_draft:
                return self.env._("Refunded: %(amount)s, not all posted yet", **values)
            return self.env._("Refunded: %(amount)s", **values)
        if is_draft:
            return self.env._(
                "Refunded: %(quantity)s (%(amount)s), not all posted yet", **values
            )
        return self.env._("Refunded: %(quantity)s (%(amount)s)", **values)

    @api.model
    def _bought_get_offers(self):
        return {
            **super()._bought_get_offers(),
            "use_credit_notes": BoughtOffer(
                "use_credit_notes",
                self.env._("Refund"),
                "action_refund",
                self._refund_get_bought_refusal,
            ),
        }

    def _refund_get_bought_refusal(self, row):
        """Say why nothing of a line can be refunded.

        :param BoughtRow row: the line
        :rtype: str
        """
        if not row.invoiced:
            return self.env._("There is no posted invoice to refund yet")
        if not row.refundable:
            return self.env._("All of it is refunded")
        return ""
