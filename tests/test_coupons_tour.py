# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestCouponsTour(CouponCommon, HttpCase):
    def test_plain_agent_mails_and_revokes_a_coupon(self):
        self.start_tour(
            f"/odoo/helpdesk.ticket/{self.ticket.id}",
            "helpdesk_after_sales_coupon_mail",
            login=self.agent.login,
        )
        coupon = self.ticket.coupon_ids
        self.assertEqual(len(coupon), 1)
        message = coupon.message_ids.filtered(
            lambda message: message.message_type == "comment"
        )
        self.assertIn(self.customer, message.partner_ids)
        self.assertIn(coupon.code, message.body)
        self.assertEqual(coupon.after_sales_state, "revoked")
