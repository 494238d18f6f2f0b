# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError, UserError


class HelpdeskAfterSalesPopup(models.AbstractModel):
    """What the popups of the services share, the extended standard ones too."""

    _name = "helpdesk.after.sales.popup"
    _description = "Popup of an after-sales service"
    _inherit = "helpdesk.after.sales.input"

    # The popup's field that holds the ticket, and the team's switch.
    _after_sales_ticket_field = "ticket_id"
    _after_sales_switch = None
    _after_sales_needs_customer = True

    def _after_sales_start_popup(self):
        """Check that the user may act with this popup, and lock it.

        To be called first by each button. What the button does then runs under
        the returned popup: in the ticket's company and without the context of the
        client, whose ``default_...`` keys must not reach the records created.

        :return: this popup, cleaned
        :raise AccessError: if it is somebody else's popup, or the user may not
            write the ticket
        :raise UserError: if the ticket's team does not offer the service
        """
        self.ensure_one()
        if self.create_uid != self.env.user:
            raise AccessError(
                self.env._(
                    "This window was opened by %(user)s. Open your own from the "
                    "ticket.",
                    user=self.create_uid.name,
                )
            )
        ticket = self[self._after_sales_ticket_field]
        ticket._after_sales_check_service(self._after_sales_get_switch())
        if self._after_sales_needs_customer and not ticket.partner_id:
            raise UserError(
                self.env._(
                    "Ticket %(ticket)s has no customer any more. Open the window from "
                    "the ticket again.",
                    ticket=ticket.number,
                )
            )
        self._after_sales_lock_rows()
        # Only what is known to be harmless: other keys switch off parts of the
        # standard code, and a client may send any.
        context = {
            key: value
            for key, value in self.env.context.items()
            if key in ("allowed_company_ids", "lang", "tz", "uid")
        }
        return self.with_context(context).with_company(ticket.company_id)

    def _after_sales_get_switch(self):
        return self._after_sales_switch
