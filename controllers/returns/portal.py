# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from ..portal import is_customer_of, is_token_of

SLIP = "helpdesk_mgmt_after_sales.action_report_return_slip"


class ReturnTicketPortal(CustomerPortalHelpdesk):
    """The returns on the portal page of a ticket, and their slips."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        values["after_sales_returns"] = [
            {
                **picking._return_prepare_portal(),
                "slip_url": picking._return_is_expected()
                and self._return_get_slip_url(ticket, picking, access_token),
            }
            for picking in self._return_get_shown(ticket, access_token)
        ]
        return values

    def _return_get_shown(self, ticket_sudo, access_token):
        """Return the returns that whoever opens the page of a ticket may see.

        Its customer, by the ticket's own link or logged in. Colleagues see what they
        may read; who merely follows the ticket sees none.

        :param str access_token: the one in the link, if any
        :return: ``stock.picking`` records, in superuser mode
        """
        # sudo: as the ticket itself, whose page may be seen; narrowed below.
        ticket_sudo = ticket_sudo.sudo()
        returns_sudo = ticket_sudo.return_ids._after_sales_filter_of_customer()
        returns_sudo = returns_sudo.filtered(
            lambda x: x.helpdesk_document_type == "return"
        )
        if is_token_of(ticket_sudo, access_token) or is_customer_of(ticket_sudo):
            return returns_sudo
        user = request.env.user
        if not user._is_internal():
            return returns_sudo.browse()
        # sudo: the page shows them as to the customer.
        return returns_sudo.with_user(user)._filtered_access("read").sudo()

    def _return_get_slip_url(self, ticket_sudo, picking_sudo, access_token):
        # With the token only for who brought it.
        path = f"/my/ticket/{ticket_sudo.id}/return_slip/{picking_sudo.id}"
        if not is_token_of(ticket_sudo, access_token):
            return path
        return f"{path}?{urlencode({'access_token': access_token})}"

    @http.route(
        "/my/ticket/<int:ticket_id>/return_slip/<int:return_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def portal_return_slip(self, ticket_id, return_id, access_token=None, **kwargs):
        """Download the slip of a return that is expected.

        :param int ticket_id: id of its ticket
        :param int return_id: id of the return
        :param str access_token: of the ticket's link, if any
        """
        try:
            ticket_sudo = self._document_check_access(
                "helpdesk.ticket", ticket_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.not_found()
        shown_sudo = self._return_get_shown(ticket_sudo, access_token)
        picking_sudo = shown_sudo.filtered(lambda x: x.id == return_id)
        if not picking_sudo or not picking_sudo._return_is_expected():
            return request.not_found()
        # sudo: the slip is the customer's, who need not read what stands on it.
        reports = request.env["ir.actions.report"].sudo()
        # sudo: for the same reason; it makes the page and names the file.
        report = request.env.ref(SLIP).sudo()
        if reports.get_wkhtmltopdf_state() in ("install", "broken"):
            content, __ = reports._render_qweb_html(SLIP, picking_sudo.ids)
            # A page of ours with words of others.
            headers = [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", "sandbox"),
            ]
            return request.make_response(content, headers=headers)
        content, extension = picking_sudo._after_sales_render_report(report)
        name = picking_sudo._after_sales_get_report_name(report).replace("/", "_")
        types = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
        return request.make_response(
            content,
            headers=[
                ("Content-Type", types[extension]),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(f"{name}.{extension}")),
            ],
        )
