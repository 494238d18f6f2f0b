# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# So many of a service's documents are offered, the newest ones.
MOST_OFFERED = 40


class HelpdeskAfterSalesLink(models.TransientModel):
    """Links documents that exist already to the ticket of their customer.

    Offered is only what the user may read already, in the services of the team.
    """

    _name = "helpdesk.after.sales.link"
    _description = "Link documents to a Helpdesk ticket"
    _inherit = "helpdesk.after.sales.popup"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", required=True, readonly=True
    )
    line_ids = fields.One2many(
        comodel_name="helpdesk.after.sales.link.line",
        inverse_name="popup_id",
        string="Documents",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )

    @api.depends("ticket_id")
    def _compute_line_ids(self):
        for popup in self:
            popup.line_ids = [
                Command.clear(),
                *(
                    Command.create(popup._prepare_line(switch, document))
                    for switch, documents in popup._find_documents().items()
                    for document in documents
                ),
            ]

    def _find_documents(self):
        """Find what can be linked, by service, as the user.

        :return: documents by the team's switch
        :rtype: dict
        """
        ticket = self.ticket_id._origin
        if not ticket.partner_id:
            return {}
        documents = {}
        for switch, service in ticket._after_sales_services().items():
            model = self.env[ticket._fields[service.documents].comodel_name]
            if ticket.team_id[switch] and model.has_access("read"):
                documents[switch] = model.search(
                    model._after_sales_get_linkable_domain(ticket),
                    order="id DESC",
                    limit=MOST_OFFERED,
                )
        return documents

    @api.model
    def _prepare_line(self, switch, document):
        # sudo: what the document says of products and amounts; the user may read it.
        return {
            "service": switch,
            "res_model": document._name,
            "res_id": document.id,
            "name": document.display_name,
            "description": document.sudo()._after_sales_describe(),
        }

    def _after_sales_get_blocker(self):
        if self.line_ids:
            return ""
        return self.env._(
            "There is nothing to link: each document of %(customer)s that you may read "
            "belongs to a ticket.",
            customer=self.ticket_id.commercial_partner_id.display_name
            or self.env._("the customer"),
        )

    def _notice_get_announcement(self):
        # It makes nothing of which the customer is told.
        return ""

    def _after_sales_get_switch(self):
        chosen = self.line_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Tick what is to be linked."))
        return chosen[0].service

    def action_link(self):
        """Link the chosen documents, log it on both sides.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if it is somebody else's popup, or the user may not write
            the ticket
        :raise UserError: if nothing is chosen, a team does not offer the service, or a
            document cannot be linked any more
        """
        popup = self._after_sales_start_popup()
        ticket = popup.ticket_id
        services = ticket._after_sales_services()
        for line in popup.line_ids.filtered("is_chosen"):
            ticket._after_sales_check_service(line.service)
            documents = ticket[services[line.service].documents]
            # A client may have changed the line: as the user, and only what is offered.
            document = documents.search(
                documents._after_sales_get_linkable_domain(ticket)
                & Domain("id", "=", line.res_id)
            )
            if not document or line.res_model != document._name:
                raise UserError(
                    self.env._(
                        "%(document)s cannot be linked to ticket %(ticket)s any more. "
                        "Open the window again.",
                        document=line.name,
                        ticket=ticket.number,
                    )
                )
            document._after_sales_link(ticket, line.service)
        return {"type": "ir.actions.act_window_close"}
