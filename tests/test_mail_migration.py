# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.modules.module import load_script
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.misc import file_path

SCRIPT = "helpdesk_mgmt_after_sales/migrations/19.0.2.1.0/post-mail-templates.py"
# Whoever writes templates of coupons.
GROUPS = "base.group_system,sales_team.group_sale_manager"


@tagged("post_install", "-at_install")
class TestMailMigration(TransactionCase):
    """Mails of older databases are ours of today, unless a company wrote its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = load_script(file_path(SCRIPT), "post-mail-templates")
        cls.template = cls.env.ref("helpdesk_mgmt_after_sales.mail_template_coupon")
        # As it was until 19.0.2.0, in the folder of then.
        cls.old = {
            "name": "Helpdesk: Coupon of a program without company",
            "body_html": "<p>Here is your reward</p>",
            "template_fs": "helpdesk_mgmt_after_sales/data/mail_template_data.xml",
            "report_template_ids": [
                Command.set(cls.env.ref("loyalty.report_loyalty_card").ids)
            ],
        }

    def _migrate(self):
        self.env.flush_all()
        self.script.migrate(self.env.cr, "19.0.2.0.0")
        self.env.invalidate_all()

    def test_untouched_is_replaced(self):
        self.template.write(self.old)
        self._migrate()
        self.assertEqual(self.template.name, "Helpdesk: Coupon")
        self.assertIn("our apology", self.template.body_html)
        self.assertEqual(
            self.template.report_template_ids,
            self.env.ref("helpdesk_mgmt_after_sales.action_report_coupon"),
        )

    def test_each_of_ours_is_replaced(self):
        # All that there were then.
        templates = self.env["mail.template"].union(
            *(
                self.env.ref(f"helpdesk_mgmt_after_sales.{name}")
                for name in self.script.TEMPLATES
            )
        )
        self.assertTrue(templates)
        templates.write({"body_html": "<p>Hello</p>", "template_fs": False})
        self._migrate()
        for template in templates:
            self.assertIn("_get_text_direction()", template.body_html, template.name)

    def test_own_words_stay(self):
        editor = new_test_user(self.env, "editor", groups=GROUPS)
        self.template.with_user(editor).write(self.old)
        self.env.flush_all()
        self.assertEqual(self.template.write_uid, editor)
        self._migrate()
        self.assertIn("Here is your reward", self.template.body_html)

    def test_deleted_stays_deleted(self):
        self.template.unlink()
        self._migrate()
        self.assertFalse(
            self.env.ref(
                "helpdesk_mgmt_after_sales.mail_template_coupon",
                raise_if_not_found=False,
            )
        )
