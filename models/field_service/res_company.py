# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _fsm_default_project(self):
        """Return the field-service project to propose in this company.

        The data project if it is in use, else the first one.

        :rtype: recordset of ``project.project``, empty if there is none
        """
        projects = self.env["project.project"].search(
            [
                ("is_fsm", "=", True),
                ("is_template", "=", False),
                ("company_id", "in", (False, self.id)),
            ],
            order="id",
        )
        proposed = self.env.ref(
            "helpdesk_mgmt_after_sales.project_project_fsm", raise_if_not_found=False
        )
        return proposed if proposed in projects else projects[:1]
