# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.module import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

SCRIPT = "helpdesk_mgmt_after_sales/migrations/19.0.2.5.0/post-mail-templates.py"


@tagged("post_install", "-at_install")
class TestReturnsMailMigration(TransactionCase):
    """Mails about returns of older databases say what follows, unless rewritten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = load_script(file_path(SCRIPT), "post-mail-templates")
        cls.templates = cls.env["mail.template"].union(
            *(
                cls.env.ref(f"helpdesk_mgmt_after_sales.{name}")
                for name in cls.script.TEMPLATES
            )
        )
        cls.old = {"body_html": "<p>Hello</p>", "template_fs": False}

    def _migrate(self):
        self.env.flush_all()
        self.script.migrate(self.env.cr, "19.0.2.4.0")
        self.env.invalidate_all()

    def test_untouched_is_replaced(self):
        self.templates.write(self.old)
        self._migrate()
        self.assertEqual(len(self.templates), 3)
        for template in self.templates:
            self.assertIn("_outcome_get_following()", template.body_html)

    def test_own_words_stay(self):
        self.templates.with_user(self.env.ref("base.user_admin")).write(self.old)
        self._migrate()
        for template in self.templates:
            self.assertNotIn("_outcome_get_following()", template.body_html)
