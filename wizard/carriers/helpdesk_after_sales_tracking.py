# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class HelpdeskAfterSalesTracking(models.TransientModel):
    """Asks for the number by which the customer's parcel can be followed."""

    _name = "helpdesk.after.sales.tracking"
    _description = "Tracking number of a customer's parcel"
    _inherit = "helpdesk.after.sales.popup"
    _after_sales_needs_customer = False

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", required=True, readonly=True
    )
    picking_id = fields.Many2one(
        comodel_name="stock.picking", string="Return", required=True, readonly=True
    )
    tracking_number = fields.Char(help="Empty: the number is not known any more.")

    def _after_sales_get_switch(self):
        # Not the class attribute: it makes nothing that limits are set to.
        return "use_product_returns"

    def _notice_get_announcement(self):
        # The return is made already: no mail follows the number.
        return ""

    def action_save(self):
        """Keep the number on the return.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if it is somebody else's popup, or the user may not write
            the ticket
        :raise UserError: if the return is not the ticket's, is not expected any more,
            or the number is none
        """
        popup = self._after_sales_start_popup()
        picking = popup.picking_id
        picking._return_check_slip()
        if picking.helpdesk_ticket_id != popup.ticket_id:
            raise UserError(
                self.env._(
                    "Return %(transfer)s is not of ticket %(ticket)s any more. Open "
                    "the return again.",
                    transfer=picking.name,
                    ticket=popup.ticket_id.number,
                )
            )
        picking._return_check_expected()
        # sudo: agents have no rights in Inventory; ticket, return and its state were
        # checked as the user, the number is by the return itself.
        picking.sudo().helpdesk_tracking_number = (popup.tracking_number or "").strip()
        return {"type": "ir.actions.act_window_close"}
