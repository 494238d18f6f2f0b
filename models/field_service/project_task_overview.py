# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..helpdesk_after_sales_date import format_day
from ..helpdesk_after_sales_rows import OPEN_STATES


class ProjectTask(models.Model):
    """What a visit tells the overview."""

    _inherit = "project.task"

    # A task may have no customer.
    _after_sales_may_lack_customer = True

    @api.model
    def _after_sales_get_conditions(self, alias):
        project = self._after_sales_get_column(alias, "project_id")
        return [
            *super()._after_sales_get_conditions(alias),
            SQL("%s IS NOT NULL", project),
        ]

    def write(self, vals):
        if vals.get("active", True):
            return super().write(vals)
        # sudo: whoever archives visits need not have access to their tickets.
        archived = self.sudo().filtered(
            lambda task: task.helpdesk_ticket_id and task._after_sales_is_open()
        )
        res = super().write(vals)
        for ticket in archived.helpdesk_ticket_id:
            ticket._closing_ask()
        return res

    @api.model
    def _after_sales_get_state(self, alias):
        # An archived visit takes place no more, as in the method below.
        column = self._after_sales_get_column
        return SQL(
            "CASE WHEN %(active)s IS NOT TRUE AND %(state)s != ALL(%(done)s)"
            " THEN 'cancelled' ELSE %(common)s END",
            active=column(alias, "active"),
            state=column(alias, self._after_sales_state_field),
            done=list(self._after_sales_done_states),
            common=super()._after_sales_get_state(alias),
        )

    def _after_sales_get_common_state(self):
        state = super()._after_sales_get_common_state()
        if not self.active and state in OPEN_STATES:
            return "cancelled"
        return state

    def _after_sales_get_title(self):
        return self.env._("Visit: %(task)s", task=self.name)

    def _after_sales_get_number(self):
        return ""

    def _after_sales_get_state_label(self):
        if not self.active and self._after_sales_get_progress(self.state) == "open":
            return self.env._("Archived")
        if self._after_sales_get_common_state() != "open":
            return super()._after_sales_get_state_label()
        if not self.visit_start:
            return self.stage_id.name or super()._after_sales_get_state_label()
        return self.env._("Planned for %(day)s", day=format_day(self, self.visit_start))

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _after_sales_get_undo_refusal(self):
        refusal = super()._after_sales_get_undo_refusal()
        if not refusal and self._fsm_has_begun():
            return self.env._(
                "The visit %(document)s has begun: it cannot be undone any more. Ask "
                "the technician to cancel it.",
                document=self.display_name,
            )
        return refusal

    def _fsm_has_begun(self):
        """Whether the technician has begun: the stage, the worksheet, or hours tell.

        :rtype: bool
        """
        project = self.project_id
        first = project._fsm_get_first_stage(planned=False)
        first |= project._fsm_get_first_stage(planned=True)
        return bool(
            (first and self.stage_id not in first)
            or self.worksheet_signed_on
            # Of timesheets, where there are any.
            or ("effective_hours" in self._fields and self.effective_hours)
        )

    def _after_sales_undo(self):
        self.state = "1_canceled"

    @api.model
    def _after_sales_get_linkable_domain(self, ticket):
        domain = super()._after_sales_get_linkable_domain(ticket)
        return domain & Domain("project_id.is_fsm", "=", True)
