# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property

from odoo import Command

from .invoice_credits import InvoiceCredits
from .refund_amounts import RefundAmounts
from .refund_check import RefundCheck
from .refund_proportion import RefundProportion
from .refund_tax_data import (
    EXTRA_LINES,
    ExactTaxData,
    RefundedLines,
    RefundTaxData,
)


class InvoiceRefund:
    """What is to be refunded of one invoice, from the choice to the credit note.

    It reads as one *Reverse* goes: what is chosen, what it comes to, how it stands to
    what is left, what is refused, what is made of it::

        refund = InvoiceRefund(invoice, {invoice_line: 2.0})
        refund.total  # shown in the popup
        refund.check()  # once the invoice is locked
        context = InvoiceRefund.get_context([refund])
        credit_note = invoice.with_context(**context)._reverse_moves()
        refund.apply_to(credit_note)

    What was worked out once is kept: make a new one after each change, and after the
    lock.

    Over 300 lines: the steps of one refund, in the order in which they are taken.
    """

    @classmethod
    def of(cls, quantities, goodwill=None, fees=None):
        """Return the refunds of several invoices, whose credits are asked at once.

        :param dict quantities: by invoice, see :meth:`__init__`
        :param dict goodwill: by invoice line of any of them, see :meth:`__init__`
        :param dict fees: by invoice line of any of them, see :meth:`__init__`
        :rtype: list[InvoiceRefund]
        """
        invoices = next(iter(quantities)).union(*quantities) if quantities else ()
        taken = InvoiceCredits.of(invoices) if invoices else {}

        def of_invoice(chosen, invoice):
            return {x: y for x, y in (chosen or {}).items() if x.move_id == invoice}

        return [
            cls(
                invoice,
                chosen,
                taken[invoice],
                goodwill=of_invoice(goodwill, invoice),
                fees=of_invoice(fees, invoice),
            )
            for invoice, chosen in quantities.items()
        ]

    def __init__(self, invoice, quantities, credited=None, goodwill=None, fees=None):
        """Take what is chosen of the invoice's lines.

        :param invoice: a posted customer invoice that the user may read
        :param dict quantities: quantity to refund by invoice line, in its unit and
            with its sign
        :param InvoiceCredits credited: what credit notes took of it, if that was asked
            already
        :param dict goodwill: a :class:`Goodwill` by invoice line: what is given of its
            price besides, the pieces staying out
        :param dict fees: a :class:`Fee` by invoice line: what is withheld of its pieces
        """
        # sudo: taxes, accounts, order lines and other people's credit notes enter the
        # computation. Whoever asks has checked that the user may read the invoice; of
        # the rest only amounts and quantities come out.
        self.invoice = invoice.sudo()
        self.env = self.invoice.env
        self.credited = credited or InvoiceCredits.of(invoice)[invoice]
        self.lines = self.credited.lines
        self.quantities = {line.sudo(): quantities[line] for line in quantities}
        self.goodwill = {line.sudo(): x for line, x in (goodwill or {}).items()}
        self.fees = {line.sudo(): fee for line, fee in (fees or {}).items()}

    # ------------------------------------------------------------------
    # What is chosen
    # ------------------------------------------------------------------

    @property
    def left(self):
        """What is left to refund: quantity by invoice line, in its unit and with its
        sign."""
        return self.credited.left

    @cached_property
    def parts(self):
        """What is refunded: (quantity, unit price) by invoice line.

        Only lines of which there is something to refund. A discount on other lines is
        not chosen: it is refunded in proportion to these, its rest with the last of
        them.
        """
        proportional = self.lines.filtered(lambda x: x._refund_is_proportional())
        others = self.lines - proportional
        parts = {
            line: (self.quantities[line], line.price_unit)
            for line in others
            if self.quantities.get(line)
        }
        if not parts:
            return parts
        proportion = RefundProportion(self, others)
        for line in proportional:
            if part := proportion.get_part(line):
                parts[line] = part
        return parts

    def get_credited_price(self, line):
        """Return what is credited of a line at whatever price, before its discount.

        :param line: an invoice line
        :rtype: float
        """
        return sum(
            line.currency_id.round(credit.price_unit * credit.quantity)
            for credit, __ in self.credited.by_line[line]
            if credit.refunded_line_id == line
        )

    # ------------------------------------------------------------------
    # What it comes to
    # ------------------------------------------------------------------

    @cached_property
    def total(self):
        """The total of the credit note to come, in the invoice's currency, taxes and
        cash rounding included."""
        return self._amounts.total

    @property
    def amounts(self):
        """What each line adds to it: amount by invoice line, taxes included."""
        return self._amounts.by_line

    @property
    def fees_withheld(self):
        """What is withheld of each line: amount by invoice line, taxes included."""
        return {x: -self._amounts.entries.sum_up(y) for x, y in self._fees.items()}

    @property
    def _fees(self):
        return self._amounts.fees if self.fees else {}

    def get_goodwill_left(self, line):
        """Return what is left of a line's money for goodwill, taxes included.

        Besides its pieces that are refunded; nothing once all of them are.

        :param line: an invoice line of this refund, in superuser mode
        :return: amount in the invoice's currency
        :rtype: float
        """
        if line._refund_is_proportional() or line.price_total <= 0:
            return 0.0
        return max(self._amounts.get_goodwill_left(line), 0.0)

    @property
    def fees_total(self):
        """What is withheld of all lines together."""
        return sum(self.fees_withheld.values())

    @cached_property
    def _amounts(self):
        return RefundAmounts(self)

    @cached_property
    def _kept(self):
        return RefundTaxData(self._amounts)

    # ------------------------------------------------------------------
    # How it stands to the invoice and to what is left of it
    # ------------------------------------------------------------------

    @property
    def is_partial(self):
        """Whether anything of the invoice is not refunded."""
        return bool(self.goodwill or self._fees) or any(
            not line._refund_is_zero_quantity(line.quantity - self._get_quantity(line))
            for line in self.lines
        )

    @property
    def takes_all_left(self):
        """Whether nothing is left to refund of any line then."""
        return not any(self.leaves(line) for line in self.lines)

    def leaves(self, line):
        """Whether something is left to refund of an invoice line then.

        :rtype: bool
        """
        return self.leaves_pieces(line) and not (
            line in self.goodwill and line in self._amounts.exhausted
        )

    @property
    def takes_all_pieces(self):
        """Whether nothing is left to refund of any line, goodwill left aside."""
        return not any(self.leaves_pieces(line) for line in self.lines)

    def leaves_pieces(self, line):
        """Whether pieces are left of an invoice line then, goodwill left aside.

        :rtype: bool
        """
        return not line._refund_is_zero_quantity(
            self.left[line] - self._get_quantity(line)
        )

    def _get_quantity(self, line):
        return self.parts.get(line, (0.0,))[0]

    @property
    def amount_left(self):
        """What credit notes leave of the invoice's total, in its currency."""
        return self.credited.amount_left

    @property
    def is_too_much(self):
        """Whether it exceeds what is left of the invoice's total.

        All that is left, line by line, is the rest of the total. A part may exceed it
        where it leaves out a line with a negative amount; by a cent is too much then,
        or the rest would be negative.
        """
        tolerance = 0.0
        if not self._amounts.is_exact or self.is_rounded_besides:
            tolerance = self.invoice._refund_get_tolerance()
        elif self.takes_all_left:
            return False
        currency = self.invoice.currency_id
        given = self.total + self.fees_total - self.amount_left
        return currency.compare_amounts(given, tolerance) > 0

    @property
    def is_rounded_besides(self):
        """Whether something is or was withheld of an invoice that is rounded besides.

        By cash rounding, or by a discount for early payment on its taxes: then what is
        paid may be rounded in another way than the invoice. All others sum exactly.
        """
        return bool(self._fees or self.credited.fee_of) and (
            bool(self.invoice.invoice_cash_rounding_id)
            or any(not line for line, __, __ in self._amounts.entries.invoiced)
        )

    # ------------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------------

    def check(self):
        """Check the refund against what is left. The invoice is locked by then.

        :raise UserError: saying what to change
        """
        RefundCheck(self).check()

    # ------------------------------------------------------------------
    # What is made of it
    # ------------------------------------------------------------------

    def get_product(self, kind):
        """Return the product that the company gives goodwill by, or withholds fees by.

        :param str kind: ``goodwill`` or ``fee``
        :rtype: recordset of ``product.product``
        """
        return self.invoice.company_id[f"after_sales_{kind}_product_id"]

    def get_line_name(self, line, kind):
        """Say on the credit note what goodwill, or a fee, is for.

        :param line: the invoice line
        :param str kind: ``goodwill`` or ``fee``
        :rtype: str
        """
        lang = self.invoice.partner_id.lang or self.env.lang
        env = self.env(context={**self.env.context, "lang": lang})
        product = line.product_id.with_env(env).name or line.name or ""
        if kind == "fee":
            return env._("Restocking fee for %(product)s", product=product)
        return env._("Goodwill on %(product)s", product=product)

    @staticmethod
    def get_context(refunds, whole=False):
        """Return the context in which the standard makes the credit notes.

        It copies the invoices; this makes it copy of their lines what is refunded,
        with the amounts that it comes to.

        :param list refunds: an :class:`InvoiceRefund` of each invoice
        :param bool whole: copy all lines, as the standard does
        :rtype: dict
        """
        return {
            ExactTaxData.CONTEXT_KEY: ExactTaxData(
                (line.id, data)
                for refund in refunds
                for line, data in refund._kept.tax_data.items()
            ),
            RefundedLines.CONTEXT_KEY: RefundedLines(
                (
                    refund.invoice.id,
                    {
                        **{
                            line.id: refund._prepare_changes(line, line)
                            for line in refund.parts
                        },
                        EXTRA_LINES: refund._kept.extra_lines,
                    },
                )
                for refund in refunds
                if not whole
            ),
        }

    def _prepare_changes(self, line, credit):
        """Return what to change of a copy of an invoice line.

        :param line: the invoice line
        :param credit: its copy, or itself
        :rtype: dict
        """
        quantity = self.parts[line][0]
        price_unit = self._amounts.get_price(line)
        values = {}
        if line in self.credited.shared_lines and credit.refund_kind != "share":
            values["refund_kind"] = "share"
        if not line._refund_is_zero_quantity(quantity - credit.quantity):
            values["quantity"] = quantity
        if price_unit != credit.price_unit:
            values["price_unit"] = price_unit
        return values

    def apply_to(self, credit_note):
        """Reduce a new draft credit note to what is refunded, if it is more.

        Discounts, taxes, analytic distribution, currency and the link to the order
        line stay as the standard copied them from the invoice; it computes taxes,
        early-payment discount and cash rounding of what remains. Made in the context
        of :meth:`get_context`, it is that already, unless another addon copies in its
        own way.

        :param credit_note: a draft ``account.move``, in superuser mode
        """
        commands = []
        lines = credit_note._refund_get_product_lines()
        extra_lines = lines.filtered(lambda x: x._refund_is_money_only())
        if not extra_lines:
            commands += map(Command.create, self._kept.extra_lines)
        for line in lines - extra_lines:
            if line.refunded_line_id not in self.parts:
                commands.append(Command.delete(line.id))
            elif values := self._prepare_changes(line.refunded_line_id, line):
                commands.append(Command.update(line.id, values))
        if commands:
            credit_note.write({"invoice_line_ids": commands})
