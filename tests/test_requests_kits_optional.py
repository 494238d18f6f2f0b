# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_returns import ReturnKitCommon


@tagged("post_install", "-at_install")
class TestRequestsKitsOptional(ReturnKitCommon):
    """Customers send back the table that they ordered, not four legs and a top."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.after_sales_request_team_id = cls.team
        cls.line = cls.order.order_line

    def _get_piece(self, line=None):
        ticket = self.env["helpdesk.ticket"]._request_prepare_ticket(
            self.contact, self.company, self.team
        )
        [piece] = ticket._request_get_pieces(line or self.line)
        return piece

    def _ask(self, quantity, line=None):
        piece = self._get_piece(line)
        tickets = self.env["helpdesk.ticket"]
        ticket = tickets._request_prepare_ticket(self.contact, self.company, self.team)
        request = self.env["helpdesk.after.sales.request"]._make_draft(
            ticket,
            tickets,
            [(piece, quantity)],
            {"wish": "refund", "reason_id": False, "note": ""},
        )
        request._send()
        return request

    def _grant(self, request):
        agent = self.agent_all
        action = request.ticket_id.with_user(agent).action_request_open_popup()
        popup = self.env[action["res_model"]].with_user(agent).browse(action["res_id"])
        popup.action_create_returns()
        moves = request.ticket_id.return_ids.move_ids
        return {move.product_id: move.product_uom_qty for move in moves}

    def test_one_of_two(self):
        piece = self._get_piece()
        self.assertEqual((piece.product, piece.left), (self.kit, 2))
        request = self._ask(1)
        self.assertEqual(request.line_ids._get_words(), "1 × Table")
        self.assertEqual(self._get_piece().left, 1)
        self.assertEqual(self._grant(request), {self.leg: 4, self.top: 1})
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.line_ids.granted_quantity, 1)
        self.assertEqual(self._get_piece().left, 1)

    def test_at_once(self):
        self.team.request_at_once = True
        request = self._ask(2)
        self.assertEqual(request.state, "granted")
        moves = request.ticket_id.return_ids.move_ids
        self.assertEqual(
            {x.product_id: x.product_uom_qty for x in moves},
            {self.leg: 8, self.top: 2},
        )

    def test_dozen_of_kits(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order([(self.kit, 1, {"product_uom_id": dozen.id})])
        self._deliver(order)
        line = order.order_line
        self.assertEqual(self._get_piece(line).left, 12)
        request = self._ask(3, line)
        self.assertEqual(self._grant(request), {self.leg: 12, self.top: 3})
        self.assertEqual(self._get_piece(line).left, 9)
