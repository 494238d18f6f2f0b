# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_requests import RequestCommon


@tagged("post_install", "-at_install")
class TestRequestsAgent(RequestCommon):
    """What the agent gets, grants and declines. The plain one throughout."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody is assigned to what customers send.
        cls.asker = cls.agent_all

    def _grant(self, request, button):
        """Press the banner's button, and the popup's own."""
        ticket = request.ticket_id.with_user(self.asker)
        action = ticket.action_request_open_popup()
        popup = self.env[action["res_model"]].with_user(self.asker)
        popup = popup.browse(action["res_id"])
        return popup, getattr(popup, button)

    def test_banner(self):
        request = self._ask()
        ticket = request.ticket_id.with_user(self.asker)
        self.assertEqual(
            ticket.request_text, "Return of 2 × Desk lamp, money back – Defective"
        )
        self.assertEqual(ticket.request_count, 1)
        self.assertEqual(ticket.open_request_id, request)
        self.assertIn('name="open_request_id"', ticket.get_view()["arch"])

    def test_return(self):
        request = self._ask()
        popup, press = self._grant(request, "action_create_returns")
        self.assertRecordValues(
            popup,
            [
                {
                    "picking_id": self.delivery.id,
                    "outcome": "refund",
                    "after_sales_reason_id": self.reason.id,
                }
            ],
        )
        self.assertEqual(popup.product_return_moves.quantity, 2)
        press()
        back = request.ticket_id.return_ids
        self.assertEqual(back.helpdesk_request_id, request)
        self.assertRecordValues(
            request, [{"state": "granted", "decided_by_id": self.asker.id}]
        )
        self.assertFalse(request.ticket_id.open_request_id)
        with self.assertRaisesRegex(UserError, "asks for nothing any more"):
            request.ticket_id.with_user(self.asker).action_request_open_popup()
        with self.assertRaisesRegex(UserError, "is not open any more: Granted"):
            request.with_user(self.asker).action_open_popup()

    def test_less_is_granted(self):
        request = self._ask(quantity=3)
        popup, press = self._grant(request, "action_create_returns")
        popup.product_return_moves.quantity = 1
        press()
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.line_ids.granted_quantity, 1)

    def test_cancelled_return_opens_it_again(self):
        request = self._ask()
        self._grant(request, "action_create_returns")[1]()
        self._tracked(request.ticket_id.return_ids).action_cancel()
        self._flush_tracking()
        self.assertRecordValues(
            request, [{"state": "requested", "decided_by_id": False}]
        )
        self.assertEqual(request.line_ids.granted_quantity, 0)

    def test_two_deliveries_one_after_the_other(self):
        other = self._new_order([(self.product, 3)])
        second = self._deliver(other)
        request = self._ask(quantity=5, lines=self.line | other.order_line)
        popup, press = self._grant(request, "action_create_returns")
        self.assertEqual(popup.picking_id, self.delivery)
        press()
        self.assertEqual(request.state, "requested")
        popup, press = self._grant(request, "action_create_returns")
        self.assertEqual(popup.picking_id, second)
        press()
        self.assertEqual(request.state, "granted")

    def test_exchange_of_a_serial_number(self):
        delivery = self._deliver_serials("SN-1", "SN-2")
        request = self._draft("exchange", 1, lines=delivery.move_ids.sale_line_id)
        request.line_ids[:1].unlink()
        request._send()
        popup, press = self._grant(request, "action_create_returns")
        chosen = popup.product_return_moves.filtered("quantity")
        self.assertEqual(chosen.lot_id, request.line_ids.lot_id)
        self.assertEqual(popup.outcome, "replace")
        press()
        self.assertEqual(request.state, "granted")

    def test_repair_by_a_return(self):
        request = self._ask("repair")
        popup, press = self._grant(request, "action_create_returns")
        self.assertEqual(popup.outcome, "repair")
        press()
        self.assertEqual(request.state, "granted")

    def test_repair_without_returns(self):
        self.team.use_product_returns = False
        request = self._ask("repair", 1)
        popup, press = self._grant(request, "action_confirm")
        self.assertEqual(popup.product_id, self.product)
        press()
        self.assertEqual(request.ticket_id.repair_ids.helpdesk_request_id, request)
        self.assertEqual(request.state, "granted")

    def test_visit(self):
        request = self._ask("visit", 1)
        self._grant(request, "action_create_task")[1]()
        self.assertEqual(request.ticket_id.fsm_task_ids.helpdesk_request_id, request)
        self.assertEqual(request.state, "granted")

    def test_by_the_ticket_s_own_button(self):
        request = self._ask()
        self._return(request.ticket_id, self.asker)
        self.assertEqual(request.state, "granted")

    def test_something_else_does_not_grant_it(self):
        delivery = self._deliver_serials("SN-1")
        request = self._ask(lines=delivery.move_ids.sale_line_id)
        ticket = request.ticket_id
        ticket.write({"product_id": False, "lot_id": False, "sale_order_ids": False})
        self._return(ticket, self.asker, picking_id=self.delivery)
        self.assertEqual(request.state, "requested")

    def test_nothing_left(self):
        request = self._ask(quantity=5)
        self.ticket.sale_order_ids = self.order
        self._return(self.ticket)
        with self.assertRaisesRegex(UserError, "Nothing is left to return"):
            self._grant(request, "action_create_returns")

    # ------------------------------------------------------------------
    # Declined
    # ------------------------------------------------------------------

    def test_decline(self):
        request = self._ask()
        action = request.ticket_id.with_user(self.asker).action_request_decline()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.asker)
            .with_context(**action["context"])
        )
        form.reason = "The lamp was opened."
        popup = form.save()
        popup.action_decline()
        self.assertRecordValues(
            request,
            [
                {
                    "state": "declined",
                    "decline_reason": "The lamp was opened.",
                    "decided_by_id": self.asker.id,
                }
            ],
        )
        mails = request.ticket_id.message_ids.filtered(
            lambda x: x.message_type == "auto_comment"
        )
        self.assertIn("The lamp was opened.", mails[0].body)
        self.assertEqual(mails[0].partner_ids, self.contact)
        with self.assertRaisesRegex(UserError, "is not open any more: Declined"):
            popup.action_decline()

    def test_decline_says_why(self):
        request = self._ask()
        popup = self.env["helpdesk.after.sales.request.decline"]
        popup = popup.with_user(self.asker).create(
            {"request_id": request.id, "reason": " "}
        )
        with self.assertRaisesRegex(UserError, "Say why it is declined"):
            popup.action_decline()
        with self.assertRaises(AccessError):
            popup.with_user(self.manager).action_decline()

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    def test_rights(self):
        request = self._ask()
        other = self._ask(quantity=1)
        other.ticket_id.user_id = self.agent_team
        for user, readable in (
            (self.asker, request | other),
            # Nobody's ticket is everybody's, a colleague's is not.
            (self.agent, request),
            (self.outsider, self.requests),
            (self.buyer, self.requests),
        ):
            with self.subTest(user=user.login):
                try:
                    found = self.requests.with_user(user).search(
                        [("id", "in", (request | other).ids)]
                    )
                except AccessError:
                    found = self.requests
                self.assertEqual(found.sudo(), readable)
        for user in (self.asker, self.manager):
            for values in ({"state": "granted"}, {"decline_reason": "x"}):
                with self.assertRaises(AccessError):
                    request.with_user(user).write(values)
            with self.assertRaises(AccessError):
                request.with_user(user).copy()
            with self.assertRaises(AccessError):
                request.with_user(user).unlink()
            with self.assertRaises(AccessError):
                request.with_user(user).read(["access_token"])
        for method in ("action_open_popup", "action_decline"):
            with self.assertRaises(AccessError):
                getattr(other.with_user(self.agent), method)()

    def test_documents_name_no_request_by_rpc(self):
        request = self._ask()
        back = self._return(self.ticket)
        back.with_user(self.warehouseman).write({"helpdesk_request_id": request.id})
        self.assertFalse(back.helpdesk_request_id)
        self.assertEqual(request.state, "requested")
