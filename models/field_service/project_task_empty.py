# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import RedirectWarning
from odoo.tools import format_list


class ProjectTask(models.Model):
    """A report in which nothing was entered: whoever finishes the visit is asked."""

    _inherit = "project.task"

    def write(self, vals):
        open_visits = self.browse()
        if ("state" in vals or "stage_id" in vals) and self._worksheet_asks():
            # sudo: who may write the task need not be allowed to read its project.
            open_visits = self.sudo().filtered(
                lambda task: task.is_fsm and task.state != "1_done"
            )
        res = super().write(vals)
        open_visits.filtered(lambda task: task.state == "1_done")._worksheet_ask_done()
        return res

    @api.model
    def _worksheet_asks(self):
        """Whether to ask before an empty report is finished.

        Not who confirmed it, nor a program that works for nobody, nor who shares a
        project from the portal: the worksheet is closed to them.
        """
        return not (
            self.env.su
            or self.env.user.share
            or self.env.context.get("worksheet_done_empty")
        )

    def _worksheet_ask_done(self):
        """Ask whether to finish visits although nothing was entered in their reports.

        :raise RedirectWarning: with the button that does
        """
        empty = self.filtered(lambda task: task._worksheet_is_empty())
        if empty:
            raise RedirectWarning(
                self.env._(
                    "Nothing was entered in the report of %(tasks)s. Mark as done "
                    "anyway?",
                    tasks=format_list(self.env, empty.mapped("name")),
                ),
                self.env.ref("helpdesk_mgmt_after_sales.action_fsm_done_empty").id,
                self.env._("Mark as Done Anyway"),
                {"active_model": self._name, "active_ids": self.ids},
            )

    def action_fsm_done_empty(self):
        """Mark the work as done, although nothing was entered in the report.

        :return: an action that shows what became of the tasks
        :rtype: dict
        :raise UserError: if a task is none of a field-service project
        :raise ValidationError: if the worksheet is not ready for it
        """
        self.with_context(worksheet_done_empty=True).action_fsm_done()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _worksheet_is_empty(self):
        """Whether there is a report to fill in, and nobody entered anything in it.

        :rtype: bool
        """
        self.ensure_one()
        # sudo: those who may finish or sign the task may know this of it.
        task = self.sudo()
        if (
            not task.is_fsm
            or not task.allow_worksheets
            or task._worksheet_get_signatures()
        ):
            return False
        entries = [x for x in task._worksheet_read() if x["type"] != "separator"]
        # Filled in for the technician.
        serial = task.helpdesk_ticket_id.lot_id.name
        return bool(entries) and not any(
            task._worksheet_is_answered(entry)
            and not (serial and entry.get("value") == serial)
            for entry in entries
        )
