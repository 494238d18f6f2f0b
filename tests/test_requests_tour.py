# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_requests import RequestTourCommon


@tagged("post_install", "-at_install")
class TestRequestsTour(RequestTourCommon):
    def test_return(self):
        asked = self._ask_in_tour("return", f"/my/orders/{self.order.id}", "buyer")
        self.assertRecordValues(
            asked.line_ids, [{"product_id": self.product.id, "quantity": 2}]
        )
        self._grant_in_tour(asked, "return")
        [back] = self.delivery.return_ids
        self.assertEqual(back.helpdesk_request_id, asked)
        self.assertEqual(back.move_ids.product_uom_qty, 2)

    def test_exchange(self):
        self._deliver_serials("SN-1")
        asked = self._ask_in_tour("exchange", "/my/home", "buyer")
        self.assertEqual(asked.wish, "exchange")
        self._grant_in_tour(asked, "exchange")
        self.assertEqual(self.delivery.return_ids.move_ids.helpdesk_outcome, "replace")

    def test_visit(self):
        token = self.order._portal_ensure_token()
        asked = self._ask_in_tour(
            "visit", f"/my/orders/{self.order.id}?access_token={token}"
        )
        self.assertEqual(asked.partner_id, self.order.partner_id)
        self._grant_in_tour(asked, "visit")
        self.assertEqual(asked.ticket_id.fsm_task_ids.helpdesk_request_id, asked)

    def test_repair_is_asked_for_and_withdrawn(self):
        self._ask_for_repair()
