# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mail import email_normalize_all

from ..models.mail_message import TemplateSenders


class MailComposeMessage(models.TransientModel):
    """The composer of a mail about a ticket, or about what was made from one.

    Reports are made on sending. And agents write in their own name: messages are
    checked where they are stored, here is what a mail template says of the sender, and
    mails without a message.
    """

    _inherit = "mail.compose.message"

    # ------------------------------------------------------------------
    # Reports
    # ------------------------------------------------------------------

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

    # ------------------------------------------------------------------
    # Senders
    # ------------------------------------------------------------------

    def _after_sales_get_template_senders(self, res_ids):
        """Return the senders that the template gives, but no customer's address.

        A template that the user wrote gives none, because every employee may write
        templates; those of administrators and managers of Helpdesk do.

        :param list res_ids: ids of the documents
        :rtype: TemplateSenders
        """
        self.ensure_one()
        template = self.template_id
        # sudo: asked only who wrote the template.
        writers = template.sudo().create_uid | template.sudo().write_uid
        writers |= template.sudo().user_id
        if self.env.user in writers and not self.env.user.has_groups(
            "base.group_system,helpdesk_mgmt.group_helpdesk_manager"
        ):
            return TemplateSenders()
        rendered = template._render_field("email_from", res_ids) if template else {}
        senders = {sender or "" for sender in rendered.values()}
        # There may be several addresses in one sender.
        normalized = {x for sender in senders for x in email_normalize_all(sender)}
        # sudo: partners of other companies count, too.
        customers = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("email_normalized", "in", list(normalized)),
                    ("partner_share", "=", True),
                    ("ref_company_ids", "=", False),
                ]
            )
        ).mapped("email_normalized")
        return TemplateSenders(
            x for x in senders if not {*customers}.intersection(email_normalize_all(x))
        )

    def _action_send_mail_comment(self, res_ids):
        # EXTENDS 'mail'
        if self.env.su or not self.env.user._after_sales_is_agent():
            return super()._action_send_mail_comment(res_ids)
        composer = self.with_context(
            after_sales_senders=self._after_sales_get_template_senders(res_ids)
        )
        return super(MailComposeMessage, composer)._action_send_mail_comment(res_ids)

    def _prepare_schedule_message_post_values(self, post_values):
        # EXTENDS 'mail'. That a template gave the sender is not known any more when the
        # message is posted: refused now rather than at night.
        document = self.env[self.model].browse(self._evaluate_res_ids())
        sender = post_values.get("email_from")
        if sender and not self.env.su and document._after_sales_get_with_own_author():
            own, of_company = document._after_sales_get_senders()
            if sender not in own | of_company:
                raise UserError(
                    self.env._(
                        "A mail from %(sender)s is sent now, not later. Send it now, "
                        "or choose your own sender.",
                        sender=sender,
                    )
                )
        return super()._prepare_schedule_message_post_values(post_values)

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        # EXTENDS 'mail', that makes these mails in superuser mode.
        if not self.env.su and self.model in self.env:
            documents = self.env[self.model].browse(res_ids)
            if documents._after_sales_get_posted_by_ticket():
                raise AccessError(
                    self.env._("From these documents write one message at a time.")
                )
            for document in documents._after_sales_get_with_own_author():
                self._after_sales_check_mass_sender(document)
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)

    def _after_sales_check_mass_sender(self, document):
        """Check that the user mails in their own name, or as company or template say.

        :param document: from which they write
        :raise AccessError: if they write in another one's
        """
        own, of_company = document._after_sales_get_senders()
        senders = own | of_company
        if self.template_id and self.email_from == self.template_id.email_from:
            # Not rendered yet.
            rendered = self.template_id._render_field("email_from", document.ids)
            senders |= self._after_sales_get_template_senders(document.ids)
            email_from = rendered[document.id]
        else:
            email_from = self.email_from
        if self.author_id != self.env.user.partner_id or (
            email_from and email_from not in senders
        ):
            raise AccessError(
                self.env._(
                    "You write in your own name only. Leave the author and the sender "
                    "as they are."
                )
            )
