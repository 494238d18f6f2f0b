# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_coupon import CouponCommon


@tagged("post_install", "-at_install")
class TestCoupon(CouponCommon):
    def test_popup_makes_a_redeemable_coupon(self):
        popup = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertEqual(popup.program_id, self.program)
        self.assertFalse(popup.valid_until)
        popup.valid_until = "2030-12-31"
        popup = popup.save()
        action = popup.action_send_email()
        coupon = self.ticket.coupon_ids
        self.assertRecordValues(
            coupon,
            [
                {
                    "program_id": self.program.id,
                    "partner_id": self.customer.id,
                    "points": 3.0,
                    "helpdesk_ticket_id": self.ticket.id,
                }
            ],
        )
        self.assertEqual(action["res_model"], "mail.compose.message")
        compose = self._compose_form(action, self.agent).save()
        compose.action_send_mail()
