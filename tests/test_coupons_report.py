# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from lxml import html

from odoo import Command
from odoo.tests import tagged

from .common_coupons import CouponCommon

MARKS = re.compile("[\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}]")


@tagged("post_install", "-at_install")
class TestCouponsReport(CouponCommon):
    """The paper with the code, as the agent without any right in Sales."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.name = "The shop"
        cls.env["res.lang"]._activate_lang("fa_IR")

    def _print(self, coupon, user=None):
        """Return the page of a coupon, and the text on it."""
        reports = self.env["ir.actions.report"].with_user(user or self.agent)
        content, __ = reports._render_qweb_html(
            "helpdesk_mgmt_after_sales.action_report_coupon", coupon.ids
        )
        pages = html.fromstring(content).find_class("article")
        self.assertEqual(len(pages), len(coupon))
        return pages[0], " ".join(pages[0].text_content().split())

    def test_says_it_all(self):
        self.program.rule_ids = [Command.clear(), Command.create({"minimum_qty": 3})]
        coupon = self._make_coupon(valid_until="2030-12-31")
        __, text = self._print(coupon)
        for expected in (
            "The shop",
            "Deco Addict",
            "10% on your order",
            coupon.code,
            "Valid until 12/31/2030",
            "Minimum purchase: 3 products",
            f"Ticket {self.ticket.number}",
        ):
            self.assertIn(expected, text)
        for wrong in ("Congratulations", "before", "reward"):
            self.assertNotIn(wrong, text)

    def test_never_expires(self):
        __, text = self._print(self._make_coupon())
        self.assertNotIn("Valid until", text)

    def test_program_without_company_has_the_tickets(self):
        self.program.company_id = False
        __, text = self._print(self._make_coupon())
        self.assertIn("The shop", text)

    def test_only_rewards_that_the_code_buys(self):
        self.program.reward_ids.sorted("required_points")[1].discount = 50
        __, text = self._print(self._make_coupon())
        self.assertIn("10% on your order", text)
        self.assertNotIn("50%", text)

    def test_language_and_direction_are_the_customers(self):
        coupon = self._make_coupon(valid_until="2030-12-31")
        for lang, direction, date in (
            ("fa_IR", "rtl", "2030/12/31"),
            ("en_US", "ltr", "12/31/2030"),
        ):
            with self.subTest(lang):
                self.customer.lang = lang
                # Whatever the agent reads.
                for reads in ("fa_IR", "en_US"):
                    self.agent.lang = reads
                    reader = coupon.with_user(self.agent).with_context(lang=reads)
                    page, text = self._print(reader)
                    self.assertEqual(page.get("data-oe-lang"), lang)
                    self.assertEqual(page.xpath("./div/@dir"), [direction])
                    self.assertIn(date, text)
                    # In print, marks keep the order of its letters.
                    code = [
                        node
                        for node in page.iterfind(".//bdi")
                        if coupon.code in MARKS.sub("", "".join(node.itertext()))
                    ]
                    self.assertEqual(code[0].get("dir"), "ltr")

    def test_file_is_named_so(self):
        coupon = self._make_coupon()
        name = coupon._get_report_base_filename()
        self.assertEqual(name, f"Coupon {coupon.code}")
        # From right to left, the code's parts stay in their order.
        name = coupon.with_context(lang="fa_IR")._get_report_base_filename()
        self.assertIn(f"\N{LEFT-TO-RIGHT MARK}{coupon.code}", name)

    def test_salesperson_without_helpdesk_rights_prints_it(self):
        coupon = self._make_coupon()
        seller = self._new_user("seller", "sales_team.group_sale_salesman_all_leads")
        __, text = self._print(coupon.with_user(seller), seller)
        self.assertIn(self.ticket.number, text)
