# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class HelpdeskTicketCustomerWizard(models.TransientModel):
    """Asks for the customer of a ticket that has none, then opens the service."""

    _name = "helpdesk.ticket.customer.wizard"
    _description = "Customer of the Helpdesk ticket"
    _inherit = "helpdesk.after.sales.popup"
    _after_sales_needs_customer = False

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", required=True, readonly=True
    )
    service = fields.Char(required=True, readonly=True)
    mode = fields.Selection(
        selection=[
            ("choose", "Choose a contact"),
            ("create", "Create one from the ticket"),
        ],
        string="Customer",
        compute="_compute_mode",
        compute_sudo=False,
        store=True,
        readonly=False,
        required=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        compute="_compute_partner_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    partner_name = fields.Char(
        related="ticket_id.partner_name", string="Name", related_sudo=False
    )
    partner_email = fields.Char(
        related="ticket_id.partner_email", string="Email", related_sudo=False
    )

    @api.depends("ticket_id")
    def _compute_partner_id(self):
        for popup in self:
            email = email_normalize(popup.ticket_id.partner_email)
            popup.partner_id = email and self.env["res.partner"].search(
                [
                    ("email_normalized", "=", email),
                    ("company_id", "in", (False, popup.company_id.id)),
                ],
                limit=1,
            )

    @api.depends("ticket_id")
    def _compute_mode(self):
        for popup in self:
            known = popup.partner_id or not popup.partner_name
            popup.mode = "choose" if known else "create"

    def action_continue(self):
        """Write the customer to the ticket and open the service's popup.

        :return: the window action of the service
        :rtype: dict
        :raise UserError: if no contact is chosen, or the ticket has no name
        """
        self.ensure_one()
        services = self.ticket_id._after_sales_services()
        if self.service not in services:
            raise UserError(self.env._("Open this window from a button of the ticket."))
        popup = self._after_sales_start_popup()
        ticket = popup.ticket_id
        if not ticket.partner_id:
            ticket.partner_id = popup._get_partner()
        return getattr(ticket, services[self.service].button)()

    def _after_sales_get_switch(self):
        return self.service

    def _get_partner(self):
        if self.mode == "choose":
            if not self.partner_id:
                raise UserError(
                    self.env._("Choose the contact who is the customer of this ticket.")
                )
            self.partner_id.check_access("read")
            return self.partner_id
        if not self.partner_name:
            raise UserError(
                self.env._(
                    "Ticket %(ticket)s has no customer name. Write one on the ticket, "
                    "or choose a contact.",
                    ticket=self.ticket_id.number,
                )
            )
        # sudo: agents need no right to create contacts for the one the ticket
        # itself names; the ticket was checked by the caller.
        return (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": self.partner_name,
                    "email": self.partner_email,
                }
            )
            .sudo(False)
        )
