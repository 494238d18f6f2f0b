# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .notice_step import SentNotice

_logger = logging.getLogger(__name__)


class HelpdeskAfterSalesNotice(models.Model):
    """A mail that told a customer of a document, or why it did not go.

    Nobody has rights on it: it is made by the server, which sends each mail once, also
    where two transactions bring a document to the same step at once.
    """

    _name = "helpdesk.after.sales.notice"
    _description = "Mail to the customer about a document"
    _order = "id"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    step = fields.Char(required=True, readonly=True)
    # Which one of the document's mails it is, from 0: calendars take the latest one.
    sequence = fields.Integer(required=True, readonly=True)
    details = fields.Json(readonly=True, export_string_translation=False)
    message_id = fields.Many2one(
        comodel_name="mail.message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    sent_on = fields.Datetime(readonly=True)
    failure = fields.Text(string="Not Sent Because", readonly=True)

    _once = models.UniqueIndex("(res_model, res_id, step, sequence)")

    # ------------------------------------------------------------------
    # Once
    # ------------------------------------------------------------------

    @api.model
    def _log(self, document, step, again=False):
        """Note that the mail of a step is to go.

        To be called in superuser mode.

        :param document: one record of the mixin
        :param str step: the step's name
        :param bool again: whether the mail was sent before
        :return: the notice; nothing if the mail has been sent
        """
        steps = document._after_sales_get_notice_steps()
        sequence = 0
        details = document._after_sales_get_notice_details(step)
        if again or steps[step].repeats:
            last = self._get_last(document)
            sequence = last.sequence + 1 if last else 0
            # Of a visit without a time, when it was.
            details = details or last.details
        self.flush_model()
        # Of two transactions at once the second waits here for the first, fails, is
        # run afresh by Odoo, and finds the mail sent.
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO helpdesk_after_sales_notice (
                    ticket_id, res_model, res_id, step, sequence, details,
                    create_uid, create_date, write_uid, write_date
                )
                VALUES (
                    %(ticket)s, %(model)s, %(id)s, %(step)s, %(sequence)s, %(details)s,
                    %(uid)s, %(now)s, %(uid)s, %(now)s
                )
                ON CONFLICT (res_model, res_id, step, sequence) DO NOTHING
                RETURNING id
                """,
                ticket=document.helpdesk_ticket_id.id,
                model=document._name,
                id=document.id,
                step=step,
                sequence=sequence,
                details=self._fields["details"].convert_to_column(details or {}, self),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return self.browse([row[0] for row in rows])

    @api.model
    def _get_last(self, document, step=None):
        """Return the latest mail about a document.

        :param str step: of which step; by default of any
        """
        domain = [("res_model", "=", document._name), ("res_id", "=", document.id)]
        if step:
            domain.append(("step", "=", step))
        return self.search(domain, order="sequence desc, id desc", limit=1)

    @api.model
    def _get_sent(self, documents):
        """Return what customers were told of documents, and were not, in one query.

        To be called once it is clear that the user may read the tickets.

        :param list documents: records, of several models
        :return: lists of ``SentNotice``, the oldest first, by document
        :rtype: dict
        """
        ids = {}
        for document in documents:
            ids.setdefault(document._name, []).append(document.id)
        # sudo: nobody has rights on the log; whose documents are asked for is up to
        # the caller.
        notices = self.sudo().search_fetch(
            Domain.OR(
                Domain("res_model", "=", model_name) & Domain("res_id", "in", of_model)
                for model_name, of_model in ids.items()
            ),
            ["res_model", "res_id", "step", "sent_on", "failure"],
        )
        sent = {(document._name, document.id): [] for document in documents}
        for notice in notices:
            steps = self.env[notice.res_model]._after_sales_get_notice_steps()
            label = steps[notice.step].label if notice.step in steps else notice.step
            sent[notice.res_model, notice.res_id].append(
                SentNotice(
                    notice.step, label, notice.sent_on or None, notice.failure or ""
                )
            )
        return {document: sent[document._name, document.id] for document in documents}

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    def _send(self, template_id=None, raise_reason=False):
        """Send the mail, or note on the ticket why it does not go.

        To be called in superuser mode. Whoever posts a credit note or validates a
        transfer is never stopped by a mail.

        :param int template_id: which mail; by default the step's own
        :param bool raise_reason: whether the reason is told to the user instead
        :raise UserError: with the reason, if that was asked for
        """
        for notice in self:
            document = self.env[notice.res_model].browse(notice.res_id)
            label = document._after_sales_get_notice_steps()[notice.step].label
            reason = notice._try_to_send(document, template_id)
            if reason and raise_reason:
                raise UserError(reason)
            if reason:
                notice.failure = reason
                notice.ticket_id._notice_note_failure(document, label, reason)

    def _try_to_send(self, document, template_id):
        """Send the mail if it can be made.

        :return: the reason why not; nothing if it was sent
        :rtype: str
        """
        partner = document._after_sales_get_notice_partner()
        reason = self.ticket_id._notice_get_refusal(partner)
        if reason:
            return reason
        template = self._get_template(document, template_id)
        if not template:
            return self.env._("Its template was deleted.")
        # What others left to be written is theirs: it must not fail below.
        self.env.flush_all()
        try:
            # Without the hooks of a flushing savepoint: going back, it would forget
            # what else waits for the end of the transaction.
            with self.env.cr.savepoint(flush=False):
                message = self._post(document, template, partner)
                self.write({"message_id": message.id, "sent_on": fields.Datetime.now()})
                self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        # A template may hold whatever people wrote, and a report fail in any way.
        except Exception as error:
            self.env.transaction.clear()
            _logger.warning(
                "No mail about %s (%s): %s", document, self.step, error, exc_info=True
            )
            if isinstance(error, UserError):
                return str(error)
            return self.env._(
                "Its template or report has an error, see the server's log."
            )
        return ""

    def _get_template(self, document, template_id):
        steps = document._after_sales_get_notice_steps()
        templates = self.env["mail.template"]
        template = templates.browse(template_id or []).exists()
        return template or (
            self.env.ref(steps[self.step].template, raise_if_not_found=False)
            or templates
        )

    def _post(self, document, template, partner):
        """Render the mail in the customer's language, and post it on the ticket.

        :return: the message
        """
        context = {
            **self.ticket_id._notice_get_context(partner),
            "after_sales_notice_details": self.details or {},
        }
        template = template.with_context(context)
        document = document.with_context(context)
        attachments = [
            self._make_report(document, report)
            for report in template.report_template_ids
        ]
        attachments += document._after_sales_get_notice_attachments(self, partner)
        return self.ticket_id._notice_post_template(
            partner,
            template,
            document,
            attachments=attachments,
            attachment_ids=template.attachment_ids.copy(
                {"res_model": self.ticket_id._name, "res_id": self.ticket_id.id}
            ).ids,
        )

    @api.model
    def _make_report(self, document, report):
        content, extension = document._after_sales_render_report(report)
        # Numbers of documents hold slashes, which no name of a file does.
        name = document._after_sales_get_report_name(report).replace("/", "_")
        return f"{name.removesuffix(f'.{extension}')}.{extension}", content
