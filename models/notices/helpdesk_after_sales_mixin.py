# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..entered_values import is_id
from ..helpdesk_after_sales_join import join_names

# So long nobody sends the same mail again.
PAUSE = timedelta(minutes=1)


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """The customer is told when a document comes to a step of its own.

    A service says which steps its documents have, when one is reached, and when its
    mail is still true. All at the end of the transaction: of what changed to and fro
    nothing is told, and of several changes only what came of them. As with all that
    Odoo tracks, nothing is sent where tracking is switched off, as in an import.
    """

    _inherit = "helpdesk.after.sales.mixin"

    # ------------------------------------------------------------------
    # What a service says
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_get_notice_steps(self):
        """Return the steps of these documents of which customers can be told.

        :return: ``NoticeStep`` by the step's name, which no other model has
        :rtype: dict
        """
        return {}

    def _after_sales_get_reached_notices(self, initial):
        """Return the steps to which this document has come.

        To be called in superuser mode.

        :param initial: what its tracked fields were that changed; None if a popup has
            just made the document
        :return: names of steps
        :rtype: list[str]
        """
        return []

    def _after_sales_get_undo_notices(self):
        """Return the steps to which this document comes when it is undone.

        To be called in superuser mode.

        :return: names of steps
        :rtype: list[str]
        """
        return []

    def _after_sales_is_notice_true(self, step):
        """Whether what a step's mail says is so, which may be sent again then.

        To be called in superuser mode.

        :param str step: the step's name
        :rtype: bool
        """
        return True

    def _after_sales_get_notice_details(self, step):
        """Return what the mail has to remember of this moment.

        :param str step: the step's name
        :return: values that fit into JSON
        :rtype: dict
        """
        return {}

    def _after_sales_get_notice_attachments(self, notice, partner):
        """Return the files of a mail besides the reports of its template.

        :param notice: the ``helpdesk.after.sales.notice``
        :param partner: who gets it
        :return: tuples of name and content
        :rtype: list
        """
        return []

    def _after_sales_get_notice_partner(self):
        """Return who is told of this document; its mails speak to them.

        :rtype: recordset of ``res.partner``
        """
        # sudo: whoever ends a document need not have access to its ticket.
        document = self.sudo()
        return document.helpdesk_ticket_id._notice_get_partner(document.partner_id)

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def _after_sales_log_origin(self):
        # EXTENDS: the popups have just made these documents. What a record is made
        # with is not tracked.
        self._after_sales_queue_notices()
        return super()._after_sales_log_origin()

    def _message_track(self, fields_iter, initial_values_dict):
        # EXTENDS 'mail'
        tracking = super()._message_track(fields_iter, initial_values_dict)
        # sudo: whoever ended the document need not have access to its ticket.
        for document in self.sudo().filtered("helpdesk_ticket_id"):
            changes, __ = tracking.get(document.id, ((), ()))
            if changes and document._after_sales_get_notice_rules():
                initial = initial_values_dict[document.id]
                steps = document._after_sales_get_reached_notices(
                    {name: initial[name] for name in changes}
                )
                document._after_sales_send_notices(steps)
        return tracking

    def _after_sales_queue_notices(self, *steps):
        """Tell the customer at the end of the transaction.

        :param steps: names of steps; none for those that a new document has reached
        """
        settings = self.env["helpdesk.after.sales.notice.setting"]
        key = f"after_sales.notices.{self._name}"
        precommit = self.env.cr.precommit
        # sudo: as below.
        for document in self.sudo():
            if settings._get_rules(document.helpdesk_ticket_id.team_id.id):
                queue = precommit.data.setdefault(key, {})
                queue.setdefault(document.id, []).append(steps)
                precommit.add(self._after_sales_send_queued_notices)

    @contextmanager
    def _after_sales_hold_notices(self):
        """Tell customers nothing while something is added to what they are told.

        Else whatever is flushed meanwhile would tell them now, and what is rolled back
        would forget that they are to be told.
        """
        key = f"after_sales.notices.{self._name}"
        precommit = self.env.cr.precommit
        held = precommit.data.pop(key, {})
        try:
            yield
        finally:
            if held:
                precommit.data.setdefault(key, {}).update(held)
                precommit.add(self._after_sales_send_queued_notices)

    def _after_sales_send_queued_notices(self):
        key = f"after_sales.notices.{self._name}"
        queue = self.env.cr.precommit.data.pop(key, {})
        # sudo: whoever made or ended the documents need not have access to them, nor
        # to their tickets.
        for document in self.browse(queue).sudo().exists():
            if not document.helpdesk_ticket_id:
                continue
            if not document._after_sales_get_notice_rules():
                continue
            reached = []
            for steps in queue[document.id]:
                reached += steps or document._after_sales_get_reached_notices(None)
            document._after_sales_send_notices(list(dict.fromkeys(reached)))

    def _after_sales_get_notice_rules(self):
        """Return what the ticket's team wants, of what this document can come to.

        To be called in superuser mode.

        :return: ``NoticeRule`` by step; nothing if the document was made before
        :rtype: dict
        """
        self.ensure_one()
        team = self.helpdesk_ticket_id.team_id
        settings = self.env["helpdesk.after.sales.notice.setting"]
        rules = settings._get_rules(team.id)
        if not rules:
            return rules
        steps = self._after_sales_get_notice_steps()
        return {
            key: rule
            for key, rule in rules.items()
            if key in steps
            and steps[key].service == self.helpdesk_service
            and team[steps[key].service]
            and self.create_date >= rule.since
        }

    def _after_sales_send_notices(self, reached):
        """Send the mails of the steps that this document has reached.

        To be called in superuser mode.

        :param list reached: names of steps
        """
        self.ensure_one()
        rules = self._after_sales_get_notice_rules()
        steps = self._after_sales_get_notice_steps()
        wanted = [step for step in reached if step in rules]
        # Asked last, of what is to be sent: it is a query.
        if not wanted or not self._after_sales_filter_of_customer():
            return
        included = {x for step in wanted for x in steps[step].includes}
        notices = self.env["helpdesk.after.sales.notice"]
        for step in wanted:
            if step not in included:
                notices._log(self, step)._send(rules[step].template_id)

    # ------------------------------------------------------------------
    # Again, and what was sent
    # ------------------------------------------------------------------

    def after_sales_send_notice_again(self, step):
        """Send the mail of a step once more, as the document is now.

        :param str step: the name of a step whose mail was sent before, or failed
        :return: an action that tells that it was sent
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if there was no such mail, if it would not be true any more,
            or if it cannot be made, with the reason
        """
        # sudo: documents are found whether or not the user may read them: by the
        # ticket they may write, which is checked next, and nothing of them is shown.
        documents = self.sudo().browse([x for x in self.ids if is_id(x)]).exists()
        if not documents:
            raise UserError(self.env._("This document does not exist any more."))
        tickets = documents.helpdesk_ticket_id.sudo(False)
        tickets.check_access("write")
        told = self.env["res.partner"].sudo()
        for document in documents:
            told |= document._after_sales_send_notice_again(step)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Sent again to %(customer)s.",
                    customer=join_names(self.env, told.mapped("name")),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _after_sales_send_notice_again(self, step):
        steps = self._after_sales_get_notice_steps()
        notices = self.env["helpdesk.after.sales.notice"]
        label = isinstance(step, str) and step in steps and steps[step].label
        if (
            not label
            or not self.helpdesk_ticket_id
            or not notices._get_last(self, step)
        ):
            raise UserError(
                self.env._(
                    "There was no such mail about this document: there is nothing to "
                    "send again."
                )
            )
        ticket = self.helpdesk_ticket_id.sudo(False)
        ticket._after_sales_check_service(steps[step].service)
        if not self._after_sales_filter_of_customer():
            raise UserError(
                self.env._(
                    "The document is not the customer's of ticket %(ticket)s: write to "
                    "its own customer instead.",
                    ticket=ticket.number,
                )
            )
        sent_on = notices._get_last(self, step).sent_on
        if sent_on and sent_on > fields.Datetime.now() - PAUSE:
            raise UserError(self.env._("This mail has just been sent: wait a minute."))
        if not self._after_sales_is_notice_true(step):
            raise UserError(
                self.env._(
                    "%(step)s: this is not so any more, the mail would be wrong.",
                    step=label,
                )
            )
        rules = self.env["helpdesk.after.sales.notice.setting"]._get_rules(
            self.helpdesk_ticket_id.team_id.id
        )
        rule = rules.get(step)
        notice = notices._log(self, step, again=True)
        notice._send(rule and rule.template_id, raise_reason=True)
        return self._after_sales_get_notice_partner()

    def _after_sales_get_sent_notices(self):
        """See ``_get_sent`` of the notices."""
        return self.env["helpdesk.after.sales.notice"]._get_sent(list(self))
