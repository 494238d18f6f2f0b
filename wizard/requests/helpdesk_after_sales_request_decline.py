# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class HelpdeskAfterSalesRequestDecline(models.TransientModel):
    """Asks an agent why a customer's request is declined."""

    _name = "helpdesk.after.sales.request.decline"
    _description = "Decline a customer's request"
    _inherit = "helpdesk.after.sales.input"

    request_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.request",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    reason = fields.Text(required=True, help="The customer reads it.")

    def action_decline(self):
        """Decline the request, and tell the customer why.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if it is somebody else's popup, or the user may not write
            the ticket
        :raise UserError: if it is decided already, or there is no reason
        """
        self._after_sales_check_creator()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Say why it is declined: the customer reads it.")
            )
        self.request_id._decline(reason)
        return {"type": "ir.actions.act_window_close"}
