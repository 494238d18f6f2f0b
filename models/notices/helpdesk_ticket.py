# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import lxml.html
from markupsafe import Markup

from odoo import api, models
from odoo.tools import clean_context

from ..helpdesk_after_sales_join import join_names
from ..helpdesk_after_sales_print import direct_element


class HelpdeskTicket(models.Model):
    """Who is told of a ticket's documents, and how the mail leaves the ticket."""

    _inherit = "helpdesk.ticket"

    def _notice_get_partner(self, partner):
        """Return who is told of a document: the ticket's customer, or its own.

        :param partner: the document's customer; none where it names nobody
        :return: the ticket's customer, unless the document is somebody else's
        :rtype: recordset of ``res.partner``
        """
        # Of no ticket, too: Odoo tries templates on any document.
        customer = self.partner_id
        is_theirs = partner.commercial_partner_id == customer.commercial_partner_id
        return customer if customer and (is_theirs or not partner) else partner

    @api.model
    def _notice_announce(self, partner, labels):
        """Say in a popup at which steps somebody will get a mail, or why they will not.

        :param partner: the ticket's customer, or whom the agent may read
        :param list labels: the steps in words
        :return: a sentence; nothing where no mail would go
        :rtype: str
        """
        if not partner or not labels:
            return ""
        # sudo: whether somebody is a user is not for all to read; their name and
        # address are.
        partner_sudo = partner.sudo()
        if reason := self._notice_get_refusal(partner_sudo):
            return self.env._(
                "No mail will go to the customer: %(reason)s", reason=reason
            )
        return self.env._(
            "%(customer)s (%(email)s) will get a mail: %(steps)s.",
            customer=partner_sudo.name,
            email=partner_sudo.email_normalized,
            steps=join_names(self.env, labels),
        )

    @api.model
    def _notice_get_refusal(self, partner):
        """Say why somebody gets no mail.

        To be called in superuser mode.

        :param partner: who is to be told
        :return: the reason; nothing if they can get it
        :rtype: str
        """
        if not partner:
            return self.env._("There is no customer.")
        if not partner.active:
            return self.env._("%(customer)s is archived.", customer=partner.name)
        if not partner.partner_share:
            return self.env._(
                "%(customer)s is a user of this company.", customer=partner.name
            )
        if not partner.email_normalized:
            return self.env._(
                "%(customer)s has no valid e-mail address.", customer=partner.name
            )
        return ""

    def _notice_post(self, partner, lang, **values):
        """Send a mail to one person, from the ticket.

        To be called in superuser mode, once it is clear that they may get it.

        :param partner: who gets it, and nobody else: no follower, no agent
        :param str lang: the language that it is in
        :param values: of the message
        :return: the message, which the customer also reads in the portal
        """
        self.ensure_one()
        company = self.company_id
        # Nothing of whoever happened to end the document: neither their name nor
        # signature, nor what their client sent.
        context = {
            **clean_context(self.env.context),
            "after_sales_notice": True,
            "allowed_company_ids": company.ids,
            "lang": lang,
            "mail_post_autofollow": False,
        }
        return (
            self.with_context(context)
            .with_company(company)
            .message_post(
                message_type="auto_comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=partner.ids,
                author_id=company.partner_id.id,
                email_add_signature=False,
                email_layout_xmlid="mail.mail_notification_layout",
                force_email_lang=lang,
                notify_skip_followers=True,
                # Customers who sign in the portal are told, too.
                notify_author_mention=True,
                **values,
            )
        )

    def _notice_get_context(self, partner):
        """Return in which context a mail is made: in its reader's language and time.

        Nothing of the user's own, who happens to send it.

        :param partner: who gets it
        :rtype: dict
        """
        company = self.company_id
        return {
            "lang": partner.lang or company.partner_id.lang or "en_US",
            "tz": partner.tz,
            "allowed_company_ids": company.ids,
        }

    def _notice_post_template(self, partner, template, document, **values):
        """Make a mail of a template, and send it as :meth:`_notice_post` does.

        To be called in superuser mode.

        :param partner: who gets it
        :param template: a ``mail.template``, in the context of
            :meth:`_notice_get_context`
        :param document: what it is about, in the same
        :param values: further values of the message
        :return: the message
        """

        def render(name, **options):
            rendered = template._render_field(
                name, document.ids, compute_lang=True, options=options
            )
            return rendered[document.id]

        lang = template._render_lang(document.ids)[document.id]
        return self._notice_post(
            partner,
            lang or template.env.lang,
            subject=render("subject"),
            body=render("body_html", post_process=True),
            email_from=render("email_from") or self._notice_get_sender(),
            **values,
        )

    def _notice_get_sender(self):
        """Return the address from which the ticket's mails come: the company's.

        :rtype: str
        """
        company = self.company_id
        return (
            company.email_formatted
            or company.alias_domain_id.default_from_email
            or self.env.ref("base.partner_root").email_formatted
        )

    def _notice_note_failure(self, document, label, reason):
        """Note on the ticket that its customer was not told.

        To be called in superuser mode.

        :param document: what they were to be told of
        :param str label: the step
        :param str reason: why not
        """
        self.message_post(
            body=self.env._(
                "No mail went to the customer about %(document)s (%(step)s). "
                "%(reason)s",
                document=document._get_html_link(),
                step=label,
                reason=reason,
            ),
            subtype_xmlid="mail.mt_note",
        )

    def _notify_by_email_render_layout(
        self, message, recipients_group, msg_vals=False, render_values=None
    ):
        # EXTENDS 'mail': as in the mails of the documents themselves.
        body = super()._notify_by_email_render_layout(
            message, recipients_group, msg_vals=msg_vals, render_values=render_values
        )
        if not self.env.context.get("after_sales_notice"):
            return body
        lang = (render_values or {}).get("lang")
        direction = self.env["ir.actions.report"]._after_sales_get_direction(lang)
        if direction == "ltr":
            return body
        root = lxml.html.fromstring(body)
        direct_element(root, direction)
        return Markup(lxml.html.tostring(root, encoding="unicode"))
