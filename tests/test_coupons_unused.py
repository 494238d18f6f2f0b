# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestCouponsUnused(CouponCommon):
    """A ticket asks which of its coupons are unused in one statement of its own."""

    def _assert_ticket_agrees(self, coupon, state):
        """Assert a coupon's state, and that its ticket's mail state follows it."""
        self.env.flush_all()
        self.env.invalidate_all()
        ticket = self.ticket.with_user(self.agent)
        self.assertEqual(coupon.after_sales_state, state)
        expected = "not_sent" if state == "unused" else False
        self.assertEqual(ticket.coupon_mail_state, expected)

    def test_same_as_the_coupons_own_state(self):
        coupon = self._make_coupon()
        card = coupon.sudo()
        self._assert_ticket_agrees(coupon, "unused")
        for points, state in ((3, "unused"), (2.99, "used"), (0, "used")):
            card.points = points
            self._assert_ticket_agrees(coupon, state)
        card.points = 3
        # An archived reward buys nothing: five points are needed then.
        cheapest = self.program.reward_ids.filtered(lambda x: x.required_points == 3)
        cheapest.active = False
        self._assert_ticket_agrees(coupon, "used")
        cheapest.active = True
        card.active = False
        self._assert_ticket_agrees(coupon, "revoked")

    def test_a_coupon_on_an_order_is_used(self):
        coupon = self._make_coupon()
        order = self._new_order(confirm=False)
        order.order_line = [
            Command.create(
                {"product_id": self.product.id, "coupon_id": coupon.id, "price_unit": 0}
            )
        ]
        self._assert_ticket_agrees(coupon, "used")
        order._action_cancel()
        self._assert_ticket_agrees(coupon, "unused")

    def test_expires_at_midnight_of_the_shop(self):
        coupon = self._make_coupon()
        coupon.sudo().expiration_date = date(2026, 6, 10)
        for timezone, states in (
            ("Pacific/Auckland", ("unused", "expired", "expired", "expired")),
            ("America/Los_Angeles", ("unused", "unused", "unused", "expired")),
        ):
            self.company.partner_id.tz = timezone
            for moment, state in zip(
                (
                    "2026-06-09 12:30:00",
                    "2026-06-10 12:30:00",
                    "2026-06-11 06:30:00",
                    "2026-06-13 00:00:00",
                ),
                states,
                strict=True,
            ):
                with self.subTest(f"{timezone} {moment}"), freeze_time(moment):
                    self._assert_ticket_agrees(coupon, state)
