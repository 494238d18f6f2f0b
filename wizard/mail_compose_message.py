# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailComposeMessage(models.TransientModel):
    """The composer of a mail about a document: its reports are made on sending."""

    _inherit = "mail.compose.message"

    def _generate_template_for_composer(self, res_ids, render_fields, *args, **kwargs):
        # Only where one of our buttons opened it: others do as ever.
        ours = self.env.context.get("after_sales_reports_on_sending")
        document = ours and self._after_sales_get_document()
        if not document or "attachments" not in render_fields:
            return super()._generate_template_for_composer(
                res_ids, render_fields, *args, **kwargs
            )
        values = super()._generate_template_for_composer(
            res_ids, set(render_fields) - {"attachments"}, *args, **kwargs
        )
        # The files are named in the customer's language.
        for template, __ in self.template_id._classify_per_lang(document.ids).values():
            attachments = document.with_env(template.env)._after_sales_announce_reports(
                template.report_template_ids
            )
            ids = values[document.id].get("attachment_ids", [])
            values[document.id]["attachment_ids"] = ids + attachments.ids
        return values

    def _prepare_mail_values(self, res_ids):
        # Whatever sends or schedules the message comes by here.
        self._after_sales_make_reports()
        return super()._prepare_mail_values(res_ids)

    def create_mail_template(self):
        # A template keeps its attachments for other documents.
        self._after_sales_make_reports()
        return super().create_mail_template()

    def _after_sales_make_reports(self):
        document = self._after_sales_get_document()
        if document:
            document._after_sales_make_reports(self.attachment_ids)

    def _after_sales_get_document(self):
        """Return the document that this mail is about, if it is one of a service.

        :return: a record of a model that can be made from tickets, or None
        """
        self.ensure_one()
        model = self.env.registry.get(self.model)
        if not model or not issubclass(
            model, self.env.registry["helpdesk.after.sales.mail"]
        ):
            return None
        document = self.env[self.model].browse(self._evaluate_res_ids())
        return document if len(document) == 1 else None
