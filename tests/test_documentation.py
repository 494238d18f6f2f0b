# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

DOC = Path(__file__).parents[1] / "doc"
APPS = ("Helpdesk", "Inventory", "Project", "Sales", "Settings")


@tagged("post_install", "-at_install")
class TestDocumentation(TransactionCase):
    """Links and pictures are tried with bin's own tests; this needs a database."""

    def test_menus_are_where_the_pages_say(self):
        if not DOC.is_dir():
            self.skipTest("The addon was installed without its documentation.")
        menus = self.env["ir.ui.menu"].with_context(lang="en_US").search([])
        known = {menu.complete_name.replace("/", " > ") for menu in menus}
        named = set()
        for page in DOC.glob("*.md"):
            text = " ".join(page.read_text().split())
            paths = re.findall(r"\*\*(\w+ > [^*]+)\*\*", text)
            named |= {path for path in paths if path.split(" > ")[0] in APPS}
        self.assertGreater(len(named), 10)
        self.assertFalse(named - known)
