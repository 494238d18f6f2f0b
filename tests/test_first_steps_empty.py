# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree, html

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

ADDON = "helpdesk_mgmt_after_sales"
# In which nobody sees what to do, unless it is said.
LISTS = {"list", "kanban", "pivot", "graph", "calendar"}
# Templates with a list that says nothing where it is empty, and why.
SILENT = {
    "Icons": "a ticket without icons has nothing, among others in a list",
    "Missing": "it is empty where all is there",
}


@tagged("post_install", "-at_install")
class TestFirstStepsEmpty(TransactionCase):
    """No blank screen: what is empty says so, and what to do."""

    def test_every_list_of_ours(self):
        actions = self.env["ir.actions.act_window"].search([])
        xmlids = actions.get_external_id()
        ours = actions.filtered(
            lambda x: (
                xmlids[x.id].startswith(f"{ADDON}.")
                and not LISTS.isdisjoint(x.view_mode.split(","))
            )
        )
        self.assertGreater(len(ours), 10)
        for action in ours:
            with self.subTest(xmlids[action.id]):
                self.assertTrue(action.help, "It says nothing where it is empty.")
                said = html.fromstring(f"<div>{action.help}</div>")
                headline, *advice = said.xpath("./p")
                self.assertIn("o_view_nocontent", headline.get("class", ""))
                self.assertGreater(len(headline.text_content().strip()), 5)
                self.assertTrue(
                    any(len(x.text_content().strip()) > 20 for x in advice),
                    "It does not say what to do.",
                )

    def test_every_template_with_a_list(self):
        looked_at = set()
        bundle = self.env["ir.asset"]._get_asset_paths("web.assets_backend", {})
        paths = {
            path
            for path, *__ in bundle
            if path.startswith(f"/{ADDON}/") and path.endswith(".xml")
        }
        for path in paths:
            for template in etree.parse(file_path(path[1:])).getroot():
                name = template.get("t-name").split(".")[-1]
                if not template.xpath(".//*[@t-foreach]"):
                    continue
                looked_at.add(name)
                said = template.xpath(
                    ".//*[contains(@class, '_nothing') or contains(@class, '_empty')]"
                )
                self.assertNotEqual(bool(said), name in SILENT, name)
        self.assertGreaterEqual(looked_at, {"Overview", "Bought", "Dashboard"})
        self.assertGreaterEqual(looked_at, set(SILENT))

    def test_what_leads_to_a_list_of_another_kind(self):
        """Analyses that the dashboard opens."""
        path = file_path(f"{ADDON}/static/src/analysis/after_sales_dashboard.js")
        with open(path) as file:
            self.assertIn("help:", file.read())
