# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..first_steps.after_sales_need import AfterSalesNeed


class FieldServiceProjectNeed(AfterSalesNeed):
    """Visits are planned in a project."""

    name = "fsm_project"
    model = "project.project"

    def is_missing(self, switch):
        return not self.company._fsm_default_project()

    def get_text(self):
        return self.env._(
            "%(company)s has no Field Service project in use.",
            company=self.company.name,
        )

    def get_button(self):
        return self.env._("Create a Field Service Project")

    def get_advice(self):
        return self.env._(
            "Ask a Project administrator to tick Field Service in the settings of one."
        )

    def get_action(self):
        view = self.env.ref("helpdesk_mgmt_after_sales.project_project_view_form_fsm")
        return {**super().get_action(), "views": [(view.id, "form")]}

    def get_context(self):
        return {
            **super().get_context(),
            "default_name": self.env._("Field Service"),
            "default_is_fsm": True,
            "default_allow_worksheets": True,
        }
