# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..helpdesk_after_sales_date import format_moment
from ..helpdesk_after_sales_join import join_names
from .project_project import VISIBLE_TO_CUSTOMERS


class ProjectTask(models.Model):
    """What the customer sees of a visit on the page of its ticket."""

    _inherit = "project.task"

    def _after_sales_filter_of_portal(self, link):
        # Those of the customer, where customers see tasks at all.
        customer = link.ticket.commercial_partner_id
        tasks = self._after_sales_filter_of_customer().filtered(
            lambda task: (
                task.is_fsm
                and task.project_id._fsm_visible_to_customers()
                and task.partner_id.commercial_partner_id == customer
            )
        )
        if link.is_by_token or link.is_customer:
            return tasks
        # Who follows the ticket need not be allowed to see its visits.
        # sudo: the page shows of them what a portal user cannot read.
        return tasks.with_user(link.user)._filtered_access("read").sudo()

    @api.model
    def _after_sales_get_portal_domain(self):
        return [("project_id.privacy_visibility", "in", VISIBLE_TO_CUSTOMERS)]

    def _after_sales_get_portal_title(self):
        return self.env._("Our visit")

    def _after_sales_get_portal_number(self):
        return self.name

    def _after_sales_get_portal_date(self):
        if not self.visit_start:
            return ""
        task = self.with_context(tz=self._fsm_get_tz())
        start = format_moment(task, self.visit_start)
        end = format_moment(task, self.visit_end)
        if start.rsplit(" ", 1)[0] == end.rsplit(" ", 1)[0]:
            # On the same day its time is enough.
            end = end.rsplit(" ", 1)[-1]
        return f"{start} – {end}"

    def _after_sales_get_portal_badge(self):
        state = self._after_sales_get_common_state()
        if state == "done":
            return {"name": self.env._("Done"), "colour": "success"}
        if state == "cancelled":
            return {"name": self.env._("Cancelled"), "colour": "secondary"}
        if self.visit_start:
            return {"name": self.env._("Planned"), "colour": "info"}
        return {"name": self.env._("To be planned"), "colour": "info"}

    def _after_sales_get_portal_steps(self):
        steps = super()._after_sales_get_portal_steps()
        if self._after_sales_get_common_state() == "cancelled":
            return steps
        return steps + [
            {
                "name": stage["name"],
                "is_reached": stage["reached"],
                "is_current": stage["current"],
            }
            for stage in self._fsm_get_portal_stages()
        ]

    def _after_sales_get_portal_facts(self, link):
        facts = super()._after_sales_get_portal_facts(link)
        if self.user_ids:
            # No more of their names than people say at the door.
            names = [(user.name or "").split(" ")[0] for user in self.user_ids]
            facts.append(
                self.env._("Technician: %(name)s", name=join_names(self.env, names))
            )
        if link.user.share and not link.may_read(self):
            if self._fsm_waits_for_customer():
                facts.append(
                    self.env._(
                        "Our report waits for your signature: log in, or use the link "
                        "in the visit's own email."
                    )
                )
            else:
                facts.append(
                    self.env._(
                        "To open the visit, log in, or use the link in its own email."
                    )
                )
        return facts

    def _fsm_waits_for_customer(self):
        """Whether the customer is asked to sign the report of this visit.

        :rtype: bool
        """
        return (
            self._worksheet_visible_to_customer()
            and self._worksheet_waits_for_signature()
        )

    def _after_sales_get_portal_actions(self, link):
        actions = super()._after_sales_get_portal_actions(link)
        # Never with the visit's token: the ticket's link does not sign.
        if not link.may_read(self):
            return actions
        if link.is_customer and self._fsm_waits_for_customer():
            actions.append(
                {
                    "name": self.env._("Read and sign the report"),
                    "url": f"/my/tasks/{self.id}#worksheet",
                    "icon": "fa-pencil",
                    "is_primary": True,
                }
            )
        actions.append(
            {
                "name": self.env._("Open the visit"),
                "url": f"/my/tasks/{self.id}",
                "icon": "fa-external-link",
                "is_primary": False,
            }
        )
        return actions

    def _after_sales_get_papers(self):
        papers = super()._after_sales_get_papers()
        if self._worksheet_visible_to_customer():
            papers["report"] = {
                "name": self.env._("Field Service Report"),
                "icon": "fa-download",
            }
        return papers

    def _after_sales_render_paper(self, paper):
        if paper != "report":
            return super()._after_sales_render_paper(paper)
        return *self._worksheet_render_report(), self._get_report_base_filename()
