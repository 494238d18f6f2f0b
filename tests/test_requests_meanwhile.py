# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_requests import RequestCommon


@tagged("post_install", "-at_install")
class TestRequestsMeanwhile(RequestCommon):
    """What changes between filling in a request and sending it, or answering it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asker = cls.agent_all

    def _assert_refused(self, draft, message):
        messages = draft.ticket_id.message_ids
        with self.assertRaisesRegex(UserError, message):
            draft._send()
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.ticket_id.message_ids, messages)

    def test_ticket_of_another_customer(self):
        self.ticket.sale_order_ids = self.order
        draft = self._draft(target=self.ticket, note="My words.")
        self.ticket.write(
            {"partner_id": self.other_customer.id, "sale_order_ids": False}
        )
        self._assert_refused(draft, "start again from your order")

    def test_ticket_archived(self):
        draft = self._draft(target=self.ticket)
        self.ticket.active = False
        self._assert_refused(draft, "was closed meanwhile")

    def test_ticket_without_team(self):
        draft = self._draft(target=self.ticket)
        self.ticket.team_id = False
        draft._send()
        # Else nobody could grant it.
        self.assertEqual(self.ticket.team_id, self.team)

    def test_ticket_of_a_team_that_was_archived(self):
        other = self.team.copy({"name": "Other"})
        self.ticket.team_id = other
        draft = self._draft(target=self.ticket)
        other.active = False
        self._assert_refused(draft, "no longer be asked for here")

    def test_order_cancelled(self):
        draft = self._draft()
        self.order.with_context(disable_cancel_warning=True)._action_cancel()
        self.assertEqual(self.order.state, "cancel")
        self._assert_refused(draft, "nothing that you can ask for here")

    def test_order_of_another_customer(self):
        draft = self._draft()
        self.order.partner_id = self.other_customer
        self._assert_refused(draft, "nothing that you can ask for here")

    def test_order_line_deleted(self):
        draft = self._draft()
        draft.line_ids.sale_line_id = False
        self._assert_refused(draft, "nothing that you can ask for here")

    def test_product_archived(self):
        draft = self._draft()
        self.product.active = False
        ticket = draft._send()
        popup = self.env["stock.return.picking"].with_user(self.asker)
        action = ticket.with_user(self.asker).action_request_open_popup()
        popup.browse(action["res_id"]).action_create_returns()
        self.assertEqual(draft.state, "granted")

    def test_switch_of_the_company(self):
        draft = self._draft(target=self.ticket)
        self.company.after_sales_request_team_id = False
        self._assert_refused(draft, "no longer be asked for here")

    def test_old_draft(self):
        draft = self._draft()
        token = draft.access_token
        self.assertTrue(self.requests._find_draft(draft.id, token))
        self.env.cr.execute(
            "UPDATE helpdesk_after_sales_request"
            " SET create_date = create_date - interval '25 hours'"
        )
        self.env.invalidate_all()
        self.assertFalse(self.requests._find_draft(draft.id, token))

    def test_token_of_another_draft(self):
        draft, other = self._draft(), self._draft()
        for token in (other.access_token, "", None, "é", 5, ["x"]):
            self.assertFalse(self.requests._find_draft(draft.id, token))
        # Of what was sent long ago nobody has a draft.
        draft._send()
        self.assertTrue(self.requests._find_draft(draft.id, draft.access_token))
        draft.sent_on = "2020-01-01 00:00:00"
        self.assertFalse(self.requests._find_draft(draft.id, draft.access_token))

    # ------------------------------------------------------------------
    # Two agents
    # ------------------------------------------------------------------

    def _open_popup(self, request, user=None):
        ticket = request.ticket_id.with_user(user or self.asker)
        action = ticket.action_request_open_popup()
        popups = self.env[action["res_model"]].with_user(user or self.asker)
        return popups.browse(action["res_id"])

    @contextmanager
    def _assert_undone(self, message):
        """Assert that a button refuses, and leaves as little behind as a request."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(message, str(caught.exception))

    def _assert_granted_once(self, request, button):
        first, second = self._open_popup(request), self._open_popup(request)
        self.assertNotEqual(first, second)
        getattr(first, button)()
        with self._assert_undone("is not open any more: Granted"):
            getattr(second, button)()
        # The one that granted it leads to what it made, as often as it is pressed.
        getattr(first, button)()
        documents = request.ticket_id._after_sales_get_documents()
        self.assertEqual(sum(len(x) for x in documents), 1)

    def test_granted_in_two_windows(self):
        self._assert_granted_once(self._ask(quantity=1), "action_create_returns")

    def test_visit_planned_in_two_windows(self):
        self._assert_granted_once(self._ask("visit"), "action_create_task")

    def test_repaired_in_two_windows(self):
        self.team.use_product_returns = False
        self._assert_granted_once(self._ask("repair", 1), "action_confirm")

    def test_partly_granted_in_two_windows(self):
        other = self._new_order([(self.product, 3)])
        self._deliver(other)
        request = self._ask(quantity=1, lines=self.line | other.order_line)
        first, second = self._open_popup(request), self._open_popup(request)
        first.action_create_returns()
        self.assertEqual(request.state, "requested")
        with self._assert_undone("granted already"):
            second.action_create_returns()
        self.assertEqual(len(request.ticket_id.return_ids), 1)

    def test_declined_in_another_window(self):
        request = self._ask(quantity=1)
        popup = self._open_popup(request)
        request.with_user(self.manager)._decline("No.")
        with self.assertRaisesRegex(UserError, "is not open any more: Declined"):
            popup.action_create_returns()
        # By the ticket's own button they may be generous.
        self._return(request.ticket_id, self.asker)
        self.assertEqual(request.state, "declined")

    def test_withdrawn_in_the_portal(self):
        request = self._ask(quantity=1)
        popup = self._open_popup(request)
        request._withdraw()
        with self.assertRaisesRegex(UserError, "is not open any more: Withdrawn"):
            popup.action_create_returns()

    def test_asked_by_another_customer(self):
        request = self._ask(quantity=1)
        popup = self._open_popup(request)
        request.ticket_id.partner_id = self.other_customer
        with self._assert_undone("was asked for by Deco Addict"):
            self._open_popup(request)
        with self.assertRaises(UserError):
            popup.action_create_returns()
        self.assertEqual(request.state, "requested")
        request.with_user(self.asker)._decline("No.")
        self.assertEqual(request.state, "declined")

    def test_decided_before_it_is_declined(self):
        request = self._ask(quantity=1)
        popup = self.env["helpdesk.after.sales.request.decline"]
        popup = popup.with_user(self.asker).create(
            {"request_id": request.id, "reason": "No."}
        )
        self._open_popup(request).action_create_returns()
        with self.assertRaisesRegex(UserError, "is not open any more: Granted"):
            popup.action_decline()
        with self.assertRaisesRegex(UserError, "answered this already"):
            request._withdraw()
        with self.assertRaisesRegex(UserError, "answered this already"):
            request._complete([])
