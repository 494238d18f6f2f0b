# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
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
            ("create", "Create a new one"),
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
    contact_email = fields.Char(
        related="partner_id.email", string="Email of the Contact", related_sudo=False
    )
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    partner_name = fields.Char(
        string="Name",
        compute="_compute_from_ticket",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    partner_email = fields.Char(
        string="Email",
        compute="_compute_from_ticket",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    known_partner_ids = fields.Many2many(
        comodel_name="res.partner",
        compute="_compute_known_partner_ids",
        export_string_translation=False,
    )

    @api.depends("ticket_id")
    def _compute_from_ticket(self):
        for popup in self:
            popup.partner_name = popup.ticket_id.partner_name
            popup.partner_email = popup.ticket_id.partner_email

    @api.depends("partner_email", "company_id")
    def _compute_known_partner_ids(self):
        partners = self.env["res.partner"]
        for popup in self:
            popup.known_partner_ids = partners.search(
                partners._after_sales_get_email_domain(popup.partner_email)
                & Domain("company_id", "in", (False, popup.company_id.id)),
                limit=5,
            )

    @api.depends("ticket_id")
    def _compute_partner_id(self):
        for popup in self:
            # Among several none is guessed.
            known = popup.known_partner_ids._origin
            popup.partner_id = known if len(known) == 1 else False

    @api.depends("ticket_id")
    def _compute_mode(self):
        for popup in self:
            known = popup.known_partner_ids or not popup.partner_name
            popup.mode = "choose" if known else "create"

    @api.depends("mode", "partner_id", "known_partner_ids")
    def _compute_after_sales_notice(self):
        return super()._compute_after_sales_notice()

    def _after_sales_get_notices(self):
        notices = super()._after_sales_get_notices()
        known = self.known_partner_ids._origin
        contacts = Markup(", ").join(
            self._after_sales_link_document(x, x.display_name) for x in known
        )
        if known and self.mode == "create":
            notices.append(
                self.env._(
                    "%(email)s is already the e-mail address of %(contacts)s. Choose "
                    "this contact, unless the customer is somebody else.",
                    email=self.partner_email,
                    contacts=contacts,
                )
            )
        elif len(known) > 1 and not self.partner_id:
            notices.append(
                self.env._(
                    "Several contacts have the e-mail address %(email)s: %(contacts)s. "
                    "Choose who the customer is.",
                    email=self.partner_email,
                    contacts=contacts,
                )
            )
        return notices

    def action_continue(self):
        """Write the customer to the ticket and open the service's popup.

        :return: the window action of the service
        :rtype: dict
        :raise UserError: if no contact is chosen, or the new one lacks a name or has
            no valid e-mail address
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
        name = (self.partner_name or "").strip()
        if not name:
            raise UserError(
                self.env._("Enter the name of the new contact, or choose a contact.")
            )
        email = email_normalize(self.partner_email or "")
        if self.partner_email and not email:
            raise UserError(
                self.env._(
                    "%(email)s is not an e-mail address. Correct it, or leave it "
                    "empty.",
                    email=self.partner_email,
                )
            )
        # What the agent corrected is right on the ticket, too.
        self.ticket_id.write({"partner_name": name, "partner_email": email})
        # sudo: agents need no right to create contacts for the one the ticket
        # itself names; the ticket was checked by the caller.
        partners = self.env["res.partner"].sudo()
        return partners.create({"name": name, "email": email}).sudo(False)
