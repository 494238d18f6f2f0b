# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_field_service import FsmCommon, make_signature
from .common_persian import load_persian


@tagged("post_install", "-at_install")
class TestFieldServiceLanguage(FsmCommon):
    """Report, worksheet and e-mail of a visit are in one language, whoever reads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_persian(cls.env)
        cls.company.partner_id.lang = "fa_IR"
        cls.customer.lang = False
        cls.technician.lang = "en_US"
        cls.project_manager.lang = "fa_IR"
        cls.lines["Findings"].update_field_translations("name", {"fa_IR": "شرح"})
        cls.task = cls._new_task()
        cls._fill_in(cls.task)

    def _get_html(self, task, lang=None):
        reports = self.env["ir.actions.report"].with_context(lang=lang)
        content, __ = reports._render_qweb_html(
            "helpdesk_mgmt_after_sales.action_report_fsm", task.ids
        )
        return content.decode()

    def _render_mail(self, task):
        """Return the text of the mail, as the template renders it."""
        template = self.env.ref("helpdesk_mgmt_after_sales.mail_template_fsm_report")
        ((lang, (localized, ids)),) = template._classify_per_lang(task.ids).items()
        return lang, localized._render_field("body_html", ids)[task.id]

    def test_customer_without_language_reads_the_companys(self):
        nobodys = self._new_task(partner_id=False)
        self._fill_in(nobodys)
        for task in (self.task, nobodys):
            for lang in ("en_US", "fa_IR"):
                html = self._get_html(task, lang)
                self.assertIn("شرح", html)
                self.assertNotIn("Findings", html)
                self.assertNotIn("Field Service Report</span>", html)
                self.assertIn('data-oe-lang="fa_IR"', html)
            lang, body = self._render_mail(task)
            self.assertEqual(lang, "fa_IR")
            self.assertIn('dir="rtl"', body)

    def test_project_without_company(self):
        self.project.company_id = False
        self.assertEqual(self.task._fsm_get_lang(), "fa_IR")
        self.assertEqual(self.env["project.task"]._fsm_get_lang(), "en_US")

    def test_customers_own_language_comes_first(self):
        self.customer.lang = "en_US"
        self.assertIn("Findings", self._get_html(self.task, "fa_IR"))
        self.assertEqual(self._render_mail(self.task)[0], "en_US")

    def test_language_is_not_the_readers(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        branch.partner_id.lang = "en_US"
        self.project.company_id = False
        self.project_manager.company_ids += branch
        users = (
            self.task.with_user(self.technician),
            self.task.with_user(self.project_manager),
            self.task.with_user(self.project_manager).with_company(branch),
            self.task.with_context(lang="fa_IR"),
            self.task.with_context(lang=None),
        )
        prints = {task._worksheet_get_fingerprint() for task in users}
        self.assertEqual(len(prints), 1)

    def test_what_was_signed_without_language_stays_as_it_was_signed(self):
        # As it was until the company's language was one to fall back on.
        content = {**self.task._worksheet_get_content(), "lang": False}
        signature = self.env["project.task.signature"].create(
            {
                "task_id": self.task.id,
                "signer": "customer",
                "signature": make_signature(),
                "signed_by": "Joe Willis",
                "signed_on": "2026-01-01 09:00:00",
                "snapshot": content,
            }
        )
        self.customer.lang = "en_US"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(signature.intact)
        self.assertTrue(self.task.worksheet_intact)
        self.assertEqual(self.task._worksheet_get_content(), content)
        self.assertNotIn("does not match", self._get_html(self.task))
