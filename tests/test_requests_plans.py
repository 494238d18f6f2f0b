# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..models.requests.request_bounds import check_bounds
from .common_plans import QueryPlans
from .common_requests import RequestCommon

REQUESTS = "helpdesk_after_sales_request"
LINES = "helpdesk_after_sales_request_line"


@tagged("post_install", "-at_install")
class TestRequestsPlans(QueryPlans, RequestCommon):
    """Among thousands of requests each is found by an index."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls._new_order([(cls.product, 5)], partner_id=cls.other_customer.id)
        cls._deliver(other)
        tickets = cls.env["helpdesk.ticket"]
        ticket = tickets._request_prepare_ticket(
            cls.other_customer, cls.company, cls.team
        )
        [piece] = ticket._request_get_pieces(other.order_line)
        values = {"wish": "refund", "reason_id": False, "note": ""}
        old = cls.requests._make_draft(ticket, tickets, [(piece, 1)], values)
        old._send()
        cls._copy_rows(old, {"changed_on": "2020-01-01 00:00:00"})
        cls._copy_rows(old.line_ids)
        cls._copy_rows(other.picking_ids, numbered=["name"])

    def test_bounds(self):
        self._draft()
        self._assert_indexed(
            lambda: check_bounds(self.customer),
            f"{REQUESTS}_customer_idx",
            tables=(REQUESTS,),
        )

    def test_draft(self):
        draft = self._draft()
        token = draft.access_token
        self._assert_indexed(
            lambda: self.assertTrue(self.requests._find_draft(draft.id, token)),
            f"{REQUESTS}_pkey",
            tables=(REQUESTS,),
        )

    def test_old_drafts(self):
        self._draft()
        self._assert_indexed(
            self.requests._gc_drafts, f"{REQUESTS}_drafts_idx", tables=(REQUESTS,)
        )

    def test_asked_for_already(self):
        request = self._ask(quantity=1)
        ticket = self.env["helpdesk.ticket"]._request_prepare_ticket(
            self.contact, self.company, self.team
        )

        def read():
            [piece] = ticket._request_get_pieces(self.line)
            self.assertEqual(list(piece.asked), [request])

        self._assert_indexed(
            read,
            f"{LINES}__sale_line_id_index",
            tables=(REQUESTS, LINES, "stock_move", "sale_order_line"),
        )

    def test_requests_of_tickets(self):
        tickets = self._ask(quantity=1).ticket_id | self.ticket
        tickets = tickets.with_user(self.agent_all)
        self._assert_indexed(
            lambda: (
                tickets.mapped("request_text"),
                tickets.invalidate_recordset(),
            ),
            f"{REQUESTS}__ticket_id_index",
            tables=(REQUESTS, LINES),
        )

    def test_granted(self):
        request = self._ask(quantity=1)
        self._assert_indexed(
            request._update_granted,
            tables=(REQUESTS, LINES, "stock_picking", "stock_move", "repair_order"),
        )
