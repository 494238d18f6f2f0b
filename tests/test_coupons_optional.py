# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common_coupons import CouponShopCommon


@tagged("post_install", "-at_install")
class TestCouponsOptional(CouponShopCommon, HttpCase):
    """The share link, and the code in an eCommerce cart."""

    # ------------------------------------------------------------------
    # The popup
    # ------------------------------------------------------------------

    def test_share_popup(self):
        form = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertFalse(form.share_problem)
        popup = form.save()
        action = popup.action_get_share_link()
        self.assertEqual(action["name"], "Share Coupons")
        self.assertEqual(action["res_id"], popup.id)
        self.assertEqual(action["context"], {})
        coupon = self.ticket.coupon_ids
        self.assertEqual(
            popup.share_link,
            f"{self.website.get_base_url()}/coupon/{coupon.code}?r=%2Fshop",
        )
        arch = popup.get_view(action["views"][0][0])["arch"]
        self.assertIn("CopyClipboardButton", arch)

    def test_both_buttons_make_one_code(self):
        popup = self._share_link()
        link = popup.share_link
        action = popup.action_send_email()
        popup.action_get_share_link()
        self.assertEqual(popup.share_link, link)
        self.assertEqual(len(self.ticket.coupon_ids), 1)
        self.assertEqual(
            action["context"]["default_res_ids"], self.ticket.coupon_ids.ids
        )

    def test_program_not_for_ecommerce_has_no_link(self):
        self.program.ecommerce_ok = False
        form = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertIn("Sorry is not available on the website", form.share_problem)
        with self.assertRaisesRegex(UserError, "is not available on the website"):
            form.save().action_get_share_link()
        self.assertFalse(self.ticket.coupon_ids)

    def test_website_of_the_program_else_of_the_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        sites = self.env["website"].create(
            [
                {
                    "name": name,
                    "company_id": company.id,
                    "domain": f"https://{name}.example.com",
                    "sequence": sequence,
                }
                for name, company, sequence in (
                    ("foreign", other, 0),
                    ("second", self.company, 99),
                )
            ]
        )
        foreign, second = sites
        self.website.domain = "https://first.example.com"
        self.assertTrue(
            self._share_link().share_link.startswith("https://first.example.com/")
        )
        self.program.website_id = second
        self.assertTrue(
            self._share_link().share_link.startswith("https://second.example.com/")
        )
        # A program of no company, too, leads to the ticket's company.
        self.program.write({"website_id": False, "company_id": False})
        self.assertTrue(
            self._share_link().share_link.startswith("https://first.example.com/")
        )
        (self.website | second).company_id = foreign.company_id
        form = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertIn(f"{self.company.name} has no website", form.share_problem)

    def test_link_counts_as_delivery(self):
        popup = self._popup_as(self.agent, self.ticket, "action_coupon").save()
        popup.action_get_share_link()
        coupon = self.ticket.coupon_ids
        self.assertEqual(coupon.after_sales_mail_state, "shared")
        self.assertEqual(self.ticket.coupon_mail_state, "shared")

    def test_offer_to_install_is_gone(self):
        self.assertTrue(self.team.coupon_share_installed)

    # ------------------------------------------------------------------
    # The cart of an anonymous visitor
    # ------------------------------------------------------------------

    def _visit(self, link):
        """Open a link in the current browser session."""
        parts = urlsplit(link)
        return self.url_open(f"{parts.path}?{parts.query}")

    def _add_to_cart(self):
        self.make_jsonrpc_request(
            "/shop/cart/add",
            {
                "product_template_id": self.product.product_tmpl_id.id,
                "product_id": self.product.id,
                "quantity": 1,
            },
        )
        return self.env["sale.order"].search([("website_id", "!=", False)], limit=1)

    def test_link_applies_the_code_to_an_anonymous_cart(self):
        link = self._share_link().share_link
        coupon = self.ticket.coupon_ids
        self.authenticate(None, None)
        self.assertEqual(self._visit(link).status_code, 200)
        cart = self._add_to_cart()
        self.assertEqual(cart.order_line.coupon_id, coupon)
        self.assertEqual(cart.amount_untaxed, 90.0)
        cart.with_context(send_email=False).action_confirm()
        self.assertEqual(coupon.points, 0.0)
        coupon.invalidate_recordset()
        self.assertEqual(coupon.after_sales_state, "used")
        self.assertEqual(coupon.after_sales_order_id, cart)
        # A second visitor finds it used.
        self.authenticate(None, None)
        self._visit(link)
        second = self._add_to_cart()
        self.assertNotEqual(second, cart)
        self.assertFalse(second.order_line.coupon_id)
        self.assertEqual(
            second._try_apply_code(coupon.code)["error"],
            "This coupon has already been used.",
        )

    def test_link_after_filling_the_cart(self):
        link = self._share_link().share_link
        self.authenticate(None, None)
        cart = self._add_to_cart()
        self.assertEqual(cart.amount_untaxed, 100.0)
        self._visit(link)
        cart.invalidate_recordset()
        self.assertEqual(cart.amount_untaxed, 90.0)

    def test_expired_and_revoked_links_give_nothing(self):
        today = fields.Date.today()
        for end in ("expired", "revoked"):
            with self.subTest(end):
                popup = self._share_link()
                coupon = popup.sudo().coupon_id
                if end == "expired":
                    coupon.sudo().expiration_date = today - timedelta(days=2)
                else:
                    coupon.with_user(self.agent).action_coupon_revoke()
                self.authenticate(None, None)
                self._visit(popup.share_link)
                cart = self._add_to_cart()
                self.assertFalse(cart.order_line.coupon_id)
                self.assertEqual(cart.amount_untaxed, 100.0)

    def test_link_on_the_website_of_another_company_gives_nothing(self):
        link = self._share_link().share_link
        self.website.company_id = self.env["res.company"].create({"name": "Other"})
        self.authenticate(None, None)
        self._visit(link)
        cart = self._add_to_cart()
        self.assertFalse(cart.order_line.coupon_id)
