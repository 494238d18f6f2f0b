# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tools.mail import email_normalize_all

from ..models.mail_message import TemplateSenders


class MailComposeMessage(models.TransientModel):
    """The composer of a mail about a ticket, or about what was made from one.

    Reports are made on sending. And agents write in their own name: messages are
    checked where they are stored, here is what a mail template says of the sender, and
    mails without a message.
    """

    _inherit = "mail.compose.message"

    # Whoever presses again, because no answer came the first time, sends nothing.
    after_sales_is_sent = fields.Boolean(
        copy=False, groups=NO_ACCESS, export_string_translation=False
    )

    # ------------------------------------------------------------------
    # Once
    # ------------------------------------------------------------------

    def action_send_mail(self):
        """Send the mail, once if one of our buttons opened the composer.

        :return: closes the composer
        :rtype: dict
        """
        if not self.env.context.get("after_sales_reports_on_sending"):
            return super().action_send_mail()
        self.check_access("write")
        # sudo: closed to clients, because the server alone writes it; that the composer
        # is the user's own was checked.
        unsent = self.filtered(lambda composer: not composer.sudo().after_sales_is_sent)
        # Really changed: of two presses at once the second one is run afresh.
        unsent.sudo().after_sales_is_sent = True  # sudo: as above
        unsent.flush_recordset(["after_sales_is_sent"])
        if not unsent:
            return {"type": "ir.actions.act_window_close"}
        return super(MailComposeMessage, unsent).action_send_mail()

    # ------------------------------------------------------------------
    # Reports
    # ------------------------------------------------------------------

    def _generate_template_for_composer(self, res_ids, render_fields, *args, **kwargs):
        # Only where one of our buttons opened it: others do as ever.
        ours = self.env.context.get("after_sales_reports_on_sending")
        document = ours and self._after_sales_get_document(res_ids)
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
        self._after_sales_make_reports(res_ids)
        return super()._prepare_mail_values(res_ids)

    def create_mail_template(self):
        # A template keeps its attachments for other documents.
        self._after_sales_make_reports(self._evaluate_res_ids())
        return super().create_mail_template()

    def _after_sales_make_reports(self, res_ids):
        document = self._after_sales_get_document(res_ids)
        if document:
            document._after_sales_make_reports(self.attachment_ids)

    def _after_sales_get_document(self, res_ids):
        """Return the document that a mail is about, if it is one of a service.

        :param list res_ids: ids of the mail's documents
        :return: a record of a model that can be made from tickets, or None
        """
        self.ensure_one()
        model = self.env.registry.get(self.model)
        if (
            len(res_ids) != 1
            or not model
            or not issubclass(model, self.env.registry["helpdesk.after.sales.mail"])
        ):
            return None
        return self.env[self.model].browse(res_ids)

    # ------------------------------------------------------------------
    # Senders
    # ------------------------------------------------------------------

    def _after_sales_trust_senders(self, senders):
        """Return those of the template's senders that are no customer's address.

        A template that the user wrote gives none, because every employee may write
        templates; those of administrators and managers of Helpdesk do.

        :param senders: what the template gives, as often as it does
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
        senders = {sender or "" for sender in senders}
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
        template = self.template_id
        rendered = template._render_field("email_from", res_ids) if template else {}
        composer = self.with_context(
            after_sales_senders=self._after_sales_trust_senders(rendered.values())
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
            self._after_sales_check_mass_senders(
                documents._after_sales_get_with_own_author()
            )
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)

    def _after_sales_check_mass_senders(self, documents):
        """Check that the user mails in their own name, or as company or template say.

        :param documents: from which they write; there may be none
        :raise AccessError: if they write in another one's
        """
        rendered = {}
        template = self.template_id
        if documents and template and self.email_from == template.email_from:
            # Not rendered yet.
            rendered = template._render_field("email_from", documents.ids)
        of_template = self._after_sales_trust_senders(rendered.values())
        for document in documents:
            own, of_company = document._after_sales_get_senders()
            email_from = rendered.get(document.id, self.email_from)
            if self.author_id != self.env.user.partner_id or (
                email_from and email_from not in own | of_company | of_template
            ):
                raise AccessError(
                    self.env._(
                        "You write in your own name only. Leave the author and the "
                        "sender as they are."
                    )
                )
