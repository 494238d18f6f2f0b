# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_requests import RequestTourCommon


@tagged("post_install", "-at_install")
class TestRequestsTourPhone(RequestTourCommon):
    browser_size = "375x667"
    touch_enabled = True

    def test_return(self):
        asked = self._ask_in_tour("return", f"/my/orders/{self.order.id}", "buyer")
        self.assertEqual(asked.line_ids.quantity, 2)

    def test_repair_is_asked_for_and_withdrawn(self):
        self._ask_for_repair()
