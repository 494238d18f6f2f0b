# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..first_steps.after_sales_need import AfterSalesNeed


class ApproverNeed(AfterSalesNeed):
    """What goes beyond a limit is asked of somebody."""

    name = "approver"

    @classmethod
    def get_team_fields(cls, env):
        limits = env["helpdesk.ticket.team"]._limit_get_fields()
        return {"approver_ids", "user_id", *limits}

    def is_missing(self, switch):
        if self.team._approval_get_approvers():
            return False
        service = self.env["helpdesk.ticket"]._after_sales_services()[switch]
        return any(
            limit.is_binding and limit.is_set(self.team) for limit in service.limits
        )

    def get_text(self):
        return self.env._(
            "Nobody can approve what goes beyond the team's limits: there is neither "
            "an approver nor a team leader."
        )

    def get_advice(self):
        if self.team.sudo(False).has_access("write"):
            return self.env._("Choose approvers among the limits below.")
        return self.env._("Ask a Helpdesk manager to choose approvers.")
