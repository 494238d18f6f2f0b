# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestCouponsRevoke(CouponCommon):
    """The popup, the coupon it makes, and what becomes of it."""

    def test_revoked_coupon_is_not_redeemed(self):
        coupon = self._make_coupon()
        self.assertTrue(coupon.after_sales_revocable)
        coupon.action_coupon_revoke()
        coupon = coupon.sudo()
        self.assertRecordValues(
            coupon, [{"points": 0.0, "active": False, "after_sales_state": "revoked"}]
        )
        self.assertFalse(coupon.with_user(self.agent).after_sales_revocable)
        history = coupon.history_ids.sorted("id")[-1]
        self.assertEqual(history.used, 3.0)
        self.assertIn("Revoked from ticket", history.description)
        status = self._redeem(coupon, self._new_order(confirm=False))
        self.assertIn("is invalid", status["error"])
        with self.assertRaisesRegex(UserError, "already used up or revoked"):
            coupon.with_user(self.agent).action_coupon_revoke()

    def test_coupon_in_a_sent_quotation_is_not_revoked(self):
        coupon = self._make_coupon()
        order = self._new_order(confirm=False)
        self._redeem(coupon.sudo(), order)
        order.state = "sent"
        with self.assertRaisesRegex(UserError, f"stands on order {order.name}"):
            coupon.action_coupon_revoke()
        self.assertEqual(coupon.points, 3.0)
        self.assertTrue(coupon.active)
        self.assertEqual(coupon.after_sales_order_id, order)
        order._action_cancel()
        coupon.action_coupon_revoke()
        self.assertFalse(coupon.active)

    def test_code_entered_but_not_taken_is_freed_by_revoking(self):
        coupon = self._make_coupon()
        order = self._new_order(confirm=False)
        order._try_apply_code(coupon.code)
        self.assertEqual(order.applied_coupon_ids, coupon)
        coupon.action_coupon_revoke()
        order.invalidate_recordset()
        self.assertFalse(order._get_claimable_rewards())
        reward = self.program.reward_ids[:1]
        self.assertIn("error", order._apply_program_reward(reward, coupon.sudo()))

    def test_used_coupon_is_not_revoked(self):
        coupon = self._make_coupon()
        order = self._new_order(confirm=False)
        self._redeem(coupon.sudo(), order)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, f"stands on order {order.name}"):
            coupon.action_coupon_revoke()
        self.assertFalse(coupon.after_sales_revocable)
        # Used elsewhere, say at a till: no order, but no points either.
        coupon = self._make_coupon()
        coupon.sudo().points = 0
        self.assertEqual(coupon.after_sales_state, "used")
        with self.assertRaisesRegex(UserError, "already used up"):
            coupon.action_coupon_revoke()

    def test_only_who_may_write_the_ticket_revokes(self):
        coupon = self._make_coupon()
        seller = self._new_user("seller", "sales_team.group_sale_manager")
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            coupon.with_user(seller).action_coupon_revoke()
        card = self.env["loyalty.card"].create({"program_id": self.program.id})
        with self.assertRaisesRegex(UserError, "not made from a ticket"):
            card.with_user(seller).action_coupon_revoke()
