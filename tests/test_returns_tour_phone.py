# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_returns import ReturnShop


@tagged("post_install", "-at_install")
class TestReturnsTourPhone(ReturnShop, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()

    def test_line_of_the_popup(self):
        ticket_url = f"/odoo/helpdesk-tickets/{self.ticket.id}"
        self.start_tour(ticket_url, "after_sales_return_phone", login="agent")
        self.assertEqual(self.delivery.return_ids.move_ids.product_uom_qty, 2)
