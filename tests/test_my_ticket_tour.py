# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon


@tagged("post_install", "-at_install")
class TestMyTicketTour(MyTicketCommon):
    def test_customer_looks_how_far_it_is(self):
        for switch in ("use_coupons", "use_product_returns"):
            self._make(switch)
        self.start_tour("/my", "helpdesk_after_sales_my_ticket", login=self.buyer.login)
