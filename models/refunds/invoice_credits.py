# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property

from ..asked_once import recall
from .invoice_amounts import InvoiceAmounts


class InvoiceCredits:
    """What credit notes take of one invoice.

    Those of several invoices are asked for at once, see :meth:`of`. What was asked is
    kept: make new ones after each change, and after the lock.
    """

    @classmethod
    def of(cls, invoices):
        """Return what credit notes take of each of some invoices.

        :param invoices: customer invoices that the user may read
        :return: an :class:`InvoiceCredits` by invoice
        :rtype: dict
        """
        # sudo: credit notes and order lines that the user may not read count, too; only
        # amounts, quantities and names come out.
        invoices = invoices.sudo()
        # Each part of a popup asks; while a call of a client is answered, once.
        known = recall(invoices.env, ("invoice credits",), dict)
        unknown = invoices.filtered(lambda x: x.id not in known)
        lines = unknown._refund_get_product_lines()
        found = lines._refund_get_rival_lines()._refund_get_credit_lines()
        if found:
            # Compared line by line, see _refund_is_edited_credit.
            (lines | found).fetch(["tax_ids"])
        by_invoice = lines.grouped("move_id")
        for invoice in unknown:
            own = by_invoice.get(invoice, lines.browse()).with_prefetch(lines.ids)
            known[invoice.id] = cls(invoice, own, found)
        return {invoice: known[invoice.id] for invoice in invoices}

    def __init__(self, invoice, lines, found):
        """Take the invoice and what may credit it; see :meth:`of`.

        :param invoice: a customer invoice, in superuser mode
        :param lines: its lines that can be refunded
        :param found: the lines of credit notes that may credit them, or lines invoiced
            from the same order lines; among others
        """
        self.invoice = invoice
        self.lines = lines
        self._found = found

    @cached_property
    def lines_found(self):
        """The lines of credit notes, not cancelled, that may credit it."""
        return self._found._refund_filter_credit_lines(self.lines)

    @cached_property
    def notes(self):
        """The credit notes, not cancelled, that credit it; drafts too."""
        notes = self.invoice.reversal_move_ids | self.lines_found.move_id
        return notes.filtered(
            lambda x: x.move_type == "out_refund" and x.state != "cancel"
        )

    @cached_property
    def own_notes(self):
        """Those of the credit notes that credit only this invoice, in its currency.

        What is made from an order may credit several invoices.
        """
        return self.notes.filtered(
            lambda x: (
                x.currency_id == self.invoice.currency_id
                and (
                    x.reversed_entry_id == self.invoice
                    or x._refund_get_product_lines()
                    .sale_line_ids.invoice_lines.filtered(
                        lambda line: (
                            line.move_id.move_type == "out_invoice"
                            and line.parent_state == "posted"
                        )
                    )
                    .move_id
                    == self.invoice
                )
            )
        )

    @cached_property
    def by_line(self):
        """What credits each line, see ``account.move.line._refund_get_credits``."""
        return self.lines._refund_get_credits(found=self._found)

    @cached_property
    def left(self):
        """What is left to refund of each line: quantity in its unit, with its sign.

        Nothing where goodwill has taken all that was left of its price.
        """
        left = self.lines._refund_get_left_of(self.by_line)
        for line in self.shared_lines:
            if left[line] and not self.get_money_left(line):
                left[line] = 0.0
        return left

    @cached_property
    def amounts(self):
        """What the entries say, see :class:`InvoiceAmounts`."""
        return InvoiceAmounts(self)

    @cached_property
    def shared_lines(self):
        """The lines of which a piece is worth its share of the money that is left.

        Some of their price was refunded as goodwill.
        """
        return self.lines.filtered(
            lambda line: any(
                credit.refund_kind in ("goodwill", "share")
                for credit, __ in self.by_line[line]
            )
        )

    def get_money_left(self, line):
        """Return what is left of a line's money, taxes included, in its currency.

        :rtype: float
        """
        left = self.amounts.get_left(line)
        return max(left, 0.0) if line.price_total >= 0 else min(left, 0.0)

    @cached_property
    def fee_of(self):
        """The invoice line that each fee was withheld of, by line of a credit note."""
        return {
            credit: line
            for line in self.lines
            for credit, __ in self.by_line[line]
            if credit.refund_kind == "fee"
        }

    @cached_property
    def fees(self):
        """What credit notes withheld of it, taxes included, in its currency.

        It counts as given: whatever is refunded later does not pay it back.
        """
        return -sum(
            self.invoice._refund_convert_amount(fee.move_id, fee.price_total)
            for fee in self.fee_of
        )

    @cached_property
    def is_edited(self):
        """Whether quantities alone do not tell what credit notes take off it.

        One of their lines credits none of its lines at its price then.
        """
        lines = self.notes._refund_get_product_lines()
        lines = lines.filtered(
            lambda x: x.move_id.reversed_entry_id == self.invoice
        ) | (lines & self.lines_found)
        return any(line._refund_is_edited_credit(self.lines) for line in lines)

    @cached_property
    def amount_left(self):
        """What credit notes leave of its total, taxes included, in its currency.

        A cap besides the quantities. A credit note made from the order counts by
        the quantities it credits, or, once edited, by all it credits of the order.
        """
        invoice = self.invoice
        reversals = invoice.reversal_move_ids.filtered(
            lambda x: x.move_type == "out_refund" and x.state != "cancel"
        )
        credited = sum(
            invoice._refund_convert_amount(refund, refund.amount_total)
            for refund in reversals
        )
        from_order = self.lines_found.filtered(
            lambda x: (
                not x.move_id.reversed_entry_id
                and (
                    x.refunded_line_id & self.lines
                    or (
                        not x.refunded_line_id
                        and x.sale_line_ids & self.lines.sale_line_ids
                    )
                )
            )
        )
        if any(line._refund_is_edited_credit(self.lines) for line in from_order):
            credited += sum(
                invoice._refund_convert_amount(line.move_id, line.price_total)
                for line in from_order
            )
        elif from_order:
            without = self.lines._refund_get_credits(
                from_orders=False, found=self._found
            )
            credited += sum(
                line.price_total
                * (self._sum(self.by_line[line]) - self._sum(without[line]))
                / line.quantity
                for line in self.lines
                if line.quantity
            )
        return invoice.amount_total - credited - self.fees

    @cached_property
    def is_used_up(self):
        """Whether credit notes leave nothing of it to refund."""
        return bool(self.notes) and (
            self.invoice.amount_total <= 0
            or not any(self.left.values())
            or (self.is_edited and self.amount_left <= 0)
        )

    @staticmethod
    def _sum(taken):
        return sum(quantity for __, quantity in taken)
