# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class HelpdeskAfterSalesApprovalRefusal(models.TransientModel):
    """Asks an approver why a request is refused."""

    _name = "helpdesk.after.sales.approval.refusal"
    _description = "Refuse an after-sales approval"
    _inherit = "helpdesk.after.sales.input"

    approval_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.approval",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    reason = fields.Text(required=True, help="Whoever asked for it gets to know it.")

    def action_refuse(self):
        """Refuse the request, and tell the agent why.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if it is somebody else's popup, or the user may not decide
        :raise UserError: if it is decided already, or there is no reason
        """
        self._after_sales_check_creator()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why it is refused: fill in the reason."))
        self.approval_id._refuse(reason)
        return {"type": "ir.actions.act_window_close"}
