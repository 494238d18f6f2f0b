# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon


@tagged("post_install", "-at_install")
class TestMyTicketCoupons(MyTicketCommon):
    """What the customer reads of their coupon: its code, until when, where used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coupon = cls._make_use_coupons()

    def _check(self, badge, has_code):
        entry = self._entry(self.coupon)
        self.assertEqual(entry.badge, badge)
        self.assertEqual(entry.code, self.coupon.code if has_code else "")
        return entry

    def test_unused(self):
        entry = self._check("Ready to use", True)
        self.assertTrue(entry.title.startswith("Your coupon: 10% on your order"))
        self.assertFalse(entry.steps)
        self.assertFalse(entry.papers)
        page = self._page(self.buyer)
        # Hidden until the browser can copy, and told to screen readers when it has.
        [copy] = page.xpath("//button[contains(@class, 'o_after_sales_copy')]")
        self.assertIn("d-none", copy.get("class"))
        [told] = page.xpath("//div[contains(@class, 'o_after_sales_copied')]")
        self.assertEqual(told.getparent().get("role"), "status")

    def test_until_when(self):
        today = fields.Date.today()
        self.coupon.expiration_date = today + timedelta(days=30)
        entry = self._check("Ready to use", True)
        until = self.coupon.expiration_date.strftime("%m/%d/%Y")
        self.assertIn(f"Valid until {until}", entry.facts)
        self.coupon.expiration_date = today - timedelta(days=2)
        entry = self._check("Expired", False)
        self.assertTrue(entry.facts[0].startswith("Valid until"))

    def test_several_times(self):
        self.coupon.points = 6
        entry = self._check("Ready to use", True)
        self.assertIn("It can be used 2 times.", entry.facts)

    def test_used(self):
        order = self._new_order(confirm=False)
        self._redeem(self.coupon, order)
        order.action_confirm()
        self.env.invalidate_all()
        entry = self._check("Used", False)
        self.assertIn(f"Used on order {order.name}", entry.facts)
        self.assertEqual(
            entry.actions, {f"Order {order.name}": f"/my/orders/{order.id}"}
        )
        self.assertFalse(self._entry_by_link(self.coupon).actions)

    def test_used_by_somebody_else(self):
        """Whoever has the code can use it; their order is theirs."""
        order = self._new_order(confirm=False, partner_id=self.other_customer.id)
        self.coupon.partner_id = False
        self._redeem(self.coupon, order)
        self.coupon.partner_id = self.contact
        order.action_confirm()
        self.env.invalidate_all()
        entry = self._check("Used", False)
        self.assertNotIn(order.name, entry.text)

    def test_revoked(self):
        self.coupon.action_coupon_revoke()
        self._check("Not valid any more", False)

    def test_link_to_the_shop_where_there_is_one(self):
        entry = self._check("Ready to use", True)
        url = self.program._coupon_get_share_url(self.coupon)
        self.assertEqual(entry.actions, {"Use it in the shop": url} if url else {})
