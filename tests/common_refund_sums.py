# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from collections import defaultdict

from odoo import Command, fields
from odoo.exceptions import UserError

from ..models.refunds.invoice_credits import InvoiceCredits
from ..models.refunds.invoice_refund import InvoiceRefund
from .common_refunds import RefundCommon
from .common_seed import SEED

CASH_ROUNDING = "cash rounding"


class RefundSumCommon(RefundCommon):
    """Random invoices of all kinds, refunded in random parts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_kinds()

    @classmethod
    def _set_up_kinds(cls):
        """Make what invoices are drawn of."""
        cls.random = random.Random(SEED)
        cls.currencies = cls.company.currency_id
        # Two decimals, and none.
        for name, rate in (("EUR", 0.87), ("JPY", 147.31)):
            currency = cls.env.ref(f"base.{name}")
            currency.active = True
            currency.rate_ids.unlink()
            cls.env["res.currency.rate"].create(
                {
                    "name": "2020-01-01",
                    "currency_id": currency.id,
                    "company_id": cls.company.id,
                    "rate": rate,
                }
            )
            cls.currencies |= currency
        cls.taxes = cls._new_taxes()
        cls.terms = cls.env["account.payment.term"].create(
            [
                {
                    "name": computation,
                    "early_discount": True,
                    "discount_percentage": percentage,
                    "discount_days": 7,
                    "early_pay_discount_computation": computation,
                }
                for computation, percentage in (
                    ("included", 2),
                    ("excluded", 2),
                    ("mixed", 2),
                    ("mixed", 3.5),
                )
            ]
        )
        cls.roundings = cls.env["account.cash.rounding"].union(
            *[
                cls._new_cash_rounding(step, rounding_method=method, strategy=strategy)
                for step, method, strategy in (
                    (0.05, "HALF-UP", "add_invoice_line"),
                    (1.0, "UP", "add_invoice_line"),
                    (0.5, "DOWN", "add_invoice_line"),
                    (0.05, "HALF-UP", "biggest_tax"),
                )
            ]
        )
        cls.units = cls.product.uom_id | cls.env.ref("uom.product_uom_dozen")

    @classmethod
    def _new_taxes(cls):
        """Return what lines may have: no tax, one of each kind, several."""
        excluded = cls._new_tax(19)
        included = cls._new_tax(21, price_include_override="tax_included")
        fixed = cls._new_tax(0.37, amount_type="fixed", include_base_amount=True)
        more = cls._new_tax(5.5, sequence=20)
        division = cls._new_tax(
            9, amount_type="division", price_include_override="tax_included"
        )
        group = cls._new_tax(
            0,
            amount_type="group",
            children_tax_ids=[Command.set((cls._new_tax(7) | cls._new_tax(1)).ids)],
        )
        return [
            more.browse(),
            excluded,
            included,
            fixed,
            division,
            group,
            excluded | more,
            fixed | included,
            excluded | included,
        ]

    def _draw_line(self, negative):
        draw = self.random
        return Command.create(
            {
                "product_id": self.product.id,
                "quantity": draw.choice((1, 2, 3, 7, 12.34, 20)),
                "price_unit": draw.choice((-1.17, -3.3))
                if negative
                else draw.choice((0.03, 0.99, 9.99, 33.33, 1234.56)),
                "discount": draw.choice((0, 0, 0, 5, 33.33, 100)),
                "product_uom_id": draw.choice(self.units).id,
                "tax_ids": [Command.set(draw.choice(self.taxes).ids)],
            }
        )

    def _draw_invoice(self):
        draw = self.random
        lines = [self._draw_line(False) for __ in range(draw.randint(1, 3))]
        if draw.random() < 0.2:
            lines.append(self._draw_line(True))
        has_term, has_rounding = draw.random() < 0.3, draw.random() < 0.4
        currency, term = draw.choice(self.currencies), draw.choice(self.terms)
        if term.early_pay_discount_computation == "mixed":
            # In another one the standard cannot always balance the invoice itself.
            currency = self.company.currency_id if has_term else currency
        return {
            "move_type": "out_invoice",
            "partner_id": self.customer.id,
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": lines,
            "currency_id": currency.id,
            "invoice_payment_term_id": has_term and term.id,
            "invoice_cash_rounding_id": has_rounding and draw.choice(self.roundings).id,
        }

    def _draw_invoices(self, count):
        invoices = self.env["account.move"].create(
            [self._draw_invoice() for __ in range(count)]
        )
        # A customer is not invoiced less than nothing.
        invoices = invoices.filtered(lambda x: x.amount_total >= 0)
        invoices.action_post()
        return invoices

    @staticmethod
    def _get_left(invoice):
        return InvoiceCredits.of(invoice)[invoice].left

    def _draw_part(self, invoice):
        """Return a refund of a part of what is left, or of all of it."""
        draw = self.random
        left = self._get_left(invoice)
        part = {}
        for line, quantity in left.items():
            chosen = draw.choice((0, 0.1, 0.5, 1))
            part[line] = round(quantity * chosen, 2 if draw.random() < 0.2 else 0)
        refund = InvoiceRefund(invoice, part)
        try:
            refund.check()
        except UserError:
            return InvoiceRefund(invoice, left)
        return refund

    def _refund(self, invoices, parts):
        """Refund each of the invoices once more.

        :return: what is not refunded completely then
        """
        refunds = [
            InvoiceRefund(invoice, self._get_left(invoice))
            if parts == 1
            else self._draw_part(invoice)
            for invoice in invoices
        ]
        for refund in refunds:
            refund.check()
        # What one transaction makes has no statistics, without which the database reads
        # whole tables for each.
        self.env.flush_all()
        self.env.cr.execute(
            "ANALYZE account_move, account_move_line, account_partial_reconcile"
        )
        invoices = invoices.with_context(**InvoiceRefund.get_context(refunds))
        # As the popup makes them.
        notes = invoices._reverse_moves(
            [
                {
                    "helpdesk_ticket_id": self.ticket.id,
                    "invoice_date": fields.Date.today(),
                    "invoice_payment_term_id": invoice.invoice_payment_term_id.id
                    if invoice.invoice_payment_term_id.early_pay_discount_computation
                    == "mixed"
                    else False,
                }
                for invoice in invoices
            ]
        )
        for refund, note in zip(refunds, notes, strict=True):
            refund.apply_to(note)
            self._assert_same(
                note, "preview", refund.invoice, note.amount_total, refund.total
            )
            self._assert_same(
                note,
                "printed",
                refund.invoice,
                note.tax_totals["total_amount_currency"],
                note.amount_total,
            )
            self._assert_not_negative(refund.invoice)
        return self.env["account.move"].union(
            *[x.invoice for x in refunds if not x.takes_all_left]
        )

    def _assert_same(self, note, what, invoice, amount, expected):
        if invoice.currency_id.compare_amounts(amount, expected):
            self.off[invoice].append((note.id, what, amount, expected))

    def _assert_not_negative(self, invoice):
        left = invoice._refund_get_amounts_left()[invoice]
        if invoice.currency_id.compare_amounts(left, 0) < 0:
            self.off[invoice].append(("left", left))

    @staticmethod
    def _sum_entries(moves):
        """Return what the entries come to, line by line and tax by tax.

        By line of the invoice, tax or cash rounding: in the currency and in the
        company's.
        """
        amounts = defaultdict(lambda: [0.0, 0.0])
        for line in moves.line_ids:
            if line.display_type == "product":
                key = line.refunded_line_id or line
            elif line.display_type == "tax":
                key = line.tax_line_id
            elif line.display_type == "rounding":
                key = CASH_ROUNDING
            else:
                continue
            amounts[key][0] += line.move_id.direction_sign * line.amount_currency
            amounts[key][1] += line.move_id.direction_sign * line.balance
        return amounts

    def _assert_sums(self, invoice):
        notes = invoice.reversal_move_ids
        for name in ("amount_untaxed", "amount_tax", "amount_total"):
            self._assert_same(
                invoice, name, invoice, sum(notes.mapped(name)), invoice[name]
            )
        invoiced, credited = self._sum_entries(invoice), self._sum_entries(notes)
        for key in {*invoiced, *credited}:
            for currency, before, after in zip(
                (invoice.currency_id, invoice.company_currency_id),
                invoiced[key],
                credited[key],
                strict=True,
            ):
                if key is CASH_ROUNDING and currency != invoice.currency_id:
                    # A part without a rounding has no entry to bear a cent of it.
                    continue
                if currency.compare_amounts(before, after):
                    self.off[invoice].append((key, currency.name, after, before))
