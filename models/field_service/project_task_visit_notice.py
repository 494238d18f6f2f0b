# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.project.models.project_task import CLOSED_STATES

from ..notices.notice_step import NoticeStep
from .visit_calendar import make_calendar


class ProjectTask(models.Model):
    """What customers are told of their visits, with an entry for their calendar.

    Of the past nothing is told: whoever notes afterwards when they really came does
    not move a visit, and whoever closes what did not take place cancels none.
    """

    _inherit = "project.task"

    @api.model
    def _after_sales_get_notice_steps(self):
        return {
            **super()._after_sales_get_notice_steps(),
            "visit_planned": NoticeStep(
                label=self.env._("Visit planned"),
                service="use_fsm",
                template="helpdesk_mgmt_after_sales.mail_template_visit_planned",
                default=True,
                repeats=True,
            ),
            "visit_moved": NoticeStep(
                label=self.env._("Visit moved"),
                service="use_fsm",
                template="helpdesk_mgmt_after_sales.mail_template_visit_moved",
                default=True,
                repeats=True,
            ),
            "visit_cancelled": NoticeStep(
                label=self.env._("Visit cancelled"),
                service="use_fsm",
                template="helpdesk_mgmt_after_sales.mail_template_visit_cancelled",
                default=True,
                repeats=True,
            ),
            "visit_report": NoticeStep(
                label=self.env._("Visit report"),
                service="use_fsm",
                template="helpdesk_mgmt_after_sales.mail_template_visit_report",
            ),
        }

    def _after_sales_get_reached_notices(self, initial):
        reached = super()._after_sales_get_reached_notices(initial)
        start, state = False, self.state
        if initial is not None:
            start = initial.get("visit_start", self.visit_start)
            state = initial.get("state", self.state)
        was_planned = self._fsm_waits_for(start, state)
        is_planned = self._fsm_waits_for(self.visit_start, self.state)
        if is_planned and not was_planned:
            reached.append("visit_planned")
        elif is_planned and start != self.visit_start:
            reached.append("visit_moved")
        elif was_planned and self._after_sales_is_notice_true("visit_cancelled"):
            reached.append("visit_cancelled")
        is_done = self.state == "1_done" and state != "1_done"
        if is_done and self._after_sales_is_notice_true("visit_report"):
            reached.append("visit_report")
        return reached

    def _fsm_waits_for(self, start, state):
        """Whether the customer waits for a visit then, in that state.

        :param start: planned start, or nothing
        :param str state: the task's state
        :rtype: bool
        """
        now = fields.Datetime.now()
        is_open = self.is_fsm and state not in CLOSED_STATES
        return bool(start and start > now and is_open)

    def _after_sales_get_undo_notices(self):
        is_planned = self._fsm_waits_for(self.visit_start, self.state)
        return ["visit_cancelled"] if is_planned else []

    def _after_sales_is_notice_true(self, step):
        if step in ("visit_planned", "visit_moved"):
            return self._fsm_waits_for(self.visit_start, self.state)
        if step == "visit_cancelled":
            # Not where they came earlier, and noted it.
            return not self.visit_start or self.state == "1_canceled"
        if step == "visit_report":
            has_worksheet = self.allow_worksheets and self.worksheet_template_id
            is_over = self.state == "1_done" or self.worksheet_signed_on
            return bool(self.is_fsm and has_worksheet and is_over)
        return super()._after_sales_is_notice_true(step)

    @api.ondelete(at_uninstall=False)
    def _fsm_unlink_tell_customers(self):
        # They would wait in vain.
        # sudo: whoever deletes a visit need not have access to its ticket.
        for task in self.sudo().filtered("helpdesk_ticket_id"):
            if task._fsm_waits_for(task.visit_start, task.state):
                task._after_sales_send_notices(["visit_cancelled"])

    def _worksheet_attach_report(self, signature, author=None):
        # EXTENDS: what the customer signed they also get.
        res = super()._worksheet_attach_report(signature, author)
        if signature.signer == "customer":
            self._after_sales_queue_notices("visit_report")
        return res

    # ------------------------------------------------------------------
    # What the mails say
    # ------------------------------------------------------------------

    def _after_sales_get_notice_details(self, step):
        details = super()._after_sales_get_notice_details(step)
        if self.visit_start and self.visit_end:
            times = {"start": self.visit_start, "end": self.visit_end}
            details.update({k: fields.Datetime.to_string(x) for k, x in times.items()})
        return details

    def _fsm_get_notice_time(self):
        """Return when the visit of a mail is, or was to be, for the customer.

        :return: such as "03/01/2027 10:00 - 11:00 (Europe/Brussels)"; nothing if it
            is not known any more
        :rtype: str
        """
        self.ensure_one()
        details = self.env.context.get("after_sales_notice_details")
        if details is None:
            # Somebody looks at the template.
            details = self._after_sales_get_notice_details("visit_planned")
        if not details.get("start"):
            return ""
        start, end = (fields.Datetime.to_datetime(details[x]) for x in ("start", "end"))
        tz = self._fsm_get_tz()
        return self.env._(
            "%(start)s to %(end)s (%(timezone)s)",
            timezone=tz,
            **self.with_context(tz=tz)._visit_format(start, end),
        )

    def _after_sales_get_notice_attachments(self, notice, partner):
        attachments = super()._after_sales_get_notice_attachments(notice, partner)
        if notice.step in ("visit_planned", "visit_moved", "visit_cancelled"):
            attachments.append(("visit.ics", make_calendar(self, notice, partner)))
        return attachments
