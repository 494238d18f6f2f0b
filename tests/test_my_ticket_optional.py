# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_carriers import LabelCase
from .common_my_ticket import MyTicketCommon


@tagged("post_install", "-at_install")
class TestMyTicketOptional(LabelCase, MyTicketCommon):
    """The card beside carriers that make labels, and a shop."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        if "coupon.share" in cls.env:
            website = cls.env.ref("website.default_website")
            website.company_id = cls.company

    def _new_return(self):
        back = self._make_use_product_returns()
        back.carrier_id = self.carrier
        back.action_get_return_label()
        return back

    def test_label_of_the_carrier(self):
        back = self._new_return()
        name = f"Return Label - {back.name.replace('/', '_')}"
        url = self._paper_url(back, "label1")
        self.assertEqual(self._entry(back).papers[name], url)
        label = self._labels(back)
        self._login(self.buyer)
        response = self._get(url)
        self.assertEqual(response.content, label.raw)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        for paper in ("label2", "label0", "label-1", "labels"):
            url = self._paper_url(back, paper)
            self.assertEqual(self._get(url).status_code, 404, paper)
        self._arrive(back)
        self.assertFalse(self._entry(back).papers)

    def test_parcel_of_the_replacement(self):
        back = self._make_use_product_returns(exchange=True)
        sent = self.ticket.return_ids - back
        sent.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "SUN-1"})
        entry = self._entry(sent)
        self.assertIn("Tracking number: SUN-1", entry.facts)
        if url := sent.carrier_tracking_url:
            self.assertEqual(entry.actions, {"Follow the parcel": url})
        for url in ("javascript:alert(1)", '[["1", "javascript:alert(1)"]]'):
            self.env.cache.set(sent, sent._fields["carrier_tracking_url"], url)
            self.assertFalse(sent.sudo()._tracking_get_portal_urls())

    def test_labels_of_many_returns(self):
        def count():
            self._card(self.buyer)
            self._begin_request()
            self._login(self.buyer)
            before = self.cr.sql_log_count
            self._get(f"/my/ticket/{self.ticket.id}")
            return self.cr.sql_log_count - before

        self._new_return()
        one = count()
        for __ in range(3):
            self._new_return()
        self.assertEqual(len(self._card(self.buyer)), 4)
        self.assertLessEqual(count(), one)

    def test_coupon_in_the_shop(self):
        if "coupon.share" not in self.env:
            self.skipTest("website_sale_loyalty is not installed")
        coupon = self._make_use_coupons()
        for entry in (self._entry(coupon), self._entry_by_link(coupon)):
            url = entry.actions["Use it in the shop"]
            self.assertIn(coupon.code, url)
            self.assertIn("/coupon/", url)
        coupon.action_coupon_revoke()
        self.assertFalse(self._entry(coupon).actions)
