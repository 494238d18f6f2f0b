# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.refunds.invoice_credits import InvoiceCredits
from ..models.refunds.invoice_refund import InvoiceRefund
from ..models.refunds.refund_money import Goodwill
from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsGoodwill(RefundCommon):
    """What is left of a line in pieces and in money, goodwill given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goodwill_product = cls._new_product(
            "Goodwill", type="service", is_storable=False
        )
        cls.company.after_sales_goodwill_product_id = cls.goodwill_product
        cls.tax = cls._new_tax(15)
        cls.taxed = cls._new_invoice(
            [(cls.product, 3, {"tax_ids": [Command.set(cls.tax.ids)]})]
        )
        cls.line = cls.taxed.invoice_line_ids

    def _credit(self, invoice, quantities=None, **values):
        refund = InvoiceRefund(invoice, quantities or {}, **values)
        refund.check()
        context = InvoiceRefund.get_context([refund])
        note = invoice.with_context(**context)._reverse_moves(
            [{"helpdesk_ticket_id": self.ticket.id}]
        )
        refund.apply_to(note)
        self.assertAlmostEqual(note.amount_total, refund.total)
        return note

    def _give(self, percent=0.0, amount=0.0, line=None):
        line = line or self.line
        return self._credit(
            line.move_id, goodwill={line: Goodwill(percent=percent, amount=amount)}
        )

    def _get_taken(self, invoice=None):
        invoice = invoice or self.taxed
        return InvoiceCredits.of(invoice)[invoice]

    def test_line_of_the_companys_product_with_the_lines_taxes(self):
        note = self._give(percent=10)
        self.assertRecordValues(
            note.invoice_line_ids,
            [
                {
                    "product_id": self.goodwill_product.id,
                    "name": "Goodwill on Desk lamp",
                    "quantity": 1,
                    "price_unit": 30,
                    "tax_ids": self.tax.ids,
                    "price_total": 34.5,
                    "refunded_line_id": self.line.id,
                    "refund_kind": "goodwill",
                    "sale_line_ids": [],
                }
            ],
        )
        taken = self._get_taken()
        self.assertEqual(taken.left[self.line], 3)
        self.assertAlmostEqual(taken.get_money_left(self.line), 310.5)
        self.assertAlmostEqual(taken.amount_left, 310.5)
        self.assertFalse(taken.is_edited)

    def test_pieces_are_refunded_at_what_was_really_paid(self):
        self._give(amount=34.51)
        totals = []
        for __ in range(3):
            note = self._credit(self.taxed, {self.line: 1})
            totals.append(note.amount_total)
        self.assertAlmostEqual(sum(totals), 345 - 34.51)
        for total in totals:
            self.assertAlmostEqual(total, 103.5, delta=0.011)
        self.assertEqual(note.invoice_line_ids.refund_kind, "share")
        self.assertAlmostEqual(note.invoice_line_ids.price_unit, 90, delta=0.011)
        self.assertFalse(any(self._get_taken().left.values()))
        self.taxed.reversal_move_ids.action_post()

    def test_whole_rest_after_goodwill(self):
        self._give(percent=10)
        self.assertAlmostEqual(
            self._credit(self.taxed, {self.line: 3}).amount_total, 310.5
        )

    def test_goodwill_on_what_stays_after_a_return(self):
        note = self._credit(
            self.taxed, {self.line: 1}, goodwill={self.line: Goodwill(percent=10)}
        )
        self.assertAlmostEqual(note.amount_total, 115 + 23)
        self.assertAlmostEqual(
            self._credit(self.taxed, {self.line: 1}).amount_total, 103.5
        )
        self.assertAlmostEqual(
            self._credit(self.taxed, {self.line: 1}).amount_total, 103.5
        )

    def test_all_pieces_refunded_leave_no_money(self):
        self._credit(self.taxed, {self.line: 3})
        with self.assertRaisesRegex(UserError, "Nothing is left of the price"):
            self._give(percent=1)
        with self.assertRaisesRegex(UserError, "Nothing is left of the price"):
            refund = InvoiceRefund(
                self.invoice,
                dict(zip(self.invoice.invoice_line_ids, (3, 0), strict=True)),
                goodwill={self.invoice.invoice_line_ids[0]: Goodwill(amount=1)},
            )
            refund.check()

    def test_all_money_given_leaves_no_pieces(self):
        self._give(percent=100)
        taken = self._get_taken()
        self.assertEqual(taken.left[self.line], 0)
        self.assertTrue(taken.is_used_up)
        with self.assertRaisesRegex(UserError, "0 can still be refunded, not 1"):
            self._credit(self.taxed, {self.line: 1})
        with self.assertRaisesRegex(UserError, "Nothing is left of the price"):
            self._give(amount=0.01)
        self.assertNotIn(self.taxed, self._offered(self._popup()))

    def test_line_without_money_of_a_longer_invoice(self):
        lamps, machine = self.invoice.invoice_line_ids
        self._give(percent=100, line=lamps)
        taken = self._get_taken(self.invoice)
        self.assertEqual(list(taken.left.values()), [0, 1])
        note = self._credit(self.invoice, {machine: 1})
        self.assertEqual(note.amount_total, 100)
        self.assertTrue(self._get_taken(self.invoice).is_used_up)

    def test_more_than_left_is_refused(self):
        for goodwill, message in (
            (Goodwill(amount=345.01), "345.00 can still be given.*345.01"),
            (Goodwill(percent=100.01), "percentage up to 100"),
            (Goodwill(percent=-1), "above zero"),
            (Goodwill(amount=-1), "above zero"),
            (Goodwill(amount=0.001), "comes to nothing"),
            (Goodwill(percent=1, amount=1), "either"),
        ):
            with self.subTest(goodwill), self.assertRaisesRegex(UserError, message):
                self._credit(self.taxed, goodwill={self.line: goodwill})
        self._give(percent=90)
        with self.assertRaisesRegex(UserError, "34.50 can still be given"):
            self._give(amount=34.51)
        self._give(amount=34.5)

    def test_cancelled_goodwill_is_given_no_more(self):
        goodwill = self._give(percent=10)
        self._credit(self.taxed, {self.line: 1})
        goodwill.button_cancel()
        self.assertFalse(self._get_taken().is_edited)
        # What was not given of the first goes with the others.
        self.assertAlmostEqual(
            self._credit(self.taxed, {self.line: 2}).amount_total, 345 - 103.5
        )

    def test_deleted_goodwill_is_given_no_more(self):
        self._give(percent=10).unlink()
        self.assertAlmostEqual(
            self._credit(self.taxed, {self.line: 3}).amount_total, 345
        )

    def test_posting_refuses_what_was_raised(self):
        note = self._give(percent=10, line=self.invoice.invoice_line_ids[0])
        note.invoice_line_ids.price_unit = 301
        with self.assertRaisesRegex(UserError, "with goodwill, exceed its amount by"):
            note.action_post()
        note.invoice_line_ids.price_unit = 300
        note.action_post()
        self.assertEqual(note.state, "posted")

    def test_posting_refuses_two_drafts_that_were_raised(self):
        line = self.invoice.invoice_line_ids[0]
        first = self._give(percent=10, line=line)
        second = self._give(percent=10, line=line)
        first.invoice_line_ids.price_unit = 280
        with self.assertRaisesRegex(UserError, "cancel one of: Draft"):
            first.action_post()
        second.button_cancel()
        first.action_post()

    def test_link_taken_off_caps_the_total(self):
        note = self._give(percent=50)
        note.invoice_line_ids.refunded_line_id = False
        taken = self._get_taken()
        self.assertTrue(taken.is_edited)
        self.assertAlmostEqual(taken.amount_left, 172.5)
        with self.assertRaisesRegex(UserError, "only .*172.50"):
            self._credit(self.taxed, {self.line: 2})

    def test_tax_changed_on_the_draft_caps_the_total(self):
        note = self._give(percent=50)
        note.invoice_line_ids.tax_ids = False
        self.assertTrue(self._get_taken().is_edited)
        self.assertAlmostEqual(self._get_taken().amount_left, 345 - note.amount_total)

    def test_beside_a_credit_note_that_was_edited(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % within a week",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 7,
                "early_pay_discount_computation": "mixed",
            }
        )
        with_discount = self._new_invoice(
            [(self.product, 3, {"tax_ids": [Command.set(self.tax.ids)]})],
            invoice_payment_term_id=term.id,
        )
        for invoice in (self.taxed, with_discount):
            with self.subTest(term=invoice.invoice_payment_term_id.name):
                line = invoice.invoice_line_ids.filtered("product_id")
                by_hand = invoice._reverse_moves()
                by_hand.invoice_line_ids.write({"quantity": 1, "price_unit": 50})
                self.assertTrue(self._get_taken(invoice).is_edited)
                self._give(percent=10, line=line)
                taken = self._get_taken(invoice)
                self.assertAlmostEqual(taken.get_money_left(line), 258.75)
                # What is left is shared by the pieces that are left here, too.
                self._credit(invoice, {line: 1})
                self._credit(invoice, {line: 1})
                taken = self._get_taken(invoice)
                self.assertTrue(taken.is_used_up)
                self.assertAlmostEqual(taken.amount_left, 0, delta=0.02)
                invoice.reversal_move_ids.action_post()

    def test_order_discount_is_capped_by_the_invoice(self):
        order = self._new_discounted_order([(self.product, 1)])
        invoice = self._invoice(order)
        line = invoice.invoice_line_ids[0]
        with self.assertRaisesRegex(UserError, "only .*90.00"):
            self._give(percent=100, line=line)
        self._give(amount=9, line=line)
        rest = self._credit(invoice, {line: 1})
        self.assertAlmostEqual(rest.amount_total, 81)
        with self.assertRaisesRegex(UserError, "No goodwill can be given on"):
            self._give(percent=10, line=invoice.invoice_line_ids[1])

    def test_without_a_product_there_is_none(self):
        self.company.after_sales_goodwill_product_id = False
        with self.assertRaisesRegex(UserError, "gives no goodwill"):
            self._give(percent=10)
