# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsDocuments(RefundCommon):
    def test_reverse_and_create_invoice(self):
        form = self._popup(self.accountant)
        self.assertTrue(form.user_may_post)
        popup = form.save()
        action = popup.modify_moves()
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
        self.assertEqual(popup.modify_moves(), action)

    def test_reverse_and_create_invoice_is_for_those_who_may_post(self):
        form = self._popup()
        self.assertFalse(form.user_may_post)
        popup = form.save()
        with self.assertRaisesRegex(AccessError, "you may not post. Use Reverse"):
            popup.modify_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_reverse_and_create_invoice_in_the_future_is_refused(self):
        tomorrow = fields.Date.add(fields.Date.context_today(self.ticket), days=1)
        popup = self._popup(self.accountant, date=tomorrow).save()
        with self.assertRaisesRegex(UserError, "is in the future"):
            popup.modify_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_paid_invoice_says_what_happens_to_the_payment(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({}).action_create_payments()
        form = self._popup(self.accountant)
        self.assertIn("takes the payment off it", form.after_sales_notice)
        self.assertFalse(self._popup().after_sales_notice)

    def test_what_the_customer_gets_is_positive(self):
        form = self._popup()
        self._set_quantities(form, {self.product: 2, self.serial_product: None})
        credit_note = self._reverse(form)
        amount = "refund_amount"
        self.assertEqual(form.refund_total, 200)
        self.assertEqual(credit_note.with_user(self.agent)[amount], 200)
        self.assertEqual(self.invoice[amount], 0)

    def test_notes_on_both_sides(self):
        credit_note = self._reverse(self._popup())
        ticket_note = self.ticket.message_ids[0]
        self.assertIn("Refund of 3 Desk lamp, 1 Coffee machine, $", ticket_note.body)
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
        popup = self._popup().save()
        popup.with_context(
            default_ref="Leaked", default_helpdesk_ticket_id=0, active_id=1
        ).refund_moves()
        credit_note = self.invoice.reversal_move_ids
        self.assertNotIn("Leaked", credit_note.ref)
        self.assertEqual(credit_note.helpdesk_ticket_id, self.ticket)
