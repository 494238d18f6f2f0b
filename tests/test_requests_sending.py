# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_requests import RequestCommon


@tagged("post_install", "-at_install")
class TestRequestsSending(RequestCommon):
    """What happens when a customer sends a request, and asks twice."""

    def test_ticket(self):
        draft = self._draft(note="It flickers.")
        self.assertEqual(draft.state, "draft")
        self.assertFalse(draft.ticket_id)
        ticket = draft._send()
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "Return of 2 × Desk lamp, money back",
                    "description": "<p>It flickers.</p>",
                    "team_id": self.team.id,
                    "partner_id": self.contact.id,
                    "partner_email": "buyer@example.com",
                    "product_id": self.product.id,
                    "sale_order_ids": self.order.ids,
                    "user_id": False,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertRecordValues(
            draft,
            [
                {
                    "state": "requested",
                    "ticket_id": ticket.id,
                    "customer_id": self.customer.id,
                    "team_id": self.team.id,
                }
            ],
        )
        self.assertIn(self.contact, ticket.message_partner_ids)

    def test_mail_once(self):
        draft = self._draft()
        ticket = draft._send()
        self.assertEqual(draft._send(), ticket)
        mail = ticket.message_ids.filtered(lambda x: x.message_type == "auto_comment")
        self.assertEqual(len(mail), 1)
        self.assertIn(ticket.number, mail.subject)
        self.assertIn("2 × Desk lamp", mail.body)
        self.assertIn(f"/my/ticket/{ticket.id}", mail.body)
        self.assertEqual(mail.partner_ids, self.contact)

    def test_second_request_is_led_to_the_first(self):
        first, second = self._draft(quantity=4), self._draft(quantity=4)
        ticket = first._send()
        with self.assertRaisesRegex(UserError, f"already: see ticket {ticket.number}"):
            second._send()
        self.assertEqual(second.state, "draft")
        # What is left can still be asked for.
        self.assertTrue(self._draft(quantity=1)._send())

    def test_withdrawn_can_be_asked_for_again(self):
        first = self._ask(quantity=5)
        first._withdraw()
        first._withdraw()
        self.assertEqual(first.state, "withdrawn")
        self.assertTrue(self._draft(quantity=5)._send())

    def test_existing_ticket(self):
        self.ticket.partner_id = self.contact
        draft = self._draft(target=self.ticket, note="It flickers.")
        self.assertEqual(draft._send(), self.ticket)
        message = self.ticket.message_ids.filtered(
            lambda x: x.author_id == self.contact
        )
        self.assertIn("It flickers.", message.body)
        self.assertEqual(self.ticket.open_request_id, draft)

    def test_closed_meanwhile(self):
        draft = self._draft(target=self.ticket)
        self.ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        with self.assertRaisesRegex(UserError, "was closed meanwhile"):
            draft._send()

    def test_not_offered_any_more(self):
        draft = self._draft("repair")
        self.team.use_product_repairs = False
        with self.assertRaisesRegex(UserError, "no longer be asked for here"):
            draft._send()
        self.company.after_sales_request_team_id = False
        with self.assertRaisesRegex(UserError, "no longer be asked for here"):
            self._draft()._send()

    def test_returned_meanwhile(self):
        draft = self._draft(quantity=5)
        self._return(ticket=self.ticket)
        with self.assertRaisesRegex(UserError, "All of it is back or on its way back"):
            draft._send()

    def test_late(self):
        self.company.return_window_days = 5
        self.delivery.move_ids.date = "2020-01-01 12:00:00"
        draft = self._draft()
        with self.assertRaisesRegex(UserError, "Returnable until"):
            draft._send()
        # A repair is no return of that kind.
        self.assertTrue(self._draft("repair")._send())

    def test_bounds(self):
        for __ in range(20):
            self._draft()
        with self.assertRaisesRegex(UserError, "more than we can take in an hour"):
            self._draft()
        self.env.cr.execute(
            "UPDATE helpdesk_after_sales_request"
            " SET changed_on = changed_on - interval '61 minutes'"
        )
        self.env.invalidate_all()
        self.assertTrue(self._draft())

    def test_drafts_are_dropped(self):
        draft, sent = self._draft(), self._ask(quantity=1)
        self.env.cr.execute(
            "UPDATE helpdesk_after_sales_request"
            " SET create_date = create_date - interval '25 hours'"
        )
        self.env.invalidate_all()
        self.requests._gc_drafts()
        self.assertFalse(draft.exists())
        self.assertTrue(sent.exists())

    # ------------------------------------------------------------------
    # At once
    # ------------------------------------------------------------------

    def test_at_once(self):
        self.team.request_at_once = True
        request = self._ask()
        back = request.ticket_id.return_ids
        self.assertRecordValues(
            back.move_ids,
            [
                {
                    "product_uom_qty": 2,
                    "helpdesk_outcome": "refund",
                    "state": "assigned",
                }
            ],
        )
        self.assertEqual(back.helpdesk_request_id, request)
        self.assertEqual(back.after_sales_reason_id, self.reason)
        self.assertRecordValues(request, [{"state": "granted", "decided_by_id": False}])
        self.assertEqual(request.line_ids.granted_quantity, 2)

    def test_at_once_of_two_deliveries(self):
        other = self._new_order([(self.product, 3)])
        self._deliver(other)
        self.team.request_at_once = True
        request = self._ask(lines=self.line | other.order_line)
        self.assertEqual(
            request.ticket_id.return_ids.move_ids.mapped("product_uom_qty"), [2, 2]
        )
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.ticket_id.sale_order_ids, self.order | other)

    def test_not_at_once(self):
        self.team.request_at_once = True
        self.assertEqual(self._ask("visit").state, "requested")
        self.team.request_at_once = False
        self.assertEqual(self._ask(quantity=1).state, "requested")

    def test_at_once_of_a_serial_number(self):
        delivery = self._deliver_serials("SN-1", "SN-2")
        self.team.request_at_once = True
        line = delivery.move_ids.sale_line_id
        draft = self._draft("exchange", 1, lines=line)
        draft.line_ids[1:].unlink()
        draft._send()
        back = draft.ticket_id.return_ids
        self.assertEqual(back.move_ids.helpdesk_outcome, "replace")
        self.assertEqual(back.move_line_ids.lot_id, draft.line_ids.lot_id)
        self.assertEqual(draft.ticket_id.lot_id, draft.line_ids.lot_id)
        self.assertEqual(draft.state, "granted")

    def test_failure_at_once_waits_for_an_agent(self):
        self.team.request_at_once = True
        self.team.after_sales_reason_required = True
        request = self._ask(reason_id=False)
        self.assertEqual(request.state, "requested")
        self.assertFalse(request.ticket_id.return_ids)
        self.assertIn("Choose a reason", request.ticket_id.message_ids[0].body)
