# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestLimitsRefunds(RefundCommon):
    """How much a team's agents may refund on one ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The invoice is of 3 lamps and a coffee machine, 100 each.
        cls.team.refund_limit = 150.0

    def _refund(self, lamps, machines=None, user=None, **values):
        form = self._popup(user, **values)
        self._set_quantities(form, {self.product: lamps, self.serial_product: machines})
        return form

    def assertRefused(self, form, message):
        before = self.ticket.sudo().draft_credit_note_ids
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            self._reverse(form)
        self.env.invalidate_all()
        self.assertEqual(self.ticket.draft_credit_note_ids, before)

    def test_what_is_left_shows_and_can_be_refunded(self):
        form = self._refund(1)
        self.assertFalse(form.after_sales_beyond)
        self.assertIn(
            "$ 150.00 of $ 150.00", form.after_sales_limits.replace("\xa0", " ")
        )
        self.assertEqual(self._reverse(form).amount_total, 100.0)
        form = self._refund(None)
        self.assertIn(
            "$ 50.00 of $ 150.00", form.after_sales_limits.replace("\xa0", " ")
        )

    def test_beyond_is_said_before_and_refused_after(self):
        form = self._refund(2)
        self.assertTrue(form.after_sales_beyond)
        self.assertIn("$ 50.00 more than", form.after_sales_limits.replace("\xa0", " "))
        self.assertRefused(form, "200.00 would be refunded on ticket")

    def test_no_limit(self):
        self.team.refund_limit = 0
        form = self._refund(3, 1)
        self.assertFalse(form.after_sales_limits)
        self.assertEqual(self._reverse(form).amount_total, 400.0)

    def test_taxes_count(self):
        tax = self._new_tax(60)
        invoice = self._new_invoice(
            [(self.product, 1, {"tax_ids": [Command.set(tax.ids)]})]
        )
        self.assertRefused(self._popup(invoices=invoice), "160.00 would be refunded")

    def test_credit_notes_count_unless_cancelled(self):
        credit_note = self._reverse(self._refund(1))
        self.assertRefused(self._refund(1), "200.00 would be refunded")
        credit_note.button_cancel()
        self._reverse(self._refund(1))

    def test_a_linked_one_counts(self):
        linked = self._new_invoice(
            [(self.product, 1)], post=False, move_type="out_refund"
        )
        linked.helpdesk_ticket_id = self.ticket
        self.assertRefused(self._refund(1), "200.00 would be refunded")

    def test_in_the_currency_of_the_company(self):
        currency = self.env["res.currency"].create(
            {
                "name": "AST",
                "symbol": "A",
                "rate_ids": [Command.create({"rate": 4.0, "name": "2020-01-01"})],
            }
        )
        invoice = self._new_invoice(
            [(self.product, 1, {"price_unit": 620.0})], currency_id=currency.id
        )
        form = self._popup(invoices=invoice)
        self.assertTrue(form.after_sales_beyond)
        self.assertRefused(form, r"155\.00 would be refunded")
        invoice = self._new_invoice(
            [(self.product, 1, {"price_unit": 600.0})], currency_id=currency.id
        )
        form = self._popup(invoices=invoice)
        self.assertFalse(form.after_sales_beyond)
        self._reverse(form)

    def test_at_no_rate_of_another_day(self):
        """Whoever makes the refund chooses its date."""
        rates = (("2020-01-01", 400.0), ("2021-01-01", 4.0))
        currency = self.env["res.currency"].create(
            {
                "name": "AST",
                "symbol": "A",
                "rate_ids": [Command.create({"name": x, "rate": y}) for x, y in rates],
            }
        )
        invoice = self._new_invoice(
            [(self.product, 1, {"price_unit": 800.0})], currency_id=currency.id
        )
        form = self._popup(invoices=invoice, date="2020-06-01")
        self.assertTrue(form.after_sales_beyond)
        self.assertRefused(form, r"200\.00 would be refunded")
        popup = self._popup(self.accountant, invoices=invoice, date="2020-06-01").save()
        with (
            self.assertRaisesRegex(UserError, r"200\.00 would be refunded"),
            self.cr.savepoint(),
        ):
            popup.modify_moves()
        self.env.invalidate_all()
        self.team.refund_limit = 250.0
        form = self._popup(invoices=invoice, date="2020-06-01")
        credit_note = self._reverse(form)
        self.assertEqual(credit_note.refund_amount, 2.0)
        self.assertRefused(self._refund(1), r"300\.00 would be refunded")
        # The books say what it was worth.
        credit_note.action_post()
        self._reverse(self._refund(1))

    def test_another_team_is_logged(self):
        team = self.team.copy({"name": "Without limits", "refund_limit": 0})
        self._tracked(self.ticket.with_user(self.agent)).team_id = team
        self._flush_tracking()
        values = self.ticket.message_ids[0].tracking_value_ids
        self.assertEqual(values.field_id.name, "team_id")
        self.assertEqual(values.old_value_char, self.team.name)

    def test_accountants_managers_and_administrators_too(self):
        self.agent_all.group_ids += self.env.ref("base.group_system")
        for user in (self.accountant, self.manager, self.agent_all):
            self.assertRefused(self._refund(2, user=user), "more than the")
        popup = self._popup(self.accountant).save()
        with self.assertRaisesRegex(UserError, "more than the"):
            popup.modify_moves()

    def test_rpc_goes_no_way_around(self):
        for context in ({}, {"default_helpdesk_ticket_id": False}):
            popup = self._rpc_popup(
                self.agent,
                [{"move_line_id": self.invoice.invoice_line_ids[0].id, "quantity": 3}],
            ).with_context(after_sales_beyond=False, **context)
            popup.write({"after_sales_beyond": False, "after_sales_limits": False})
            for method in ("refund_moves", "reverse_moves"):
                with (
                    self.subTest(method, context=context),
                    self.assertRaisesRegex(UserError, "300.00 would be"),
                    self.cr.savepoint(),
                ):
                    getattr(popup, method)()
                self.env.invalidate_all()

    def test_others_on_another_ticket(self):
        self._reverse(self._refund(1))
        ticket = self._new_ticket()
        form = self._refund(1, ticket=ticket)
        self.assertFalse(form.after_sales_beyond)
        self._reverse(form)

    def test_goodwill_counts(self):
        product = self._new_product("Goodwill", type="service", is_storable=False)
        self.company.after_sales_goodwill_product_id = product
        self.team.refund_limit = 50.0

        def give(amount):
            form = self._popup()
            form.refund_goodwill = True
            for index in range(len(form.refund_line_ids)):
                with form.refund_line_ids.edit(index) as line:
                    line.quantity = 0
                    if line.product_id == self.product:
                        line.goodwill_amount = amount
            return form

        form = give(60)
        self.assertTrue(form.after_sales_may_ask)
        self.assertRefused(form, "60.00 would be refunded")
        form = give(40)
        self.assertFalse(form.after_sales_beyond)
        self.assertEqual(self._reverse(form).amount_total, 40.0)
