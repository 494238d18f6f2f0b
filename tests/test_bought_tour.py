# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_bought import BoughtShop


@tagged("post_install", "-at_install")
class TestBoughtTour(BoughtShop, HttpCase):
    """What the customer bought is found, chosen and returned from its tab."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()
        cls.company.return_window_days = 14
        cls._new_order([(cls.serial_product, 1)])

    def _walk(self):
        url = f"/odoo/helpdesk-tickets/{self.ticket.id}"
        self.start_tour(url, "after_sales_bought_agent", login="agent")
        self.assertRecordValues(
            self.ticket,
            [{"product_id": self.product.id, "sale_order_ids": self.order.ids}],
        )
        self.assertEqual(self.ticket.return_ids.move_ids.sale_line_id, self.line)

    def test_desktop(self):
        self._walk()

    def test_phone(self):
        self.browser_size = "375x667"
        self.touch_enabled = True
        self._walk()
