# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import lxml.html

from odoo.tests import tagged

from .common_persian import load_persian
from .common_portal_routes import PAGES, ROUTES, VISITORS, PortalRouteCommon

OURS = "contains(concat(' ', @class, ' '), ' o_after_sales ')"


@tagged("post_install", "-at_install")
class TestPortalLanguage(PortalRouteCommon):
    """Our blocks on the customer's pages say in which language they are, and run its
    way: the pages do not, as long as ``website`` is not installed.
    """

    def _open(self, key, route, name="customer"):
        """Return a page as a visitor gets it, and our blocks on it."""
        visitor = VISITORS[name]
        self._login_as(visitor)
        url = self._get_link(key, route, visitor, self._get_ids(route))[0]
        self.opener.cookies.set("frontend_lang", self.lang)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200, url)
        page = lxml.html.fromstring(response.content)
        return page, page.xpath(f"//*[{OURS}]")

    def _check(self, lang, expected):
        self.lang = lang
        for key, route in {**ROUTES, **PAGES}.items():
            if not route.page:
                continue
            with self.subTest(page=key):
                name = "customer" if "customer" in route.opened_by else "link"
                page, blocks = self._open(key, route, name)
                self.assertTrue(blocks)
                for block in blocks:
                    self.assertEqual(
                        (block.get("lang"), block.get("dir")), expected, block.attrib
                    )
                if key in PAGES:
                    continue
                # Of a page of our own nothing is left out.
                for text in page.xpath("//div[@id='wrap']//text()"):
                    element = text.getparent()
                    if text.is_tail:
                        element = element.getparent()
                    around = element.xpath(f"ancestor-or-self::*[{OURS}]")
                    self.assertTrue(around or not text.strip(), text)

    def test_english(self):
        self._check("en_US", ("en-US", "ltr"))

    def test_persian(self):
        load_persian(self.env)
        self.users["buyer"].lang = "fa_IR"
        self._check("fa_IR", ("fa-IR", "rtl"))
