# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..first_steps.after_sales_need import AfterSalesNeed


class ReasonNeed(AfterSalesNeed):
    """Where a team wants a reason, there has to be one to choose."""

    name = "reason"
    model = "helpdesk.after.sales.reason"

    @classmethod
    def get_team_fields(cls, env):
        return {"after_sales_reason_required"}

    def is_missing(self, switch):
        if not self.team.after_sales_reason_required:
            return False
        reasons = self.env[self.model]
        return not reasons._get_fitting_ids(switch, self.company.id)

    def get_text(self):
        return self.env._(
            "The team asks for a reason, but there is none: agents are not asked."
        )

    def get_button(self):
        return self.env._("Create a Reason")

    def get_advice(self):
        return self.env._("Ask a Helpdesk manager to create one.")

    def get_context(self):
        return {}
