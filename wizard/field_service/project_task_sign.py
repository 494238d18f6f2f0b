# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ProjectTaskSign(models.TransientModel):
    """The customer signs the worksheet on the technician's screen."""

    _name = "project.task.sign"
    _inherit = "helpdesk.after.sales.input"
    _description = "Sign a worksheet"

    task_id = fields.Many2one(comodel_name="project.task", required=True, readonly=True)
    worksheet_html = fields.Html(related="task_id.worksheet_html", related_sudo=False)
    # What the customer is shown is what they sign: computed when the popup opens and
    # sent back by it.
    fingerprint = fields.Char(
        compute="_compute_fingerprint",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        export_string_translation=False,
    )
    is_empty = fields.Boolean(
        compute="_compute_is_empty",
        compute_sudo=False,
        export_string_translation=False,
    )
    # Who signs writes their own name.
    signed_by = fields.Char(string="Name", required=True)
    signed_role = fields.Char(string="Role")
    signature = fields.Binary(required=True, attachment=False)

    @api.depends("task_id")
    def _compute_is_empty(self):
        self.task_id.check_access("read")
        for popup in self:
            popup.is_empty = popup.task_id and popup.task_id._worksheet_is_empty()

    @api.depends("task_id")
    def _compute_fingerprint(self):
        self.task_id.check_access("read")
        for popup in self:
            popup.fingerprint = (
                popup.task_id and popup.task_id._worksheet_get_fingerprint()
            )

    def action_sign(self):
        """Sign the worksheet with what was written in this popup.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if the user may not write the task
        :raise UserError: if there is something in the way, with the reason; an empty
            report, too
        """
        return self._sign()

    def action_sign_empty(self):
        """Sign the worksheet, although nothing was entered in it.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if the user may not write the task
        :raise UserError: if there is something else in the way, with the reason
        """
        return self._sign(empty=True)

    def _sign(self, empty=False):
        self._after_sales_check_creator()
        task = self.task_id
        task.check_access("write")
        task._worksheet_sign(
            self.signed_by,
            self.signed_role,
            self.with_context(bin_size=False).signature,
            self.fingerprint,
            empty=empty,
        )
        return {"type": "ir.actions.act_window_close"}
