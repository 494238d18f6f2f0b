# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsPopup(RefundCommon):
    def test_plain_agent_makes_a_draft_in_two_clicks(self):
        form = self._popup()
        self.assertEqual(form.move_ids[:], self.invoice)
        self.assertEqual(form.reason, self.ticket.number)
        self.assertEqual(form.journal_id, self.invoice.journal_id)
        self.assertEqual(form.date, fields.Date.context_today(self.ticket))
        self.assertEqual(form.refund_total, 400)
        popup = form.save()
        action = popup.refund_moves()
        credit_note = self.invoice.reversal_move_ids
        self.assertEqual(action["res_model"], "account.move")
        self.assertEqual(action["res_id"], credit_note.id)
        self.assertEqual(action["context"], {"create": False})
        self.assertRecordValues(
            credit_note,
            [
                {
                    "move_type": "out_refund",
                    "state": "draft",
                    "helpdesk_ticket_id": self.ticket.id,
                    "company_id": self.ticket.company_id.id,
                    "partner_id": self.customer.id,
                    "amount_total": 400,
                    "create_uid": self.agent.id,
                }
            ],
        )
        self.assertIn(self.ticket.number, credit_note.ref)
        self.assertRecordValues(
            credit_note.invoice_line_ids,
            [
                {
                    "quantity": line.quantity,
                    "price_unit": line.price_unit,
                    "refunded_line_id": line.id,
                    "sale_line_ids": line.sale_line_ids.ids,
                }
                for line in self.invoice.invoice_line_ids
            ],
        )

    def test_button_needs_the_switch_and_the_ticket(self):
        ticket = self.ticket.with_user(self.agent)
        self.assertTrue(ticket.use_credit_notes)
        self.assertTrue(ticket.after_sales_allowed)
        self.assertFalse(self.ticket.with_user(self.outsider).after_sales_allowed)
        self.team.use_credit_notes = False
        self.assertFalse(ticket.use_credit_notes)
        with self.assertRaisesRegex(UserError, "does not offer Refunds"):
            ticket.action_refund()

    def test_switch_off_while_the_popup_is_open(self):
        popup = self._popup().save()
        self.team.use_credit_notes = False
        with self.assertRaisesRegex(UserError, "does not offer Refunds"):
            popup.refund_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_ticket_gives_order_product_and_lot(self):
        lot = self._new_lot(self.serial_product, "SN1")
        self._deliver(self.order, lot)
        self.ticket.write(
            {
                "product_id": self.serial_product.id,
                "lot_id": lot.id,
                "sale_order_ids": [Command.set(self.order.ids)],
            }
        )
        form = self._popup()
        self.assertEqual(form.sale_order_id, self.order)
        self.assertEqual(form.product_id, self.serial_product)
        self.assertEqual(form.lot_id, lot)
        self.assertEqual(form.move_ids[:], self.invoice)
        form.product_id = self.product
        self.assertFalse(form.lot_id)

    def test_among_several_orders_none_is_guessed(self):
        other = self._new_order()
        self.ticket.sale_order_ids = self.order | other
        form = self._popup()
        self.assertFalse(form.sale_order_id)
        offered = self.env["sale.order"].search(form.sale_order_domain)
        self.assertLessEqual(self.order | other, offered)

    def test_other_orders_of_the_customer_are_offered_foreign_ones_not(self):
        mine = self._new_order(partner_id=self.contact.id)
        quotation = self._new_order(confirm=False)
        foreign = self._new_order(partner_id=self.other_customer.id)
        offered = self.env["sale.order"].search(self._popup().sale_order_domain)
        self.assertIn(mine, offered)
        self.assertFalse((quotation | foreign) & offered)

    def test_order_of_another_customer_is_ignored_and_named(self):
        foreign = self._new_order(partner_id=self.other_customer.id)
        self.ticket.sale_order_ids = foreign
        form = self._popup()
        self.assertFalse(form.sale_order_id)
        self.assertIn(
            f"{foreign.name} belongs to another customer", form.after_sales_notice
        )

    def test_product_narrows_orders_and_invoices(self):
        without = self._new_order([(self.product, 1)])
        self._invoice(without)
        form = self._popup()
        self.assertFalse(form.move_ids[:])
        self.assertEqual(len(self._offered(form)), 2)
        form.product_id = self.serial_product
        self.assertEqual(self._offered(form), self.invoice)
        self.assertEqual(
            self.env["sale.order"].search(form.sale_order_domain), self.order
        )
        self.assertEqual(form.move_ids[:], self.invoice)

    def test_lot_narrows_orders_and_invoices(self):
        lots = self._new_lot(self.serial_product, "SN1")
        self._deliver(self.order, lots)
        other = self._new_order([(self.serial_product, 1)])
        lots |= self._new_lot(self.serial_product, "SN2")
        self._deliver(other, lots[1])
        other_invoice = self._invoice(other)
        form = self._popup(product_id=self.serial_product)
        self.assertEqual(len(self._offered(form)), 2)
        form.lot_id = lots[1]
        self.assertEqual(self._offered(form), other_invoice)
        self.assertEqual(self.env["sale.order"].search(form.sale_order_domain), other)
        line = form.refund_line_ids.edit(0)
        self.assertEqual(line.lot_names, "SN2")
        # Their column shows; not where nothing has a number.
        self.assertTrue(form.refund_has_lots)
        self.assertFalse(self._popup(product_id=self.product).refund_has_lots)

    def test_invoices_are_posted_customer_invoices_of_the_ticket(self):
        draft = self._new_invoice(post=False)
        foreign = self._new_invoice(partner_id=self.other_customer.id)
        refund = self._new_invoice(move_type="out_refund")
        contact = self._new_invoice(partner_id=self.contact.id)
        offered = self._offered(self._popup())
        self.assertEqual(offered, self.invoice | contact)
        self.assertFalse(offered & (draft | foreign | refund))

    def test_invoice_of_the_tickets_order_to_somebody_else(self):
        order = self._new_order(partner_invoice_id=self.other_customer.id)
        invoice = self._invoice(order)
        self.assertEqual(invoice.partner_id, self.other_customer)
        self.assertNotIn(invoice, self._offered(self._popup()))
        self.ticket.sale_order_ids = order
        form = self._popup()
        self.assertEqual(form.move_ids[:], invoice)
        credit_note = self._reverse(form)
        self.assertEqual(credit_note.partner_id, self.other_customer)
        self.assertTrue(credit_note.with_user(self.agent).has_access("read"))

    def test_popup_says_why_there_is_no_invoice(self):
        ticket = self._new_ticket(partner_id=self.other_customer.id)
        form = self._popup(ticket=ticket)
        self.assertIn("Gemini has no posted invoice in", form.after_sales_notice)
        ticket.partner_id = self.customer
        lamp = self._new_product("Unsold lamp")
        form = self._popup(ticket=ticket, product_id=lamp)
        self.assertIn("no posted invoice with Unsold lamp", form.after_sales_notice)
        credit_note = self._reverse(self._popup())
        form = self._popup()
        self.assertFalse(form.move_ids[:])
        self.assertTrue(form.after_sales_blocked)
        self.assertRegex(
            form.after_sales_notice,
            f"{self.invoice.name}: nothing left to refund, credited by "
            rf'<a href="/odoo/account.move/{credit_note.id}" target="_blank" '
            r'dir="auto">'
            r"Draft Credit Note.*</a> \(.*400.00, .*\).",
        )

    def test_journal_follows_the_invoice_and_can_be_changed(self):
        journal = self.invoice.journal_id.copy({"name": "Other sales", "code": "OS"})
        other = self._new_invoice(journal_id=journal.id)
        form = self._popup(invoices=self.invoice)
        self.assertEqual(form.journal_id, self.invoice.journal_id)
        self._choose(form, other)
        self.assertEqual(form.journal_id, journal)
        form.journal_id = self.invoice.journal_id
        self.assertEqual(self._reverse(form).journal_id, self.invoice.journal_id)

    def test_date_is_required(self):
        form = self._popup()
        form.date = False
        with self.assertRaisesRegex(AssertionError, "date is a required field"):
            form.save()
        popup = self._rpc_popup(self.agent, date=False)
        with self.assertRaisesRegex(UserError, "Choose the reversal date"):
            popup.refund_moves()

    def test_several_invoices_at_once(self):
        other = self._new_invoice([(self.product, 1, {"price_unit": 50})])
        credit_notes = self._reverse(self._popup(invoices=self.invoice | other))
        self.assertEqual(len(credit_notes), 2)
        self.assertEqual(credit_notes.mapped("reversed_entry_id"), self.invoice | other)
        self.assertEqual(sum(credit_notes.mapped("amount_total")), 450)

    def test_future_date_schedules_the_draft_of_whoever_may_post(self):
        tomorrow = fields.Date.add(fields.Date.context_today(self.ticket), days=1)
        for user, auto_post in ((self.accountant, "at_date"), (self.agent, "no")):
            invoice = self._new_invoice()
            form = self._popup(user, invoices=invoice, date=tomorrow)
            self.assertRecordValues(
                self._reverse(form),
                [{"state": "draft", "auto_post": auto_post, "date": tomorrow}],
            )

    def test_standard_popup_is_untouched(self):
        standard = self.env["account.move.reversal"]
        view = standard.get_view(view_type="form")
        self.assertEqual(
            view["id"], self.env.ref("account.view_account_move_reversal").id
        )
        self.assertNotIn("refund_line_ids", view["arch"])
        popup = Form(
            standard.with_user(self.accountant).with_context(
                active_model="account.move", active_ids=self.invoice.ids
            )
        ).save()
        self.assertFalse(popup.refund_line_ids)
        self.assertFalse(popup.reason)
        self.assertFalse(popup.after_sales_notice)
        self.assertFalse(self.invoice.search(popup.invoice_domain))
        self.assertEqual(popup.move_ids, self.invoice)
        self.assertEqual(popup.journal_id, self.invoice.journal_id)
        action = popup.refund_moves()
        self.assertEqual(action["name"], "Reverse Moves")
        credit_note = self.env["account.move"].browse(action["res_id"])
        self.assertFalse(credit_note.helpdesk_ticket_id)
        self.assertEqual(
            credit_note.invoice_line_ids.refunded_line_id, self.invoice.invoice_line_ids
        )
