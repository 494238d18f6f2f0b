# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from ...models.my_ticket.portal_link import PortalLink


class MyTicketPortal(CustomerPortalHelpdesk):
    """What is done for the customer, on the page of their ticket."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        # sudo: as the ticket itself, whose page may be seen.
        ticket_sudo = ticket.sudo()
        link = PortalLink(ticket_sudo, access_token, request.env.user)
        values["after_sales_link"] = link
        values["after_sales_documents"] = ticket_sudo._after_sales_describe_portal(link)
        return values
