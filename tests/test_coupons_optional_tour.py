# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlsplit

from odoo.tests import HttpCase, tagged

from .common_coupons import CouponShopCommon


@tagged("post_install", "-at_install")
class TestCouponsOptionalTour(CouponShopCommon, HttpCase):
    def test_from_the_button_to_the_code_in_the_cart(self):
        self.start_tour(
            f"/odoo/helpdesk.ticket/{self.ticket.id}",
            "helpdesk_after_sales_coupon_share",
            login=self.agent.login,
        )
        coupon = self.ticket.coupon_ids
        link = self.env["helpdesk.ticket.coupon.wizard"].search(
            [("ticket_id", "=", self.ticket.id)]
        )
        parts = urlsplit(link.share_link)
        self.assertEqual(parts.path, f"/coupon/{coupon.code}")
        # A fresh browser session of nobody.
        self.start_tour(
            f"{parts.path}?{parts.query}",
            "helpdesk_after_sales_coupon_cart",
            login=None,
        )
        cart = self.env["sale.order"].search([("website_id", "!=", False)], limit=1)
        self.assertTrue(cart.partner_id.is_public)
        self.assertEqual(cart.order_line.coupon_id, coupon)
        self.assertEqual(cart.amount_untaxed, 90.0)
