# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools.pdf import PdfFileReader

from .common_field_service import FsmCommon, make_signature


@tagged("post_install", "-at_install")
class TestFieldServiceReport(FsmCommon):
    def setUp(self):
        super().setUp()
        self.task = self._new_task().with_user(self.technician)

    def _compose(self, action):
        """Open the mail's composer as the technician."""
        composers = self.env["mail.compose.message"].with_user(self.technician)
        return Form(composers.with_context(action["context"])).save()

    def _report_html(self, task):
        reports = self.env["ir.actions.report"]
        content, __ = reports._render_qweb_html(
            "helpdesk_mgmt_after_sales.action_report_fsm", task.ids
        )
        return content.decode()

    def test_report_says_it_all(self):
        self.customer.write({"street": "Main street 7", "city": "Tehran"})
        self.task.write(
            {
                "visit_start": datetime(2026, 12, 1, 9),
                "visit_end": datetime(2026, 12, 1, 11),
            }
        )
        self._fill_in(self.task)
        self._sign(self.task)
        html = self._report_html(self.task)
        for text in (
            "Field Service Report",
            self.company.name,
            "Deco Addict",
            "Main street 7",
            "Visit",
            "12/01/2026",
            "technician",
            "Boiler maintenance",
            "Findings",
            "Leaks at the valve",
            "1.5",
            "Fair",
            "05/01/2027",
            "Valve",
            "Joe Willis",
            "Site manager",
            self.task.worksheet_hash,
        ):
            self.assertIn(text, html)
        self.assertNotIn("does not match", html)

    def test_report_is_a_pdf_with_this_text(self):
        if not self.env["project.task"]._worksheet_has_pdf():
            self.skipTest("wkhtmltopdf is not installed")
        self._print_in_letters()
        self._fill_in(self.task)
        # Odoo's tests render no PDF but on demand.
        self.task.with_context(force_report_rendering=True)._worksheet_sign(
            "Joe Willis", "", make_signature(), self.task._worksheet_get_fingerprint()
        )
        attachment = self.task.message_ids[0].attachment_ids
        self.assertEqual(attachment.name, "Field Service Report - Visit.pdf")
        self.assertEqual(attachment.mimetype, "application/pdf")
        reader = PdfFileReader(io.BytesIO(attachment.raw))
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for expected in ("Field Service Report", "Deco Addict", "Leaks at the valve"):
            self.assertIn(expected, text)
        self.assertIn("Joe Willis", text)

    def test_report_is_attached_on_signing(self):
        self._sign(self.task)
        note = self.task.message_ids[0]
        self.assertIn("Worksheet signed by Joe Willis", note.body)
        self.assertEqual(len(note.attachment_ids), 1)
        self.assertEqual(note.attachment_ids.res_model, "project.task")
        self.assertEqual(note.attachment_ids.res_id, self.task.id)

    def test_without_renderer_the_report_is_a_web_page(self):
        reports = type(self.env["ir.actions.report"])
        with patch.object(reports, "get_wkhtmltopdf_state", lambda self: "install"):
            self._sign(self.task)
        note = self.task.message_ids[0]
        self.assertIn("no PDF renderer", note.body)
        self.assertEqual(note.attachment_ids.name, "Field Service Report - Visit.html")
        self.assertIn(b"Joe Willis", note.attachment_ids.raw)

    def test_failing_renderer_does_not_stop_the_signature(self):
        def fail(*args, **kwargs):
            raise UserError(self.env._("Wkhtmltopdf failed"))

        reports = type(self.env["ir.actions.report"])
        with (
            patch.object(reports, "_render_qweb_pdf", fail),
            self.assertLogs(
                "odoo.addons.helpdesk_mgmt_after_sales.models"
                ".field_service.project_task_report",
                "WARNING",
            ),
        ):
            self._sign(self.task)
        self.assertTrue(self.task.worksheet_intact)
        self.assertEqual(
            self.task.message_ids[0].attachment_ids.name,
            "Field Service Report - Visit.html",
        )

    def test_send_report(self):
        self._fill_in(self.task)
        self.assertFalse(self.task._worksheet_visible_to_customer())
        composer = self._compose(self.task.action_fsm_send_report())
        self.assertEqual(composer.partner_ids, self.customer)
        self.assertIn("Visit", composer.subject)
        self.assertIn("sign it online", composer.body)
        token = self.task.sudo()._portal_ensure_token()
        self.assertNotIn(token, composer.body)
        self.assertEqual(
            composer.attachment_ids.mapped("name"),
            ["Field Service Report - Visit.pdf"],
        )
        composer.action_send_mail()
        message = self.task.message_ids.filtered("attachment_ids")
        # Odoo's tests render no PDF.
        self.assertEqual(
            message.attachment_ids.name, "Field Service Report - Visit.html"
        )
        self.assertIn(b"Leaks at the valve", message.attachment_ids.raw)
        self.assertIn(self.customer, message.partner_ids)
        # The button of the mail leads there, also without login.
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        mail = mails.filtered(lambda x: self.customer in x.recipient_ids)
        self.assertIn(token, mail.body_html)
        self.assertTrue(self.task.worksheet_sent)
        self.assertTrue(self.task._worksheet_visible_to_customer())

    def test_send_report_without_renderer(self):
        reports = type(self.env["ir.actions.report"])
        with patch.object(reports, "get_wkhtmltopdf_state", lambda self: "install"):
            action = self.task.action_fsm_send_report()
        composer = self._compose(action)
        self.assertEqual(
            composer.attachment_ids.name, "Field Service Report - Visit.html"
        )
        self._flush_tracking()
        notification = self.env["bus.bus"].search([], order="id desc", limit=1)
        self.assertIn("no PDF renderer", notification.message)

    def test_message_of_a_customer_sends_no_report(self):
        portal = self._new_user("portal", "base.group_portal")
        task = self.task.sudo()
        task.message_subscribe(portal.partner_id.ids)
        task.with_user(portal).with_context(fsm_report_sent=True).message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(task.worksheet_sent)

    def test_no_link_where_customers_see_no_tasks(self):
        self.project.privacy_visibility = "employees"
        template = self.env.ref("helpdesk_mgmt_after_sales.mail_template_fsm_report")
        body = template._render_field("body_html", self.task.ids)[self.task.id]
        self.assertNotIn("/my/tasks/", body)

    def test_agent_reads_the_worksheet(self):
        task = self._plan()
        self._fill_in(task.sudo())
        self._sign(task.with_user(self.technician))
        form = Form(task)
        self.assertIn("Leaks at the valve", form.worksheet_html)
        self.assertEqual(form.worksheet_signed_by, "Joe Willis")

    def test_dates_are_dates(self):
        self._fill_in(self.task)
        line = next(
            line
            for line in self.task._worksheet_get_content()["worksheet"]
            if line["type"] == "date"
        )
        self.assertEqual(date.fromisoformat(line["value"]), date(2027, 5, 1))
