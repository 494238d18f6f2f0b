# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize

# What makes a link act for the customer.
CREDENTIALS = re.compile(r"\b(access_token|hash|auth_signup_token)=[^&\"'\s<>]+")
# What tells who writes, and to whom.
AUTHOR = {"author_id", "email_from"}
RECIPIENTS = {
    "attachment_ids",
    "incoming_email_cc",
    "incoming_email_to",
    "outgoing_email_to",
    "partner_ids",
}


class TemplateSenders(frozenset):
    """Senders that a mail template gave, in the context: no client can send one."""


class MailMessage(models.Model):
    """Messages of documents that a ticket opens: see ``base`` for whom they are."""

    _name = "mail.message"
    _inherit = ["helpdesk.after.sales.attached", "mail.message"]
    _after_sales_model_field = "model"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(
            [self._after_sales_drop_links(vals) for vals in vals_list]
        )
        messages._after_sales_check_sending(AUTHOR | RECIPIENTS)
        return messages

    def write(self, vals):
        res = super().write(vals)
        self._after_sales_check_sending(vals.keys())
        return res

    @api.model
    def _after_sales_drop_links(self, vals):
        """Store no customer's link in what agents and technicians read of a document.

        A template of a company's own may hold the link, and is rendered in superuser
        mode. The mail keeps it where it has a body of its own, and in its button.

        :param dict vals: values of a message
        :return: these, or a copy without the token of a ticket or visit
        :rtype: dict
        """
        if vals.get("model") not in ("helpdesk.ticket", "project.task"):
            return vals
        if not CREDENTIALS.search(vals.get("body") or ""):
            return vals
        # sudo: whoever posts need not have access to all that this asks.
        document = self.env[vals["model"]].sudo().browse(vals.get("res_id")).exists()
        if document._name == "project.task" and not document.is_fsm:
            return vals
        body = vals["body"]
        # Markup stays Markup.
        return {**vals, "body": type(body)(CREDENTIALS.sub(r"\1=", str(body)))}

    # ------------------------------------------------------------------
    # Who reads them
    # ------------------------------------------------------------------

    def _after_sales_get_closed(self):
        """Return those of these messages that are closed to who reads by a ticket.

        Of the messages of a document that a ticket alone opens they read what is meant
        for the customer, and what they wrote or got themselves.

        :rtype: recordset
        """
        closed = self._after_sales_get_about_closed()
        # sudo: asked only for whom each message is.
        return closed.filtered(lambda x: not x.sudo()._after_sales_is_open())

    def _after_sales_is_open(self):
        """Whether a message is meant for the customer, or for the user or by them.

        :rtype: bool
        """
        self.ensure_one()
        user = self.env.user
        for_customer = (
            self.subtype_id
            and not self.subtype_id.internal
            and not self.is_internal
            and self.message_type != "user_notification"
            # The standard Share posts the customer's link.
            and not CREDENTIALS.search(self.body or "")
        )
        return bool(
            for_customer
            or self.author_id == user.partner_id
            or self.create_uid == user
            or user.partner_id in self.partner_ids | self.notified_partner_ids
        )

    @api.model
    def _get_with_access(self, message_id, mode="read", **kwargs):
        # EXTENDS 'mail': what controllers read for whoever may read the document.
        message = super()._get_with_access(message_id, mode=mode, **kwargs)
        return message - message.sudo(False)._after_sales_get_closed()

    # ------------------------------------------------------------------
    # Who writes them, and to whom
    # ------------------------------------------------------------------

    def _after_sales_check_sending(self, names):
        """Check in whose name and to whom the user writes.

        Whichever way it came: what is stored is checked, before any mail goes out.
        What the server posts in superuser mode is its own business.

        :param names: fields that were written
        :raise AccessError: if they may not write so on one of the documents
        """
        if self.env.su or not (AUTHOR | RECIPIENTS).intersection(names):
            return
        if not self.env.user._after_sales_is_agent():
            return
        # sudo: their own messages, and nothing of them is shown.
        for model, messages in self.sudo().grouped("model").items():
            if model not in self.env:
                continue
            documents = self.env[model].browse({x.res_id for x in messages})
            in_own_name = documents._after_sales_get_with_own_author()
            limited = documents._after_sales_get_posted_by_ticket()
            for message in messages:
                document = documents.browse(message.res_id)
                if document in in_own_name and AUTHOR.intersection(names):
                    message._after_sales_check_author(document)
                if document in limited and RECIPIENTS.intersection(names):
                    message._after_sales_check_recipients(document)

    def _after_sales_check_author(self, document):
        """Check that the user writes in their own name, or in their company's.

        :param document: on which they write, as the user
        :raise AccessError: if they write in another one's
        """
        own, trusted = document._after_sales_get_senders()
        from_template = self.env.context.get("after_sales_senders")
        if isinstance(from_template, TemplateSenders):
            trusted |= from_template
        author, sender = self.author_id, self.email_from or ""
        if author == self.env.user.partner_id:
            is_own = not sender or sender in own | trusted
        elif author:
            # The company, or whom the template names.
            is_own = sender in trusted and (
                email_normalize(sender) == (author.email_normalized or "")
            )
        else:
            is_own = sender in trusted and not self.author_guest_id
        if is_own:
            return
        raise AccessError(
            self.env._(
                "You write in your own name only. Leave the author and the sender as "
                "they are, or ask %(author)s to write.",
                author=author.name or sender,
            )
        )

    def _after_sales_check_recipients(self, document):
        """Check that the user writes to the customer and to colleagues only.

        :param document: on which they write, as the user
        :raise AccessError: if they write to somebody else, may not write on the
            document at all, or send files that are closed to them
        """
        document._after_sales_check_of_ticket()
        document._after_sales_check_partners(
            self.partner_ids,
            self.outgoing_email_to or self.incoming_email_to or self.incoming_email_cc,
        )
        if self.attachment_ids.with_env(document.env)._after_sales_get_closed(
            message=self
        ):
            raise AccessError(
                self.env._("You may not send a file that is closed to you.")
            )
