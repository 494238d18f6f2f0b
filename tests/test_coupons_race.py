# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RaceCase
from .common_coupons import CouponShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestCouponsRace(CouponShop, RaceCase):
    def _popup(self, user):
        return self._popup_as(
            user, self.ticket, "action_coupon", program_id=self.program
        ).save()

    def test_two_presses_of_one_popup_make_one_code(self):
        popup = self._popup(self.agent)

        def press(env):
            return env[popup._name].browse(popup.id).with_user(self.agent.id)

        before = len(self.ticket.coupon_ids)
        results = self.run_together(
            lambda env: press(env).action_send_email(),
            lambda env: press(env).action_send_email(),
        )
        codes = [result["context"]["default_res_ids"] for result in results]
        self.assertEqual(codes[0], codes[1])
        self.assertEqual(len(self.ticket.coupon_ids), before + 1)

    def test_revoking_and_redeeming_at_once(self):
        popup = self._popup(self.agent)
        popup.action_send_email()
        coupon = popup.sudo().coupon_id
        order = self._new_order(confirm=False)

        def revoke(env):
            card = env["loyalty.card"].browse(coupon.id)
            return card.with_user(self.agent.id).action_coupon_revoke()

        def redeem(env):
            quotation = env["sale.order"].browse(order.id)
            status = quotation._try_apply_code(coupon.code)
            if "error" in status:
                return status["error"]
            for card, rewards in status.items():
                quotation._apply_program_reward(rewards[:1], card)
            return quotation.action_confirm()

        revoked, redeemed = self.run_together(revoke, redeem)
        coupon, order = coupon.sudo(), order.sudo()
        if coupon.active:
            self.assertIsInstance(revoked, UserError)
            self.assertIn(order.name, revoked.args[0])
            self.assertEqual((order.state, order.amount_total), ("sale", 90.0))
        else:
            self.assertTrue(revoked)
            self.assertNotEqual(redeemed, True)
            self.assertEqual((order.state, order.amount_total), ("draft", 100.0))
        self.assertEqual(coupon.points, 0.0)
