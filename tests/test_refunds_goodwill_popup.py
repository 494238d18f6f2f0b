# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsGoodwillPopup(RefundCommon):
    """Goodwill in the Refund popup: plain agents, hostile ones, and settings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = {"type": "service", "is_storable": False}
        cls.goodwill_product = cls._new_product("Goodwill", **service)
        cls.shipping = cls._new_product("Shipping", **service)
        cls.company.after_sales_goodwill_product_id = cls.goodwill_product
        cls.shipped = cls._new_invoice(
            [(cls.product, 2), (cls.shipping, 1, {"price_unit": 9})]
        )
        cls.lamps, cls.freight = cls.shipped.invoice_line_ids

    def _goodwill_popup(self, invoice=None, **lines):
        form = self._popup(invoices=invoice or self.shipped)
        form.refund_goodwill = True
        return form

    def _enter(self, form, product, **values):
        for index in range(len(form.refund_line_ids)):
            with form.refund_line_ids.edit(index) as line:
                if line.product_id == product:
                    for name, value in values.items():
                        setattr(line, name, value)

    def test_without_a_product_the_popup_is_as_ever(self):
        self.company.after_sales_goodwill_product_id = False
        form = self._popup()
        self.assertFalse(form.refund_may_give_goodwill)
        self._enter(form, self.product, quantity=3)
        with self.assertRaisesRegex(UserError, "gives no goodwill"):
            self._rpc_goodwill(goodwill_amount=1).refund_moves()

    def test_percentage_of_a_line(self):
        form = self._goodwill_popup()
        self.assertTrue(form.refund_may_give_goodwill)
        self.assertEqual(form.refund_total, 0)
        self._enter(form, self.product, goodwill_percent=10)
        self.assertEqual(form.refund_total, 20)
        note = self._reverse(form)
        self.assertRecordValues(
            note.invoice_line_ids,
            [
                {
                    "product_id": self.goodwill_product.id,
                    "price_total": 20,
                    "refunded_line_id": self.lamps.id,
                    "refund_kind": "goodwill",
                }
            ],
        )
        self.assertEqual(note.state, "draft")
        self.assertIn("Goodwill on Desk lamp", note._after_sales_describe())
        document = self.env["helpdesk.after.sales.document"].search(
            [("res_id", "=", note.id), ("res_model", "=", "account.move")]
        )
        self.assertRecordValues(
            document, [{"amount": 20, "quantity": 0, "product_id": False}]
        )
        rows = self.env["helpdesk.after.sales.report"].search(
            [("ticket_id", "=", self.ticket.id), ("amount", "=", 20)]
        )
        self.assertRecordValues(
            rows, [{"product_id": self.product.id, "quantity": 0, "amount": 20}]
        )

    def test_amount_on_shipping_which_is_listed_with_the_product(self):
        self.ticket.product_id = self.product
        form = self._popup(invoices=self.shipped)
        self.assertEqual(len(form.refund_line_ids), 1)
        form.refund_goodwill = True
        self.assertEqual(len(form.refund_line_ids), 2)
        self._enter(form, self.shipping, goodwill_amount=9)
        self.assertEqual(self._reverse(form).amount_total, 9)
        form = self._popup(invoices=self.shipped)
        # Nothing else is left of it.
        self.assertFalse(form.refund_has_more)

    def test_toggle_proposes_anew(self):
        form = self._goodwill_popup()
        self._enter(form, self.product, goodwill_percent=10)
        form.refund_goodwill = False
        self.assertEqual(form.refund_total, 209)
        form.refund_goodwill = True
        self.assertEqual(form.refund_total, 0)

    def test_piece_and_goodwill_on_the_other(self):
        form = self._goodwill_popup()
        self._enter(form, self.product, quantity=1, goodwill_percent=50)
        self.assertEqual(form.refund_total, 150)
        self.assertEqual(self._reverse(form).amount_total, 150)
        form = self._popup(invoices=self.shipped)
        self.assertEqual(form.refund_total, 59)
        self.assertEqual(self._reverse(form).amount_total, 59)

    def test_several_invoices(self):
        form = self._goodwill_popup(invoice=self.shipped | self.invoice)
        self._enter(form, self.product, goodwill_percent=10)
        self.assertEqual(form.refund_total, 50)
        notes = self._reverse(form)
        self.assertEqual(sorted(notes.mapped("amount_total")), [20, 30])

    def test_takes_no_part_in_reverse_and_create_invoice(self):
        form = self._popup(self.accountant, invoices=self.shipped)
        form.refund_goodwill = True
        self._enter(form, self.product, goodwill_percent=10)
        self.assertTrue(form.refund_is_partial)
        with self.assertRaisesRegex(UserError, "takes the whole invoice back"):
            form.save().modify_moves()

    def _rpc_goodwill(self, line=None, **values):
        line = line or self.lamps
        return self._rpc_popup(
            self.agent,
            [{"move_line_id": line.id, **values}],
            move_ids=[Command.set(self.shipped.ids)],
            journal_id=self.shipped.journal_id.id,
        )

    @mute_logger("odoo.sql_db")
    def test_hostile_values(self):
        for error, message, values in (
            (ValidationError, "between 0 and 100", {"goodwill_percent": 100.01}),
            (ValidationError, "between 0 and 100", {"goodwill_percent": -1}),
            (ValidationError, "above zero", {"goodwill_amount": -5}),
            (UserError, "can still be given", {"goodwill_amount": 200.01}),
            (UserError, "either", {"goodwill_amount": 1, "goodwill_percent": 1}),
            (UserError, "Nothing is left", {"goodwill_amount": 1, "quantity": 2}),
        ):
            with self.subTest(values), self.assertRaisesRegex(error, message):
                self._rpc_goodwill(**values).refund_moves()
        for value in ("x", [1], float("nan"), float("inf"), {}):
            for name in ("goodwill_percent", "goodwill_amount"):
                with self.subTest(value=value), self.assertRaises(ValidationError):
                    self._rpc_goodwill(**{name: value})
        self.assertFalse(self.shipped.reversal_move_ids)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_agent_changes_none_of_it_afterwards(self):
        note = self._rpc_goodwill(goodwill_amount=5)
        note.refund_moves()
        line = note.sudo().new_move_ids.invoice_line_ids.with_user(self.agent)
        for values in ({"refund_kind": "fee"}, {"price_unit": 50}):
            with self.assertRaises(AccessError):
                line.write(values)

    def test_old_popup_counts_what_was_given_meanwhile(self):
        form = self._goodwill_popup()
        self._enter(form, self.product, goodwill_amount=150)
        popup = form.save()
        self._rpc_goodwill(goodwill_amount=100).refund_moves()
        with self.assertRaisesRegex(UserError, "100.00 can still be given"):
            popup.refund_moves()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_manager_chooses_the_product(self):
        rules = self.env["helpdesk.after.sales.rules"]
        form = Form(rules.with_user(self.manager))
        self.assertEqual(form.goodwill_product_id, self.goodwill_product)
        form.goodwill_product_id = self.shipping
        form.save().action_save()
        self.assertEqual(self.company.after_sales_goodwill_product_id, self.shipping)
        for user in (self.agent, self.agent_all):
            with self.assertRaises(AccessError):
                rules.with_user(user).create({})
