# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_refund import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundPopup(RefundCommon):
    def test_plain_agent_makes_a_draft_in_two_clicks(self):
        form = self._popup()
        self.assertEqual(form.move_ids[:], self.invoice)
        self.assertEqual(form.reason, self.ticket.number)
        self.assertEqual(form.journal_id, self.invoice.journal_id)
        self.assertEqual(form.date, fields.Date.context_today(self.ticket))
        self.assertEqual(form.refund_total, 400)
        wizard = form.save()
        action = wizard.refund_moves()
        credit_note = self.invoice.reversal_move_ids
        self.assertEqual(action["res_model"], "account.move")
        self.assertEqual(action["res_id"], credit_note.id)
        self.assertEqual(action["context"], {})
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
        wizard = self._popup().save()
        self.team.use_credit_notes = False
        with self.assertRaisesRegex(UserError, "does not offer Refunds"):
            wizard.refund_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_team_switches_are_off_by_default(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "New"})
        for switch in (
            "use_credit_notes",
            "use_coupons",
            "use_product_returns",
            "use_product_repairs",
            "use_fsm",
        ):
            self.assertFalse(team[switch])

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
        self.assertIn(
            f"{self.invoice.name}: nothing left to refund, credited by "
            f"{credit_note.display_name}",
            form.after_sales_notice,
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
        wizard = self._rpc_popup(self.agent, date=False)
        with self.assertRaisesRegex(UserError, "Choose the reversal date"):
            wizard.refund_moves()

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

    def test_no_customer_is_asked_for_first(self):
        ticket = self._new_ticket(
            partner_id=False, partner_name="Ann New", partner_email="ann@example.com"
        )
        action = ticket.with_user(self.agent).action_refund()
        self.assertEqual(action["res_model"], "helpdesk.ticket.customer.wizard")
        form = self._open_popup_as(self.agent, action)
        self.assertEqual(form.mode, "create")
        action = form.save().action_continue()
        self.assertEqual(action["res_model"], "account.move.reversal")
        self.assertRecordValues(
            ticket.partner_id, [{"name": "Ann New", "email": "ann@example.com"}]
        )

    def test_no_customer_but_a_known_email(self):
        ticket = self._new_ticket(
            partner_id=False, partner_name="Buyer", partner_email="buyer@example.com"
        )
        form = self._open_popup_as(
            self.agent, ticket.with_user(self.agent).action_refund()
        )
        self.assertEqual(form.mode, "choose")
        self.assertEqual(form.partner_id, self.contact)
        form.partner_id = self.customer
        form.save().action_continue()
        self.assertEqual(ticket.partner_id, self.customer)

    def test_customer_window_of_no_service_is_refused(self):
        ticket = self._new_ticket(partner_id=False)
        wizard = self.env["helpdesk.ticket.customer.wizard"].with_user(self.agent)
        popup = wizard.create(
            {
                "ticket_id": ticket.id,
                "service": "unlink",
                "mode": "choose",
                "partner_id": self.customer.id,
            }
        )
        with self.assertRaisesRegex(UserError, "from a button of the ticket"):
            popup.action_continue()
        popup = wizard.create(
            {
                "ticket_id": ticket.id,
                "service": "use_credit_notes",
                "mode": "choose",
                "partner_id": False,
            }
        )
        with self.assertRaisesRegex(UserError, "Choose the contact"):
            popup.action_continue()
        popup.write({"mode": "create"})
        with self.assertRaisesRegex(UserError, "has no customer name"):
            popup.action_continue()
        self.assertFalse(ticket.partner_id)

    def test_standard_wizard_is_untouched(self):
        standard = self.env["account.move.reversal"]
        view = standard.get_view(view_type="form")
        self.assertEqual(
            view["id"], self.env.ref("account.view_account_move_reversal").id
        )
        self.assertNotIn("refund_line_ids", view["arch"])
        wizard = Form(
            standard.with_user(self.accountant).with_context(
                active_model="account.move", active_ids=self.invoice.ids
            )
        ).save()
        self.assertFalse(wizard.refund_line_ids)
        self.assertFalse(wizard.reason)
        self.assertEqual(wizard.move_ids, self.invoice)
        self.assertEqual(wizard.journal_id, self.invoice.journal_id)
        action = wizard.refund_moves()
        self.assertEqual(action["name"], "Reverse Moves")
        credit_note = self.env["account.move"].browse(action["res_id"])
        self.assertFalse(credit_note.helpdesk_ticket_id)
        self.assertEqual(
            credit_note.invoice_line_ids.refunded_line_id, self.invoice.invoice_line_ids
        )


@tagged("post_install", "-at_install")
class TestRefundQuantities(RefundCommon):
    def test_lines_say_what_was_invoiced_and_credited(self):
        form = self._popup()
        self._set_quantities(form, {self.product: 1, self.serial_product: None})
        self._reverse(form)
        form = self._popup()
        self.assertIn("Counted as credited though not posted", form.after_sales_notice)
        with form.refund_line_ids.edit(0) as line:
            self.assertEqual(line.product_id, self.product)
            self.assertEqual(line.invoiced_quantity, 3)
            self.assertEqual(line.credited_quantity, 1)
            self.assertEqual(line.refundable_quantity, 2)
            self.assertEqual(line.quantity, 2)
            self.assertEqual(line.price_unit, 100)
            self.assertEqual(line.amount, 200)

    def test_partial_keeps_everything_else_of_the_line(self):
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        analytic = self.env["account.analytic.account"].create(
            {"name": "Shop", "plan_id": plan.id}
        )
        tax = self._new_tax(15)
        order = self._new_order(
            [
                (
                    self.product,
                    5,
                    {
                        "price_unit": 20,
                        "discount": 10,
                        "tax_ids": [Command.set(tax.ids)],
                        "analytic_distribution": {str(analytic.id): 100},
                    },
                ),
                (self.serial_product, 1),
            ]
        )
        invoice = self._invoice(order)
        form = self._popup(invoices=invoice)
        self._set_quantities(form, {self.product: 2, self.serial_product: None})
        self.assertEqual(form.refund_total, 41.4)
        credit_note = self._reverse(form)
        self.assertEqual(credit_note.amount_total, 41.4)
        self.assertRecordValues(
            credit_note.invoice_line_ids,
            [
                {
                    "product_id": self.product.id,
                    "quantity": 2,
                    "price_unit": 20,
                    "discount": 10,
                    "tax_ids": tax.ids,
                    "analytic_distribution": {str(analytic.id): 100},
                    "sale_line_ids": order.order_line[0].ids,
                    "refunded_line_id": invoice.invoice_line_ids[0].id,
                }
            ],
        )
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [3, 1])

    def test_preview_is_the_credit_notes_total(self):
        """Multi-currency, tax included and excluded, cash rounding."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": euro.id,
                "company_id": self.company.id,
                "rate": 0.5,
            }
        )
        included = self._new_tax(21, price_include_override="tax_included")
        excluded = self._new_tax(7)
        income = self.company.default_cash_difference_income_account_id
        expense = self.company.default_cash_difference_expense_account_id
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "5 cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": income.id,
                "loss_account_id": expense.id,
            }
        )
        for currency in (self.company.currency_id, euro):
            for tax in (included, excluded):
                for cash_rounding in (rounding.browse(), rounding):
                    with self.subTest(
                        currency=currency.name, tax=tax.name, cash=bool(cash_rounding)
                    ):
                        invoice = self._new_invoice(
                            [
                                (
                                    self.product,
                                    7,
                                    {
                                        "price_unit": 33.33,
                                        "discount": 5,
                                        "tax_ids": [Command.set(tax.ids)],
                                    },
                                )
                            ],
                            currency_id=currency.id,
                            invoice_cash_rounding_id=cash_rounding.id,
                        )
                        form = self._popup(invoices=invoice)
                        self.assertEqual(form.currency_id, currency)
                        self.assertAlmostEqual(form.refund_total, invoice.amount_total)
                        self._set_quantities(form, {self.product: 3})
                        preview = form.refund_total
                        credit_note = self._reverse(form)
                        self.assertEqual(credit_note.currency_id, currency)
                        self.assertAlmostEqual(credit_note.amount_total, preview)
                        self.assertLess(preview, invoice.amount_total)

    def test_totals_of_several_currencies(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        other = self._new_invoice(
            [(self.product, 1, {"price_unit": 50})], currency_id=euro.id
        )
        form = self._popup(invoices=self.invoice | other)
        self.assertFalse(form.currency_id)
        self.assertIn("400.00", form.refund_totals)
        self.assertIn("50.00", form.refund_totals)
        self.assertIn(" + ", form.refund_totals)

    def test_partial_choice_has_no_reverse_and_create_invoice(self):
        form = self._popup(self.accountant)
        self.assertFalse(form.refund_is_partial)
        self._set_quantities(form, {self.product: 2})
        self.assertTrue(form.refund_is_partial)
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "takes the whole invoice back"):
            wizard.modify_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_global_discount_in_proportion(self):
        order = self._new_order([(self.product, 3), (self.serial_product, 1)], False)
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.1,
            }
        ).action_apply_discount()
        order.action_confirm()
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_total, 360)
        form = self._popup(invoices=invoice)
        self.assertIn("in proportion", form.after_sales_notice)
        self._set_quantities(form, {self.product: 1, self.serial_product: None})
        self.assertEqual(form.refund_total, 90)
        names = [line["name"] for line in form.refund_line_ids._records]
        self.assertTrue(any("in proportion" in name for name in names))
        self.assertEqual(self._reverse(form).amount_total, 90)
        rest = self._popup(invoices=invoice)
        self.assertEqual(rest.refund_total, 270)
        self.assertEqual(self._reverse(rest).amount_total, 270)
        self.assertEqual(set(order.order_line.mapped("qty_invoiced")), {0})
        self.assertNotIn(invoice, self._offered(self._popup()))

    def test_global_discount_is_exact_though_quantities_have_two_decimals(self):
        order = self._new_order([(self.product, 3)], confirm=False)
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "amount",
                "discount_amount": 20,
            }
        ).action_apply_discount()
        order.action_confirm()
        invoice = self._invoice(order)
        totals = []
        for __ in range(3):
            form = self._popup(invoices=invoice)
            self._set_quantities(form, {self.product: 1})
            totals.append(self._reverse(form).amount_total)
        self.assertAlmostEqual(totals[0], 93.33)
        self.assertAlmostEqual(sum(totals), 280)

    def test_reward_line_has_its_own_quantity(self):
        reward = self._new_product("Reward", type="service", is_storable=False)
        invoice = self._new_invoice(
            [(self.product, 2), (reward, 1, {"price_unit": -30})]
        )
        form = self._popup(invoices=invoice)
        self.assertEqual(form.refund_total, 170)
        self._set_quantities(form, {self.product: 1, reward: None})
        credit_note = self._reverse(form)
        self.assertEqual(credit_note.amount_total, 100)

    def test_only_a_reward_line_would_be_negative(self):
        reward = self._new_product("Reward", type="service", is_storable=False)
        invoice = self._new_invoice(
            [(self.product, 2), (reward, 1, {"price_unit": -30})]
        )
        form = self._popup(invoices=invoice)
        self._set_quantities(form, {self.product: None})
        with self.assertRaisesRegex(UserError, "would be negative"):
            form.save().refund_moves()

    def test_down_payment(self):
        order = self._new_order([(self.product, 2)])
        context = {"active_model": "sale.order", "active_ids": order.ids}
        wizard = self.env["sale.advance.payment.inv"].with_context(**context)
        wizard.create(
            {"advance_payment_method": "fixed", "fixed_amount": 50}
        ).create_invoices()
        down_payment = order.invoice_ids
        down_payment.action_post()
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_total, 150)
        deducted = final.invoice_line_ids.filtered(lambda x: x.quantity < 0)
        form = self._popup(invoices=final)
        self.assertEqual(form.refund_total, 150)
        wizard = form.save()
        line = wizard.refund_line_ids.filtered(lambda x: x.move_line_id == deducted)
        self.assertEqual(line.quantity, -1)
        line.quantity = 1
        with self.assertRaisesRegex(UserError, "must have the sign"):
            wizard.refund_moves()
        line.quantity = -2
        with self.assertRaisesRegex(UserError, "can still be refunded, not -2"):
            wizard.refund_moves()
        line.quantity = -1
        wizard.refund_moves()
        self.assertEqual(final.reversal_move_ids.amount_total, 150)
        self.assertEqual(
            self._reverse(self._popup(invoices=down_payment)).amount_total, 50
        )


@tagged("post_install", "-at_install")
class TestRefundNeverTwice(RefundCommon):
    def assert_nothing_left(self, invoice=None):
        invoice = invoice or self.invoice
        self.assertNotIn(invoice, self._offered(self._popup()))
        wizard = self._rpc_popup(
            self.agent,
            [{"move_line_id": invoice.invoice_line_ids[0].id, "quantity": 1}],
            move_ids=[Command.set(invoice.ids)],
        )
        with self.assertRaisesRegex(UserError, "nothing left to refund, credited by"):
            wizard.refund_moves()

    def test_a_draft_counts(self):
        self._reverse(self._popup())
        self.assert_nothing_left()

    def test_a_cancelled_credit_note_does_not_count(self):
        self._reverse(self._popup()).button_cancel()
        self.assertIn(self.invoice, self._offered(self._popup()))

    def test_one_made_in_accounting_counts(self):
        self.invoice._reverse_moves()
        self.assert_nothing_left()

    def test_one_made_before_this_addon_counts(self):
        credit_note = self.invoice._reverse_moves()
        credit_note.invoice_line_ids.refunded_line_id = False
        self.assert_nothing_left()

    def test_one_made_from_the_order_counts(self):
        order = self._new_order([(self.product, 2)])
        invoice = self._invoice(order)
        order.order_line.product_uom_qty = 1
        refund = order._create_invoices(final=True)
        self.assertEqual(refund.move_type, "out_refund")
        self.assertFalse(refund.reversed_entry_id)
        form = self._popup(invoices=invoice)
        with form.refund_line_ids.edit(0) as line:
            self.assertEqual(line.refundable_quantity, 1)
        order.order_line.product_uom_qty = 0
        order._create_invoices(final=True)
        self.assert_nothing_left(invoice)

    def test_order_invoiced_in_parts_shares_an_orders_credit_note(self):
        order = self._new_order([(self.product, 3)])
        first = self._invoice(order)
        first.button_draft()
        first.invoice_line_ids.quantity = 2
        first.action_post()
        second = self._invoice(order)
        self.assertEqual(second.invoice_line_ids.quantity, 1)
        order.order_line.product_uom_qty = 0.5
        refund = order._create_invoices(final=True)
        self.assertEqual(refund.invoice_line_ids.quantity, 2.5)
        lines = first.invoice_line_ids | second.invoice_line_ids
        self.assertEqual(list(lines._get_refundable_quantities().values()), [0.0, 0.5])

    def test_credit_note_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        invoice = self._new_invoice(
            [(self.product, 2, {"product_uom_id": dozen.id, "price_unit": 12})]
        )
        credit_note = invoice._reverse_moves()
        unit = self.product.uom_id
        credit_note.invoice_line_ids.write(
            {"product_uom_id": unit.id, "quantity": 18, "price_unit": 1}
        )
        self.assertEqual(
            invoice.invoice_line_ids._get_refundable_quantities(),
            {invoice.invoice_line_ids: 0.5},
        )

    def test_credit_note_edited_beyond_recognition_caps_the_total(self):
        credit_note = self.invoice._reverse_moves()
        credit_note.write(
            {
                "invoice_line_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "Goodwill",
                            "price_unit": 350,
                            "tax_ids": [Command.clear()],
                        }
                    ),
                ]
            }
        )
        wizard = self._popup(invoices=self.invoice).save()
        with self.assertRaisesRegex(
            UserError, r"only .*50\.00.* can still be refunded"
        ):
            wizard.refund_moves()
        form = self._popup(invoices=self.invoice)
        self._set_quantities(form, {self.product: None, self.serial_product: None})
        form = self._popup(invoices=self.invoice)
        self._set_quantities(form, {self.product: 0.5, self.serial_product: None})
        self.assertEqual(self._reverse(form).amount_total, 50)

    def test_orders_credit_note_edited_by_the_accountant(self):
        other = self._new_product("Other lamp")
        for vals in (
            {"quantity": 1, "price_unit": 400},
            {"product_id": other.id, "quantity": 4, "price_unit": 100},
        ):
            with self.subTest(vals=vals):
                order = self._new_order([(self.product, 4)])
                invoice = self._invoice(order)
                order.order_line.product_uom_qty = 0
                refund = order._create_invoices(final=True)
                refund.invoice_line_ids.write(vals)
                self.assertNotIn(invoice, self._offered(self._popup()))

    def test_part_without_the_negative_line_is_capped(self):
        invoice = self._new_invoice(
            [(self.product, 5), (self.serial_product, 1, {"price_unit": -200})]
        )
        form = self._popup(invoices=invoice)
        self._set_quantities(form, {self.serial_product: None})
        with self.assertRaisesRegex(
            UserError, r"only .*300\.00.* can still be refunded"
        ):
            form.save().refund_moves()
        self._set_quantities(form, {self.product: 2})
        self.assertEqual(self._reverse(form).amount_total, 200)
        rest = self._popup(invoices=invoice)
        self.assertEqual(self._reverse(rest).amount_total, 100)

    def test_early_payment_discount(self):
        tax = self._new_tax(15)
        for computation in ("included", "excluded", "mixed"):
            with self.subTest(computation):
                term = self.env["account.payment.term"].create(
                    {
                        "name": computation,
                        "early_discount": True,
                        "discount_percentage": 2,
                        "discount_days": 7,
                        "early_pay_discount_computation": computation,
                    }
                )
                invoice = self._new_invoice(
                    [(self.product, 4, {"tax_ids": [Command.set(tax.ids)]})],
                    invoice_payment_term_id=term.id,
                )
                form = self._popup(invoices=invoice)
                self.assertAlmostEqual(form.refund_total, invoice.amount_total)
                self._set_quantities(form, {self.product: 1})
                preview = form.refund_total
                credit_note = self._reverse(form)
                self.assertAlmostEqual(credit_note.amount_total, preview)
                rest = self._reverse(self._popup(invoices=invoice))
                self.assertAlmostEqual(
                    credit_note.amount_total + rest.amount_total, invoice.amount_total
                )
                (credit_note | rest).action_post()

    def test_cash_rounding_in_parts(self):
        income = self.company.default_cash_difference_income_account_id
        expense = self.company.default_cash_difference_expense_account_id
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Up to one",
                "rounding": 1.0,
                "rounding_method": "UP",
                "strategy": "add_invoice_line",
                "profit_account_id": income.id,
                "loss_account_id": expense.id,
            }
        )
        invoice = self._new_invoice(
            [(self.product, 7, {"price_unit": 13.33})],
            invoice_cash_rounding_id=rounding.id,
        )
        for quantity in (2, 2, 3):
            form = self._popup(invoices=invoice)
            self._set_quantities(form, {self.product: quantity})
            self._reverse(form).action_post()
        self.assertNotIn(invoice, self._offered(self._popup()))

    def test_tax_changed_by_hand(self):
        tax = self._new_tax(15)
        for change in (-0.5, 0.5):
            with self.subTest(change=change):
                invoice = self._new_invoice(
                    [(self.product, 4, {"tax_ids": [Command.set(tax.ids)]})],
                    post=False,
                )
                line = invoice.line_ids.filtered("tax_line_id")
                term = invoice.line_ids.filtered(
                    lambda x: x.display_type == "payment_term"
                )
                invoice.write(
                    {
                        "line_ids": [
                            Command.update(
                                line.id,
                                {"amount_currency": line.amount_currency - change},
                            ),
                            Command.update(
                                term.id,
                                {"amount_currency": term.amount_currency + change},
                            ),
                        ]
                    }
                )
                self.assertAlmostEqual(invoice.amount_total, 460 + change)
                invoice.action_post()
                credit_note = self._reverse(self._popup(invoices=invoice))
                credit_note.action_post()
                self.assertEqual(credit_note.state, "posted")

    def test_more_than_left_is_refused(self):
        form = self._popup()
        self._set_quantities(form, {self.product: 3.01})
        with self.assertRaisesRegex(UserError, "3 can still be refunded, not 3.01"):
            form.save().refund_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_second_press_opens_what_the_first_made(self):
        wizard = self._popup().save()
        first = wizard.refund_moves()
        self.assertEqual(wizard.refund_moves(), first)
        self.assertEqual(len(self.invoice.reversal_move_ids), 1)

    def test_posting_checks_again(self):
        first = self._popup()
        self._set_quantities(first, {self.product: 2, self.serial_product: None})
        credit_note = self._reverse(first)
        credit_note.invoice_line_ids.quantity = 4
        with self.assertRaisesRegex(UserError, "would be credited 4 times, but only 3"):
            credit_note.action_post()
        credit_note.invoice_line_ids.quantity = 3
        credit_note.action_post()
        self.assertEqual(credit_note.state, "posted")

    def test_posting_checks_the_total_too(self):
        credit_note = self._reverse(self._popup())
        credit_note.invoice_line_ids[0].price_unit = 150
        with self.assertRaisesRegex(UserError, "exceed its total by"):
            credit_note.action_post()

    def test_parts_with_taxes_add_up(self):
        tax = self._new_tax(19)
        invoice = self._new_invoice(
            [
                (
                    self.product,
                    3,
                    {"price_unit": 9.99, "tax_ids": [Command.set(tax.ids)]},
                )
            ]
        )
        for __ in range(3):
            form = self._popup(invoices=invoice)
            self._set_quantities(form, {self.product: 1})
            self._reverse(form).action_post()
        self.assertNotIn(invoice, self._offered(self._popup()))


@tagged("post_install", "-at_install")
class TestRefundDocuments(RefundCommon):
    def test_reverse_and_create_invoice(self):
        form = self._popup(self.accountant)
        self.assertTrue(form.user_may_post)
        wizard = form.save()
        action = wizard.modify_moves()
        credit_note = self.invoice.reversal_move_ids
        self.assertRecordValues(
            credit_note,
            [
                {
                    "state": "posted",
                    "amount_residual": 0,
                    "helpdesk_ticket_id": self.ticket.id,
                }
            ],
        )
        self.assertEqual(self.invoice.payment_state, "reversed")
        invoice = self.env["account.move"].browse(action["res_id"])
        self.assertRecordValues(
            invoice,
            [
                {
                    "move_type": "out_invoice",
                    "state": "draft",
                    "amount_total": self.invoice.amount_total,
                    "helpdesk_ticket_id": False,
                }
            ],
        )
        self.assertFalse(invoice.invoice_line_ids.refunded_line_id)
        self.assertEqual(self.ticket.credit_note_ids, credit_note)
        self.assertEqual(wizard.modify_moves(), action)

    def test_reverse_and_create_invoice_is_for_those_who_may_post(self):
        form = self._popup()
        self.assertFalse(form.user_may_post)
        wizard = form.save()
        with self.assertRaisesRegex(AccessError, "you may not post. Use Reverse"):
            wizard.modify_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_reverse_and_create_invoice_in_the_future_is_refused(self):
        tomorrow = fields.Date.add(fields.Date.context_today(self.ticket), days=1)
        wizard = self._popup(self.accountant, date=tomorrow).save()
        with self.assertRaisesRegex(UserError, "is in the future"):
            wizard.modify_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_paid_invoice_says_what_happens_to_the_payment(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({}).action_create_payments()
        form = self._popup(self.accountant)
        self.assertIn("takes the payment off it", form.after_sales_notice)
        self.assertFalse(self._popup().after_sales_notice)

    def test_notes_on_both_sides(self):
        credit_note = self._reverse(self._popup())
        ticket_note = self.ticket.message_ids[0]
        self.assertIn("Credit note created", ticket_note.body)
        self.assertIn(f'data-oe-id="{credit_note.id}"', ticket_note.body)
        self.assertEqual(ticket_note.author_id, self.agent.partner_id)
        self.assertTrue(
            credit_note.message_ids.filtered(
                lambda x: f'data-oe-id="{self.ticket.id}"' in x.body
            )
        )

    def test_smart_buttons(self):
        ticket = self.ticket.with_user(self.agent)
        credit_note = self._reverse(self._popup())
        self.assertEqual(
            (ticket.credit_note_count, ticket.draft_credit_note_count), (0, 1)
        )
        action = ticket.action_view_draft_credit_notes()
        self.assertEqual(action["res_id"], credit_note.id)
        credit_note.action_post()
        ticket.invalidate_recordset()
        self.assertEqual(
            (ticket.credit_note_count, ticket.draft_credit_note_count), (1, 0)
        )
        self.assertEqual(ticket.action_view_credit_notes()["res_id"], credit_note.id)
        other = self._new_invoice()
        self._reverse(self._popup(invoices=other)).action_post()
        ticket.invalidate_recordset()
        action = ticket.action_view_credit_notes()
        self.assertEqual(ticket.credit_note_count, 2)
        self.assertEqual(action["views"][0][1], "list")
        # Whoever reads the ticket but no accounting sees no count and no error.
        self.ticket.message_subscribe(self.outsider.partner_id.ids)
        self.assertEqual(self.ticket.with_user(self.outsider).credit_note_count, 0)

    def test_posting_is_announced_on_the_ticket(self):
        credit_note = self._reverse(self._popup())
        self._tracked(credit_note).action_post()
        self._flush_tracking()
        message = self.ticket.message_ids[0]
        self.assertEqual(
            message.subtype_id,
            self.env.ref("helpdesk_mgmt_after_sales.mt_after_sales_done"),
        )
        self.assertIn(credit_note.name, message.body)

    def test_cancelling_is_announced_on_the_ticket(self):
        credit_note = self._reverse(self._popup())
        self._tracked(credit_note).button_cancel()
        self._flush_tracking()
        self.assertEqual(
            self.ticket.message_ids[0].subtype_id,
            self.env.ref("helpdesk_mgmt_after_sales.mt_after_sales_cancelled"),
        )

    def test_reviewer_gets_an_activity_on_a_plain_agents_draft(self):
        self.team.refund_reviewer_id = self.accountant
        credit_note = self._reverse(self._popup())
        self.assertRecordValues(
            credit_note.activity_ids,
            [{"user_id": self.accountant.id, "summary": "Check and post this refund"}],
        )
        other = self._new_invoice()
        by_accountant = self._reverse(self._popup(self.accountant, invoices=other))
        self.assertFalse(by_accountant.activity_ids)

    def test_draft_can_be_edited_and_copied_without_the_links(self):
        credit_note = self._reverse(self._popup())
        credit_note.invoice_line_ids[1].unlink()
        self.assertEqual(credit_note.amount_total, 300)
        copy = credit_note.copy()
        self.assertFalse(copy.helpdesk_ticket_id)
        self.assertFalse(copy.invoice_line_ids.refunded_line_id)

    def test_deleting_the_ticket_keeps_the_credit_note(self):
        credit_note = self._reverse(self._popup())
        self.ticket.unlink()
        self.assertFalse(credit_note.helpdesk_ticket_id)

    def test_context_of_the_client_reaches_no_record(self):
        wizard = self._popup().save()
        wizard.with_context(
            default_ref="Leaked", default_helpdesk_ticket_id=0, active_id=1
        ).refund_moves()
        credit_note = self.invoice.reversal_move_ids
        self.assertNotIn("Leaked", credit_note.ref)
        self.assertEqual(credit_note.helpdesk_ticket_id, self.ticket)


@tagged("post_install", "-at_install")
class TestRefundBadInput(RefundCommon):
    def assert_refused(self, message, error=UserError, user=None, **values):
        before = self.env["account.move"].search_count([])
        with self.assertRaisesRegex(error, message), mute_logger("odoo.sql_db"):
            self._rpc_popup(user or self.accountant, **values).refund_moves()
        self.assertEqual(self.env["account.move"].search_count([]), before)

    def _moves(self, *moves):
        return [Command.set([move.id for move in moves])]

    def test_invoices_that_are_not_the_tickets(self):
        message = "a posted customer invoice of Deco Addict"
        for invoice in (
            self._new_invoice(post=False),
            self._new_invoice(partner_id=self.other_customer.id),
            self._new_invoice(move_type="in_invoice"),
            self._new_invoice(move_type="out_refund"),
        ):
            with self.subTest(invoice=invoice):
                self.assert_refused(
                    message,
                    move_ids=self._moves(invoice),
                    journal_id=invoice.journal_id.id,
                )

    def test_plain_agent_and_an_invoice_he_may_not_read(self):
        foreign = self._new_invoice(partner_id=self.other_customer.id)
        with self.assertRaises(UserError), mute_logger("odoo.addons.base.models"):
            self._rpc_popup(self.agent, move_ids=self._moves(foreign)).refund_moves()
        self.assertFalse(foreign.reversal_move_ids)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self._rpc_popup(
                self.agent,
                [{"move_line_id": foreign.invoice_line_ids.id, "quantity": 1}],
            ).refund_moves()
        line = self.env["account.move.reversal.line"].with_user(self.agent)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            line.new({"move_line_id": foreign.invoice_line_ids.id}).price_unit  # noqa: B018

    def test_no_invoice(self):
        self.assert_refused("Choose the invoice", move_ids=self._moves())

    def test_quantities(self):
        line = self.invoice.invoice_line_ids[0]

        def lines(*quantities, line=line):
            return [{"move_line_id": line.id, "quantity": q} for q in quantities]

        self.assert_refused("Nothing of invoice", lines=lines(0))
        self.assert_refused("Nothing of invoice", lines=[])
        self.assert_refused("must have the sign", lines=lines(-1))
        self.assert_refused("3 can still be refunded, not 4", lines=lines(4))
        self.assert_refused("listed twice", lines=lines(1, 1))
        self.assert_refused("too many decimals", ValidationError, lines=lines(0.333))
        for value in ("x", [1], float("nan"), float("inf")):
            self.assert_refused("must be a number", ValidationError, lines=lines(value))
        other = self._new_invoice().invoice_line_ids
        self.assert_refused(
            "not a line of the invoices to refund",
            lines=lines(1) + lines(1, line=other),
        )

    def test_journal_of_another_type(self):
        purchase = self.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "=", self.company.id)], limit=1
        )
        self.assert_refused("same type", journal_id=purchase.id)

    def test_markup_in_the_reason(self):
        self.assert_refused("tags in angle brackets", reason="<b>Sorry</b>")
        form = self._popup(reason="Only 2 < 3 & sorry")
        self.assertIn("Only 2 < 3 & sorry", self._reverse(form).ref)

    def test_foreign_company(self):
        company = self.env["res.company"].create({"name": "Other Ltd"})
        self.accountant.company_ids += company
        self.assert_refused(
            "in the company of the ticket|company inconsistencies",
            company_id=company.id,
        )

    def test_somebody_elses_popup(self):
        wizard = self._popup().save()
        for user in (self.agent_all, self.accountant):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
                wizard.with_user(user).refund_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_ticket_of_another_team(self):
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Other", "use_credit_notes": True}
        )
        self.ticket.write({"team_id": team.id, "user_id": False})
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.ticket.with_user(self.agent).action_refund()

    def test_archived_product_can_be_refunded(self):
        self.product.active = False
        self.assertEqual(self._reverse(self._popup()).amount_total, 400)


@tagged("post_install", "-at_install")
class TestRefundRights(RefundCommon):
    def test_every_kind_of_agent(self):
        for user in (self.agent, self.agent_team, self.agent_all, self.manager):
            with self.subTest(user=user.login):
                invoice = self._new_invoice()
                credit_note = self._reverse(self._popup(user, invoices=invoice))
                self.assertEqual(credit_note.state, "draft")
                self.assertTrue(credit_note.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    credit_note.with_user(user).action_post()
                with self.assertRaises(AccessError):
                    credit_note.with_user(user).write({"ref": "x"})

    def test_what_accounting_sums_up_is_closed(self):
        foreign = self._new_invoice(
            [(self.product, 50)], partner_id=self.other_customer.id
        )
        lines = self.env["account.move.line"].with_user(self.agent)
        both = (foreign | self.invoice).line_ids.ids
        rows = lines.search_read(
            [("id", "in", both)], ["balance", "cumulated_balance"], order="id"
        )
        self.assertTrue(rows)
        self.assertEqual({row["cumulated_balance"] for row in rows}, {0})
        journal = self.invoice.journal_id.with_user(self.agent)
        self.assertEqual(journal.read(["name", "code"])[0]["name"], journal.name)
        for name in ("kanban_dashboard", "kanban_dashboard_graph", "entries_count"):
            with self.assertRaises(AccessError):
                journal.read([name])
        self.assertTrue(journal.with_user(self.accountant).read(["kanban_dashboard"]))

    def test_popups_of_others_are_closed(self):
        wizard = self._popup().save()
        for user in (self.agent_all, self.accountant):
            others = wizard.with_user(user)
            self.assertFalse(others.search([("id", "=", wizard.id)]))
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
                others.reason = "hacked"
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
                others.refund_line_ids.create(
                    {
                        "wizard_id": wizard.id,
                        "move_line_id": self.invoice.invoice_line_ids[0].id,
                        "quantity": 1,
                    }
                )

    def test_context_does_not_switch_off_accounting(self):
        line = self.invoice.invoice_line_ids[0]
        wizard = self._rpc_popup(self.agent, [{"move_line_id": line.id, "quantity": 1}])
        wizard.with_context(skip_invoice_sync=True).refund_moves()
        credit_note = self.invoice.reversal_move_ids
        self.assertEqual(credit_note.amount_total, 100)
        self.assertEqual(
            sum(credit_note.line_ids.mapped("debit")), credit_note.amount_total
        )

    def test_reviewer_may_post(self):
        for user in (
            self.agent,
            self._new_user("gone", "account.group_account_invoice"),
        ):
            if user != self.agent:
                user.active = False
            with self.assertRaisesRegex(ValidationError, "cannot check the refunds"):
                self.team.refund_reviewer_id = user

    def test_agent_who_may_create_moves_but_not_post(self):
        group = self.env["res.groups"].create({"name": "Buyers"})
        self.env["ir.model.access"].create(
            {
                "name": "buyers",
                "model_id": self.env["ir.model"]._get("account.move").id,
                "group_id": group.id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
            }
        )
        self.agent.group_ids += group
        self.assertEqual(self._reverse(self._popup()).amount_total, 400)

    def test_own_tickets_only(self):
        ticket = self._new_ticket(user_id=self.manager.id)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            ticket.with_user(self.agent).action_refund()

    def test_employee_and_portal_user_cannot(self):
        portal = self._new_user("portal", "base.group_portal")
        self.ticket.message_subscribe((self.outsider | portal).partner_id.ids)
        for user in (self.outsider, portal):
            with self.subTest(user=user.login):
                self.assertTrue(self.ticket.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    self.ticket.with_user(user).action_refund()
                with self.assertRaises(AccessError):
                    self.env["account.move.reversal"].with_user(user).create(
                        {"helpdesk_ticket_id": self.ticket.id}
                    )
                self.assertFalse(self.invoice.with_user(user).has_access("read"))

    def test_agent_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other Ltd"})
        stranger = self._new_user(
            "stranger",
            "helpdesk_mgmt.group_helpdesk_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.invoice.with_user(stranger).has_access("read"))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.ticket.with_user(stranger).action_refund()

    def test_what_a_plain_agent_reads_in_accounting(self):
        draft_invoice = self._new_invoice(post=False)
        foreign = self._new_invoice(partner_id=self.other_customer.id)
        bill = self._new_invoice(move_type="in_invoice")
        entry = self.env["account.move"].create({"move_type": "entry"})
        credit_note = self._reverse(self._popup())
        foreign_draft = foreign._reverse_moves()
        moves = draft_invoice | foreign | bill | entry | credit_note | foreign_draft
        # A link opens nothing that is not the customer's, whoever sets it.
        (foreign_draft | bill | entry).helpdesk_ticket_id = self.ticket
        moves |= self.invoice
        self.assertEqual(
            moves.with_user(self.agent)._filtered_access("read"),
            credit_note | self.invoice,
        )
        self.assertEqual(
            moves.line_ids.with_user(self.agent)._filtered_access("read"),
            (credit_note | self.invoice).line_ids,
        )
        journals = self.env["account.journal"].with_user(self.agent).search([])
        self.assertEqual(set(journals.mapped("type")), {"sale"})
        for operation in ("write", "create", "unlink"):
            for model in ("account.move", "account.move.line", "account.journal"):
                self.assertFalse(
                    self.env[model].with_user(self.agent).has_access(operation)
                )

    def test_roles_lose_nothing_by_being_agents(self):
        agent = "helpdesk_mgmt.group_helpdesk_user_own"
        for role in (
            "account.group_account_readonly",
            "account.group_account_invoice",
            "account.group_account_manager",
            "stock.group_stock_user",
            "sales_team.group_sale_salesman",
            "sales_team.group_sale_manager",
            "base.group_system",
        ):
            login = role.replace(".", "_")
            before = self._new_user(login, role)
            both = self._new_user(f"{login}_agent", f"{role},{agent}")
            for model in (
                "account.move",
                "account.move.line",
                "account.journal",
                "sale.order",
                "sale.order.line",
            ):
                with self.subTest(role=role, model=model):
                    if not self.env[model].with_user(before).has_access("read"):
                        continue
                    mine = self.env[model].with_user(before).search([])
                    both_read = self.env[model].with_user(both).search([])
                    self.assertLessEqual(mine, both_read.with_user(before))

    def test_form_loads_for_a_plain_agent(self):
        credit_note = self._reverse(self._popup())
        for move in (credit_note, self.invoice):
            form = Form(move.with_user(self.agent))
            self.assertEqual(
                form._view["id"]
                if "id" in form._view
                else None
                or move.with_user(self.agent).get_view(view_type="form")["id"],
                self.env.ref(
                    "helpdesk_mgmt_after_sales.account_move_view_form_agent"
                ).id,
            )
            self.assertEqual(form.amount_total, 400)
        # Also when a link of the standard asks for the standard form.
        standard = self.env.ref("account.view_move_form")
        for user, expected in (
            (self.agent, "helpdesk_mgmt_after_sales.account_move_view_form_agent"),
            (self.accountant, "account.view_move_form"),
        ):
            view = self.invoice.with_user(user).get_view(standard.id, "form")
            self.assertEqual(view["id"], self.env.ref(expected).id)

    def test_credit_note_shows_its_ticket(self):
        credit_note = self._reverse(self._popup())
        self.assertTrue(credit_note.with_user(self.agent).helpdesk_ticket_accessible)
        outsider = self._new_user("clerk", "account.group_account_invoice")
        clerks = credit_note.with_user(outsider)
        self.assertFalse(clerks.helpdesk_ticket_accessible)
        self.assertEqual(clerks.helpdesk_ticket_label, self.ticket.display_name)

    def test_queries_do_not_grow_with_the_invoices(self):
        self._new_invoice()
        action = self.ticket.with_user(self.agent).action_refund()

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._open_popup_as(self.agent, action)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for __ in range(20):
            self._new_invoice()
        self.assertLessEqual(count(), few + 2)
