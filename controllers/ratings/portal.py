# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from ...models.my_ticket.portal_link import PortalLink
from ..portal import open_document

# What the page of the rating opens with; the customer chooses there.
BEST_RATE = 5


class RatingTicketPortal(CustomerPortalHelpdesk):
    """The page of a closed ticket asks how it went."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        # sudo: as the ticket, whose page may be seen; narrowed in the method.
        link = PortalLink(ticket.sudo(), access_token, request.env.user)
        values["rating_url"] = self._rating_may_rate(link) and link.get_url("/rate")
        return values

    def _rating_may_rate(self, link):
        """Whether who looks at a ticket is its customer, who is asked how it went.

        By the ticket's own link or with their login. Of a colleague's login the page of
        the rating takes only what is of the same company.

        :param PortalLink link: who looks at it
        :rtype: bool
        """
        user = link.user
        is_customer = user.share if link.is_customer else user._is_public()
        return (
            is_customer
            and (link.is_customer or link.is_by_token)
            and link.ticket._rating_is_asked()
        )

    @http.route(
        "/my/ticket/<int:ticket_id>/rate",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def portal_ticket_rate(self, ticket_id, access_token=None, **kwargs):
        """Lead to the page on which the customer rates how it went.

        :param int ticket_id: id of the ticket
        :param str access_token: of the ticket's link, if any
        """
        ticket_sudo = open_document(self, "helpdesk.ticket", ticket_id, access_token)
        if not ticket_sudo:
            return request.redirect("/my")
        link = PortalLink(ticket_sudo, access_token, request.env.user)
        if not self._rating_may_rate(link):
            return request.redirect(link.get_url())
        # Rated by whoever has the token: made here, for the customer alone.
        token = ticket_sudo._rating_get_token()
        return request.redirect(f"/rate/{token}/{BEST_RATE}")
