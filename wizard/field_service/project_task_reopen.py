# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ProjectTaskReopen(models.TransientModel):
    """Asks why a signed worksheet is reopened."""

    _name = "project.task.reopen"
    _inherit = "helpdesk.after.sales.input"
    _description = "Reopen a worksheet"

    task_id = fields.Many2one(comodel_name="project.task", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_reopen(self):
        """Void the signature and open the worksheet again.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if the user is no Project manager
        :raise UserError: if the worksheet is not signed
        """
        self.ensure_one()
        self.task_id._worksheet_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
