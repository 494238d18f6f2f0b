# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import lxml.html

from odoo.tests import tagged

from .common_languages import (
    MODULES,
    LanguageCase,
    get_texts_of_node,
    load_languages,
)
from .common_portal_routes import PAGES, ROUTES, VISITORS, PortalRouteCommon

OURS = "//*[contains(concat(' ', @class, ' '), ' o_after_sales ')]"


@tagged("post_install", "-at_install")
class TestLanguagesPages(LanguageCase, PortalRouteCommon):
    """Our blocks on the customer's pages are in the customer's language."""

    names = (
        "Boiler",
        "Brussels",
        "Chair",
        "Desk lamp",
        "Fair",
        "Europe",
        "Findings",
        "It does not work",
        "It flickers.",
        "Leaks at the valve",
        "Next check",
        "Parts",
        "Pressure",
        "Solved",
        "State",
        "Tight",
        "Valve",
        "technician",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_languages(cls.env, MODULES)

    def test_pages(self):
        for key, route in {**ROUTES, **PAGES}.items():
            if route.page:
                self._assert_translated(
                    key,
                    lambda code, key=key, route=route: self._open(code, key, route),
                    self.names,
                )

    def _open(self, code, key, route):
        """Return the texts of our blocks on a page, as a customer reads them."""
        visitor = VISITORS["customer" if "customer" in route.opened_by else "link"]
        self.users["buyer"].lang = code
        self.env.flush_all()
        self._login_as(visitor)
        url = self._get_link(key, route, visitor, self._get_ids(route))[0]
        self.opener.cookies.set("frontend_lang", code)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200, url)
        blocks = lxml.html.fromstring(response.content).xpath(OURS)
        self.assertTrue(blocks, url)
        return [text for block in blocks for text in get_texts_of_node(block)]
