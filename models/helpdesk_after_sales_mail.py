# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from urllib.parse import urlencode

import lxml.html
from markupsafe import Markup

from odoo import models
from odoo.tools.safe_eval import safe_eval, time

from .helpdesk_after_sales_print import direct_element


class HelpdeskAfterSalesMail(models.AbstractModel):
    """The mail to the customer about a document, with its reports attached.

    Making a PDF takes seconds, and many a composer is discarded or changed first. So
    the composer opens with the names of the files, and they are made on sending.
    Until then an attachment is the link by which that report is downloaded: agents
    look at what they are about to send with their own rights.
    """

    _name = "helpdesk.after.sales.mail"
    _inherit = "mail.thread"
    _description = "Mail about a document made from a Helpdesk ticket"

    def _after_sales_compose_mail(self, name, template_xmlid, **context):
        """Open the composer with a mail to the customer about this document.

        :param str name: title of the popup
        :param str template_xmlid: external id of the mail's template, which may be gone
        :param context: further keys for the composer
        :return: a window action on ``mail.compose.message``
        :rtype: dict
        """
        self.ensure_one()
        templates = self.env["mail.template"]
        template = self.env.ref(template_xmlid, raise_if_not_found=False) or templates
        template = templates.browse(context.get("default_template_id", template.id))
        sender = template and template._render_field("email_from", self.ids)[self.id]
        view = self.env.ref(
            "helpdesk_mgmt_after_sales.mail_compose_message_view_form_after_sales"
        )
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
                # Whoever sends it is its author, although it is sent from the
                # company's address: the composer makes one of the other.
                "default_author_id": self.env.user.partner_id.id,
                "default_email_from": sender or self.env.user.email_formatted,
                "force_email": True,
                "after_sales_reports_on_sending": True,
                **context,
            },
        }

    def _after_sales_announce_reports(self, reports):
        """Make attachments that name the reports of this document.

        :param reports: ``ir.actions.report`` of this model
        :return: one ``ir.attachment`` each, for a composer
        """
        self.ensure_one()
        return self.env["ir.attachment"].create(
            [
                {
                    "name": f"{self._after_sales_get_report_name(report)}.pdf",
                    "type": "url",
                    "url": self._after_sales_get_report_url(report),
                    "res_model": "mail.compose.message",
                    "res_id": 0,
                }
                for report in reports
            ]
        )

    def _after_sales_make_reports(self, attachments):
        """Turn the announced reports among attachments into files.

        :param attachments: ``ir.attachment`` of a composer
        :raise AccessError: if the user may not read this document
        """
        self.ensure_one()
        links = attachments.filtered(lambda attachment: attachment.type == "url")
        if not links:
            return
        self.check_access("read")
        reports = self.env["ir.actions.report"].search([("model", "=", self._name)])
        announced = {
            self._after_sales_get_report_url(report): report for report in reports
        }
        for link in links:
            report = announced.get(link.url)
            if not report:
                # Somebody's own link.
                continue
            content, extension = self._after_sales_render_report(report)
            link.write(
                {
                    "name": f"{link.name.removesuffix('.pdf')}.{extension}",
                    "type": "binary",
                    "url": False,
                    "raw": content,
                }
            )

    def _after_sales_render_report(self, report):
        """Render a report of this document.

        :param report: an ``ir.actions.report``
        :return: its content, and the extension that tells its format
        :rtype: tuple[bytes, str]
        """
        if report.report_type == "qweb-text":
            return report._render_qweb_text(report, self.ids)
        return report._render_qweb_pdf(report, self.ids)

    def _after_sales_get_report_name(self, report):
        """Return the name of a report's file, without its extension.

        :rtype: str
        """
        if not report.print_report_name:
            return report.name
        return safe_eval(report.print_report_name, {"object": self, "time": time})

    def _after_sales_get_report_url(self, report):
        """Return the link by which a report of this document is downloaded.

        :rtype: str
        """
        path = f"/report/pdf/{report.report_name}/{self.id}"
        return f"/report/download?{urlencode({'data': json.dumps([path, 'qweb-pdf'])})}"

    def _after_sales_get_text_direction(self):
        """Return how the language of the context is written: "ltr" or "rtl".

        A mail or document for the customer may be read by somebody whose own screen
        runs the other way.
        """
        reports = self.env["ir.actions.report"]
        return reports._after_sales_get_direction(self.env.lang or "en_US")

    def _after_sales_is_ours(self):
        """Whether what is written about this document is about After-Sales.

        :rtype: bool
        """
        return bool(self.helpdesk_ticket_id)

    def _notify_by_email_render_layout(
        self, message, recipients_group, msg_vals=False, render_values=None
    ):
        # EXTENDS 'mail': e-mails are read where nobody says in which direction.
        body = super()._notify_by_email_render_layout(
            message, recipients_group, msg_vals=msg_vals, render_values=render_values
        )
        reports = self.env["ir.actions.report"]
        direction = reports._after_sales_get_direction(
            (render_values or {}).get("lang")
        )
        # sudo: a portal user's message is mailed, too; they may not read the link.
        if direction == "ltr" or not any(x._after_sales_is_ours() for x in self.sudo()):
            return body
        root = lxml.html.fromstring(body)
        direct_element(root, direction)
        return Markup(lxml.html.tostring(root, encoding="unicode"))
