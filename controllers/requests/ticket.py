# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from ...models.helpdesk_after_sales_date import format_day
from ...models.my_ticket.portal_link import PortalLink
from ...models.requests.request_files import ACCEPTED, MOST_FORM_BYTES, read_files
from ..portal import open_document
from .request_form import to_id

# Of the badge that says what became of it.
COLOURS = {
    "draft": "light",
    "requested": "info",
    "granted": "success",
    "declined": "danger",
    "withdrawn": "secondary",
}


class RequestTicketPortal(CustomerPortalHelpdesk):
    """What the customer asked for, on the page of its ticket."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        link = values["after_sales_link"]
        requests_sudo = self._request_get_shown(link)
        values["after_sales_requests"] = [
            self._request_describe_sent(x, link) for x in requests_sudo
        ]
        values["after_sales_ask_url"] = self._request_get_ticket_ask_url(link)
        values["request_sent"] = requests_sudo.filtered(
            lambda x: x.id == to_id(kwargs.get("request_sent"))
        )[:1]
        return values

    def _request_get_shown(self, link):
        """Return what the customer asked for, to who may see it: they and colleagues.

        :param PortalLink link: who looks at the ticket
        :return: requests in superuser mode, the oldest first
        """
        ticket_sudo = link.ticket
        # sudo: the ticket's own, of its customer only; who looks was checked.
        requests_sudo = ticket_sudo.sudo().request_ids.sorted("id")
        if not link.is_by_token and not link.is_customer:
            return requests_sudo.browse()
        customer = ticket_sudo.commercial_partner_id
        requests_sudo = requests_sudo.filtered(lambda x: x.customer_id == customer)
        return requests_sudo.with_env(request.env(su=True))  # sudo: as above

    def _request_describe_sent(self, request_sudo, link):
        """Return what the page shows of a request.

        :rtype: dict
        """
        states = dict(request_sudo._fields["state"]._description_selection(request.env))
        path = f"/request/{request_sudo.id}"
        is_open = request_sudo.state == "requested"
        return {
            "id": request_sudo.id,
            "words": request_sudo._get_words(),
            "date": format_day(request_sudo.ticket_id, request_sudo.sent_on),
            "lines": [line._get_words() for line in request_sudo.line_ids],
            "reason": request_sudo.reason_id.name,
            "note": request_sudo.note,
            "state": request_sudo.state,
            "state_label": states[request_sudo.state],
            "colour": COLOURS[request_sudo.state],
            "steps": request_sudo._get_portal_steps(),
            "decline_reason": request_sudo.decline_reason,
            "photos_url": is_open and link.get_url(f"{path}/photos"),
            "withdraw_url": is_open and link.get_url(f"{path}/withdraw"),
        }

    def _request_get_ticket_ask_url(self, link):
        """Return where the customer asks for more from this ticket.

        :return: nothing where they cannot
        :rtype: str
        """
        ticket_sudo = link.ticket.sudo()  # sudo: settings of its company and team
        if link.user._is_internal() or ticket_sudo.closed or not ticket_sudo.active:
            return ""
        if not link.is_by_token and not link.is_customer:
            return ""
        if not ticket_sudo.company_id._request_get_team():
            return ""
        team_sudo = ticket_sudo.team_id
        if team_sudo and not team_sudo._request_get_offered():
            return ""
        if link.is_by_token and not (
            link.is_customer or ticket_sudo.sale_order_ids.order_line
        ):
            return ""
        query = {"ticket_id": ticket_sudo.id}
        if link.is_by_token:
            query["access_token"] = ticket_sudo.access_token
        return f"/my/help?{urlencode(query)}"

    # ------------------------------------------------------------------
    # Completed, withdrawn
    # ------------------------------------------------------------------

    @http.route(
        "/my/ticket/<int:ticket_id>/request/<int:request_id>/photos",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        max_content_length=MOST_FORM_BYTES,
    )
    def portal_request_photos(
        self, ticket_id, request_id, access_token=None, **arguments
    ):
        """Add photos or a video to a request that is not answered yet.

        :param int ticket_id: id of its ticket
        :param int request_id: id of the request
        :param str access_token: of the ticket's link, if any
        """
        request_sudo, link = self._request_find(ticket_id, request_id, access_token)
        if not request_sudo:
            return request.not_found()
        errors = []
        if request.httprequest.method == "POST":
            storages = request.httprequest.files.getlist("files")
            files, errors = read_files(request.env, storages)
            if not files and not errors:
                errors.append(request.env._("Choose a photo or a video."))
            if not errors:
                try:
                    # A refusal leaves nothing half-written behind.
                    with request.env.cr.savepoint():
                        request_sudo._complete(files)
                except UserError as error:
                    errors.append(str(error))
            if not errors:
                return request.redirect(link.get_url(), 303)
        return request.render(
            "helpdesk_mgmt_after_sales.portal_request_photos",
            {
                **self._request_get_page_values(request_sudo, link),
                "accepted": ACCEPTED,
                "errors": errors,
            },
        )

    @http.route(
        "/my/ticket/<int:ticket_id>/request/<int:request_id>/withdraw",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
    )
    def portal_request_withdraw(
        self, ticket_id, request_id, access_token=None, **arguments
    ):
        """Take a request back that is not answered yet, after asking.

        :param int ticket_id: id of its ticket
        :param int request_id: id of the request
        :param str access_token: of the ticket's link, if any
        """
        request_sudo, link = self._request_find(ticket_id, request_id, access_token)
        if not request_sudo:
            return request.not_found()
        errors = []
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    request_sudo._withdraw()
                return request.redirect(link.get_url(), 303)
            except UserError as error:
                errors.append(str(error))
        return request.render(
            "helpdesk_mgmt_after_sales.portal_request_withdraw",
            {**self._request_get_page_values(request_sudo, link), "errors": errors},
        )

    def _request_get_page_values(self, request_sudo, link):
        return {
            "page_name": "ticket",
            "ticket": request_sudo.ticket_id,
            "asked": self._request_describe_sent(request_sudo, link),
            "back_url": link.get_url(),
        }

    def _request_find(self, ticket_id, request_id, access_token):
        """Return a request to its customer, and by which right they look at it.

        :return: one request in superuser mode, or None; the ``PortalLink``
        :rtype: tuple
        """
        ticket_sudo = open_document(self, "helpdesk.ticket", ticket_id, access_token)
        if not ticket_sudo:
            return None, None
        link = PortalLink(ticket_sudo, access_token, request.env.user)
        # In a customer's name acts no employee.
        if link.user._is_internal():
            return None, None
        shown_sudo = self._request_get_shown(link)
        return shown_sudo.filtered(lambda x: x.id == request_id) or None, link
