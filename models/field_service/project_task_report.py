# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import Command, api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class ProjectTask(models.Model):
    """The Field Service Report: on paper, on the task, by mail."""

    _inherit = "project.task"

    def _worksheet_attach_report(self, signature, author=None):
        """Post a signature on the task with the report attached.

        :param signature: the ``project.task.signature``
        :param author: the partner who signs in the portal; by default the user
        """
        content, extension = self._worksheet_render_report()
        body = self.env._("Worksheet signed by %(name)s.", name=signature._get_signer())
        if extension != "pdf":
            body += " " + self._worksheet_no_pdf_message()
        self.message_post(
            body=body,
            author_id=author.id if author else None,
            # Technicians do not see the portal: they are told.
            partner_ids=self.user_ids.partner_id.ids if author else None,
            subtype_xmlid="mail.mt_note",
            attachments=[(f"{self._get_report_base_filename()}.{extension}", content)],
        )

    @api.model
    def _worksheet_no_pdf_message(self):
        return self.env._(
            "The server has no PDF renderer (wkhtmltopdf): the report comes as a web "
            "page, which you can print."
        )

    @api.model
    def _worksheet_has_pdf(self):
        """Whether the server can make PDF files.

        :rtype: bool
        """
        return self.env["ir.actions.report"].get_wkhtmltopdf_state() not in (
            "install",
            "broken",
        )

    def _worksheet_render_report(self):
        """Render the Field Service Report.

        :return: its content, and the extension that tells its format: "pdf", or
            "html" where no PDF renderer is installed
        :rtype: tuple[bytes, str]
        """
        # sudo: the caller may see the task; the report needs company and layout.
        reports = self.env["ir.actions.report"].sudo()
        reference = "helpdesk_mgmt_after_sales.action_report_fsm"
        if self._worksheet_has_pdf():
            try:
                content, extension = reports._render_qweb_pdf(reference, self.ids)
                return content, extension
            except UserError as error:
                # A customer who signs must not suffer from the server's printer.
                _logger.warning("No PDF of the report of task %s: %s", self.id, error)
        return reports._render_qweb_html(reference, self.ids)

    def _after_sales_is_ours(self):
        # EXTENDS 'helpdesk.after.sales.mixin': also visits that no ticket asked for.
        return super()._after_sales_is_ours() or self.is_fsm

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Field Service Report - %(task)s", task=self.name)

    def action_fsm_send_report(self):
        """Open the e-mail that brings the report to the customer.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the task
        """
        self.ensure_one()
        self.check_access("write")
        self._fsm_check()
        # Attached here and not by the template, whose reports need a PDF renderer.
        if self._worksheet_has_pdf():
            attachment = self._after_sales_announce_reports(
                self.env.ref("helpdesk_mgmt_after_sales.action_report_fsm")
            )
        else:
            content, extension = self._worksheet_render_report()
            attachment = self.env["ir.attachment"].create(
                {
                    "name": f"{self._get_report_base_filename()}.{extension}",
                    "raw": content,
                    "res_model": "mail.compose.message",
                    "res_id": 0,
                }
            )
            self.env.user._bus_send(
                "simple_notification",
                {"type": "warning", "message": self._worksheet_no_pdf_message()},
            )
        return self._after_sales_compose_mail(
            self.env._("Send Report"),
            "helpdesk_mgmt_after_sales.mail_template_fsm_report",
            default_attachment_ids=[Command.set(attachment.ids)],
            default_email_layout_xmlid="mail.mail_notification_layout",
            fsm_report_sent=True,
        )

    def _after_sales_render_report(self, report):
        if report == self.env.ref("helpdesk_mgmt_after_sales.action_report_fsm"):
            return self._worksheet_render_report()
        return super()._after_sales_render_report(report)

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        if self.env.context.get("fsm_report_sent"):
            # As the user, even if the composer posts for them: customers post, too.
            task = self.with_user(self.env.user)
            if task.has_access("write") and not task.worksheet_sent:
                task.worksheet_sent = True
        return message
