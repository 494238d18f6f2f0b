# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import os
from pathlib import Path
from unittest import skipUnless

from odoo.tests import tagged
from odoo.tools import file_open

from .common_persian import load_persian
from .common_portal_routes import PAGES, ROUTES, VISITORS, PortalRouteCommon

# bin/test gets it, and names the place. It also sets the other one: its tests never
# leave these out.
AXE = "AFTER_SALES_AXE"
IS_BIN_TEST = "AFTER_SALES_TEMPLATE" in os.environ


@skipUnless(
    AXE in os.environ or IS_BIN_TEST,
    f"axe-core is needed: run bin/test, or let {AXE} name the path of axe.min.js",
)
@tagged("post_install", "-at_install")
class TestPortalAxeTour(PortalRouteCommon):
    """Everybody can use the customer's pages, as far as a program can tell.

    axe-core finds what keeps people from reading and using a page: too little contrast,
    fields without a label, what screen readers cannot tell. Beside that, nothing is
    wider than the screen, and what is pressed is as large as a thumb.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        script = Path(os.environ[AXE]).read_bytes()
        cls.axe = cls.env["ir.attachment"].create(
            {"name": "axe.min.js", "raw": script, "public": True}
        )
        with file_open("helpdesk_mgmt_after_sales/static/tests/portal_axe.js") as file:
            cls.script = file.read()

    def _judge(self, name, is_phone=False, lang="en_US", direction="ltr"):
        """Let the browser judge all pages that a visitor can open.

        :param str name: of the visitor
        """
        visitor = VISITORS[name]
        pages = {
            key: self._get_link(key, route, visitor, self._get_ids(route))[0]
            for key, route in {**ROUTES, **PAGES}.items()
            if route.page and name in route.opened_by
        }
        self.assertGreater(len(pages), 8)
        if is_phone:
            self.browser_size, self.touch_enabled = "375x667", True
        arguments = (f"/web/content/{self.axe.id}", direction, pages)
        login = self.users[visitor.user].login if visitor.user else None
        self.browser_js(
            "/web/login",
            f"{self.script}\nwindow.judgePages(...{json.dumps(arguments)})",
            login=login,
            timeout=180,
            cookies={"frontend_lang": lang},
        )

    def test_customers_at_their_computer(self):
        self._judge("customer")

    def test_customers_on_their_phone(self):
        self._judge("customer", is_phone=True)

    def test_who_has_the_link_at_their_computer(self):
        self._judge("link")

    def test_who_has_the_link_on_their_phone(self):
        self._judge("link", is_phone=True)

    def test_who_reads_persian(self):
        load_persian(self.env)
        self.users["buyer"].lang = "fa_IR"
        self._judge("customer", is_phone=True, lang="fa_IR", direction="rtl")
