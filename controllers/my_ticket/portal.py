# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.addons.portal.controllers.portal import CustomerPortal

from ...models.my_ticket.portal_link import PortalLink
from ..portal import open_document

TYPES = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}

# What a ticket can be about, and the way from there to the tickets.
TICKETS = {
    "account.move": (
        "helpdesk_ticket_id",
        "reversal_move_ids.helpdesk_ticket_id",
        "after_sales_origin_id.helpdesk_ticket_id",
        "line_ids.sale_line_ids.order_id.ticket_ids",
    ),
    "project.task": ("helpdesk_ticket_id",),
    "sale.order": ("ticket_ids", "repair_order_ids.helpdesk_ticket_id"),
}


class MyTicketDocumentPortal(CustomerPortal):
    """The way back to the ticket, on the pages of what it is about."""

    def _get_page_view_values(self, document, access_token, values, *args, **kwargs):
        values = super()._get_page_view_values(
            document, access_token, values, *args, **kwargs
        )
        if document._name in TICKETS:
            values["after_sales_tickets"] = self._my_ticket_get_tickets(document)
        return values

    def _my_ticket_get_tickets(self, document):
        """Return the tickets of a document that who looks at it may read.

        :param document: of which somebody sees the page
        :return: in superuser mode; none for who has not logged in
        """
        # sudo: which tickets there are; narrowed below.
        document_sudo = document.sudo()
        tickets_sudo = document_sudo.env["helpdesk.ticket"]
        user = request.env.user
        if user._is_public():
            return tickets_sudo
        for path in TICKETS[document._name]:
            tickets_sudo |= document_sudo.mapped(path)
        # sudo: their numbers are shown.
        return tickets_sudo.with_user(user)._filtered_access("read").sudo()


class MyTicketPortal(CustomerPortalHelpdesk):
    """What is done for the customer, on the page of their ticket."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "after_sales_count" in counters:
            tickets = request.env["helpdesk.ticket"]
            values["after_sales_count"] = tickets._after_sales_count_portal()
        return values

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        # sudo: as the ticket itself, whose page may be seen.
        ticket_sudo = ticket.sudo()
        link = PortalLink(ticket_sudo, access_token, request.env.user)
        values["after_sales_link"] = link
        values["after_sales_documents"] = ticket_sudo._after_sales_describe_portal(link)
        orders_sudo = link.filter_readable(ticket_sudo.sale_order_ids)
        values["after_sales_orders"] = orders_sudo
        # Credit notes are in the card.
        values["after_sales_invoices"] = link.filter_readable(
            orders_sudo.invoice_ids.filtered(
                lambda x: x.state == "posted" and x.move_type == "out_invoice"
            )
        )
        return values

    @http.route(
        "/my/ticket/<int:ticket_id>/paper/<string:service>/<int:document_id>"
        "/<string:paper>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def portal_after_sales_paper(
        self, ticket_id, service, document_id, paper, access_token=None, **kwargs
    ):
        """Download a file of one of the ticket's documents, as the card offers it.

        What there is not, and what is not for who asks, is answered alike.

        :param int ticket_id: id of the ticket
        :param str service: the team's switch of the service
        :param int document_id: id of the document
        :param str paper: which of its files
        :param str access_token: of the ticket's link, if any
        """
        ticket_sudo = open_document(self, "helpdesk.ticket", ticket_id, access_token)
        if not ticket_sudo:
            return request.not_found()
        link = PortalLink(ticket_sudo, access_token, request.env.user)
        document_sudo = ticket_sudo._after_sales_get_portal_document(
            link, service, document_id
        )
        if not document_sudo or paper not in document_sudo._after_sales_get_papers():
            return request.not_found()
        content, ending, name = document_sudo._after_sales_render_paper(paper)
        headers = [
            ("Content-Type", TYPES.get(ending, "application/octet-stream")),
            ("Content-Length", len(content)),
            ("X-Content-Type-Options", "nosniff"),
            # The customer's own: not for what stands between.
            ("Cache-Control", "private, no-store"),
        ]
        if ending == "html":
            # A page of ours with words of others.
            headers.append(("Content-Security-Policy", "sandbox"))
        else:
            filename = f"{name.replace('/', '_')}.{ending}"
            headers.append(("Content-Disposition", content_disposition(filename)))
        return request.make_response(content, headers=headers)
