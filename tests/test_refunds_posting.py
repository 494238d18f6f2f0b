# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsPosting(RefundCommon):
    """What was changed after the draft was made, and would slip by what is counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_user("clerk", "account.group_account_invoice")

    def setUp(self):
        super().setUp()
        self.credit_note = self._reverse(self._popup())

    def assert_refused(self, *messages):
        with self.assertRaises(UserError) as refused:
            self.credit_note.with_user(self.clerk).action_post()
        for message in messages:
            self.assertIn(message, refused.exception.args[0])
        self.assertEqual(self.credit_note.state, "draft")

    def test_in_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.credit_note.with_user(self.clerk).currency_id = euro
        self.assert_refused(
            "is in EUR", f"invoice {self.invoice.name}", "Change the currency back"
        )
        self.credit_note.with_user(self.clerk).currency_id = self.invoice.currency_id
        self.credit_note.with_user(self.clerk).action_post()
        self.assertEqual(self.credit_note.state, "posted")

    def test_in_another_currency_is_not_the_rest(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.credit_note.currency_id = euro
        self.assertTrue(self.invoice._refund_has_edited_credit_notes())

    def test_invoice_reset_to_draft(self):
        name = self.invoice.name
        self.invoice.button_draft()
        self.assert_refused(name, "is not posted any more (Draft)", "Post the invoice")
        self.invoice.action_post()
        self.credit_note.action_post()
        self.assertEqual(self.credit_note.state, "posted")

    def test_invoice_cancelled(self):
        name = self.invoice.name
        self.invoice.button_draft()
        self.invoice.button_cancel()
        self.assert_refused(name, "is not posted any more (Cancelled)")

    def test_invoice_lowered_after_the_draft(self):
        self.invoice.button_draft()
        self.invoice.invoice_line_ids[0].price_unit = 50
        self.invoice.action_post()
        self.assert_refused("exceed its total by")

    def test_stays_with_its_invoice(self):
        other = self._new_invoice([(self.product, 50)])
        for invoice in (other, other.browse()):
            with self.assertRaisesRegex(UserError, "stays with it. Cancel the credit"):
                self.credit_note.with_user(self.clerk).reversed_entry_id = invoice
        self.invoice.button_draft()
        with self.assertRaisesRegex(UserError, "stays with it. Cancel the credit"):
            self.invoice.with_user(self.clerk).unlink()

    def test_made_in_accounting_without_invoice(self):
        credit_note = self._new_invoice(post=False, move_type="out_refund")
        credit_note.helpdesk_ticket_id = self.ticket
        credit_note.with_user(self.clerk).action_post()
        self.assertEqual(credit_note.state, "posted")

    def test_lines_of_another_invoice(self):
        other = self._new_invoice([(self.product, 50)])
        self.credit_note.invoice_line_ids[0].refunded_line_id = other.invoice_line_ids
        self.assert_refused("no longer reverses", other.name)

    def test_agent_can_change_none_of_it(self):
        note = self.credit_note.with_user(self.agent)
        line = note.invoice_line_ids[0]
        exact = {"manual_tax_amounts": {"0": {}}, "manual_total_excluded_currency": 9e9}
        for record, vals in (
            (note, {"currency_id": self.env.ref("base.EUR").id}),
            (note, {"reversed_entry_id": False}),
            (line, {"refunded_line_id": False}),
            (line, {"extra_tax_data": exact}),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models"),
            ):
                record.write(vals)

    def test_agent_cannot_set_amounts_by_the_context(self):
        self.credit_note.button_cancel()
        line = self.invoice.invoice_line_ids[0]
        exact = {
            "manual_tax_amounts": {"0": {}},
            "manual_total_excluded_currency": 9e9,
            "currency_id": self.invoice.currency_id.id,
            "price_unit": line.price_unit,
            "discount": 0,
            "quantity": line.quantity,
        }
        popup = self._rpc_popup(
            self.agent, [{"move_line_id": line.id, "quantity": line.quantity}]
        )
        popup.with_context(
            after_sales_exact_tax_data={str(line.id): exact, line.id: exact},
            after_sales_rounded_together=[0, 0, 0, 0, 1],
        ).refund_moves()
        self.assertEqual(popup.sudo().new_move_ids.amount_total, 300)

    def test_accounting_makes_its_own_as_before(self):
        """No ticket: another currency, no invoice, each rounded by itself."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        rounding = self._new_cash_rounding(0.05)
        invoice = self._new_invoice(
            [(self.product, 20, {"price_unit": 0.03})],
            invoice_cash_rounding_id=rounding.id,
        ).with_user(self.clerk)
        for __ in range(2):
            popup = (
                self.env["account.move.reversal"]
                .with_user(self.clerk)
                .with_context(active_model="account.move", active_ids=invoice.ids)
                .create({"journal_id": invoice.journal_id.id})
            )
            popup.refund_moves()
            note = popup.new_move_ids
            self.assertFalse(any(note.invoice_line_ids.mapped("extra_tax_data")))
            note.invoice_line_ids.quantity = 1
            self.assertEqual(note.amount_total, 0.05)
            note.action_post()
        note = invoice._reverse_moves()
        note.write({"currency_id": euro.id, "reversed_entry_id": False})
        invoice.button_draft()
        note.action_post()
        self.assertEqual(note.state, "posted")

    def test_cash_is_rounded_together_with_the_other_parts(self):
        """20 pieces at 0.03: rounded one by one they would be 1.00, not 0.60."""
        rounding = self._new_cash_rounding(0.05)
        invoice = self._new_invoice(
            [(self.product, 20, {"price_unit": 0.03})],
            invoice_cash_rounding_id=rounding.id,
        )
        self.assertEqual(invoice.amount_total, 0.60)
        credited = 0
        for piece in range(1, 21):
            form = self._popup(invoices=invoice)
            self._set_quantities(form, {self.product: 1})
            note = self._reverse(form)
            credited += note.amount_total
            self.assertAlmostEqual(credited, rounding.round(0.03 * piece))
            # An accountant who writes on the draft changes nothing of it.
            note.with_user(self.clerk).payment_reference = f"Piece {piece}"
            self.assertAlmostEqual(
                sum(invoice.reversal_move_ids.mapped("amount_total")), credited
            )
        self.assertAlmostEqual(credited, 0.60)
        invoice.reversal_move_ids.action_post()

    def test_printed_total_is_the_booked_one(self):
        """The rounding of the whole sits on the part with the tax: 5.50 and 0.02."""
        rounding = self._new_cash_rounding(0.05, strategy="biggest_tax")
        tax = self._new_tax(10)
        invoice = self._new_invoice(
            [
                (self.product, 1, {"price_unit": 10.03}),
                (
                    self.serial_product,
                    1,
                    {"price_unit": 5, "tax_ids": [Command.set(tax.ids)]},
                ),
            ],
            invoice_cash_rounding_id=rounding.id,
        )
        self.assertAlmostEqual(invoice.amount_total, 15.55)
        form = self._popup(invoices=invoice)
        self._set_quantities(form, {self.product: None, self.serial_product: 1})
        note = self._reverse(form)
        self.assertAlmostEqual(note.amount_total, 5.52)
        self.assertAlmostEqual(note.tax_totals["total_amount_currency"], 5.52)

    def test_tolerance_is_the_same_however_many_credit_notes(self):
        invoice = self._new_invoice([(self.product, 10, {"price_unit": 1})])
        tolerance = invoice._refund_get_tolerance()
        for __ in range(3):
            form = self._popup(invoices=invoice)
            self._set_quantities(form, {self.product: 1})
            self._reverse(form)
        self.assertEqual(invoice._refund_get_tolerance(), tolerance)
        self.assertEqual(tolerance, 0.01)
        invoice.reversal_move_ids[0].invoice_line_ids.price_unit = 8.02
        self.credit_note = invoice.reversal_move_ids[0]
        self.assertAlmostEqual(invoice._refund_get_amounts_left()[invoice], -0.02)
        self.assert_refused("exceed its total by", "0.02")

    def test_taxes_changed_by_hand_are_refunded_as_they_are(self):
        tax = self._new_tax(15)
        for change, parts in ((-0.5, [4]), (0.5, [1, 3]), (0.5, None)):
            with self.subTest(change=change, parts=parts):
                invoice = self._new_invoice(
                    [(self.product, 4, {"tax_ids": [Command.set(tax.ids)]})],
                    post=False,
                )
                line = invoice.line_ids.filtered("tax_line_id")
                invoice.write(
                    {
                        "line_ids": [
                            Command.update(
                                line.id,
                                {"amount_currency": line.amount_currency - change},
                            )
                        ]
                    }
                )
                self.assertAlmostEqual(invoice.amount_total, 460 + change)
                invoice.action_post()
                if parts is None:
                    # All of it, posted at once.
                    self._popup(self.accountant, invoices=invoice).save().modify_moves()
                for quantity in parts or ():
                    form = self._popup(invoices=invoice)
                    self._set_quantities(form, {self.product: quantity})
                    self._reverse(form).action_post()
                self.assertAlmostEqual(
                    sum(invoice.reversal_move_ids.mapped("amount_total")),
                    invoice.amount_total,
                )
