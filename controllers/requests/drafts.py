# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ...models.requests.request_files import ACCEPTED, MOST_FORM_BYTES, read_files
from ..portal import is_customer_of
from .portal import RequestPortal
from .request_form import RequestForm, to_id


class RequestDraftPortal(RequestPortal):
    """What customers fill in, look at once more, and send."""

    # ------------------------------------------------------------------
    # What is wrong, what they would like
    # ------------------------------------------------------------------

    @http.route(
        "/my/help/about",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        max_content_length=MOST_FORM_BYTES,
    )
    def portal_request_about(self, **arguments):
        """Ask what is wrong and what the customer would like, and keep the draft.

        :param arguments: from where they come, see ``RequestSource``; what is chosen,
            see ``RequestForm``
        """
        source = self._request_get_source(**arguments)
        if not source:
            return self._request_refuse(**arguments)
        ticket = source.get_ticket()
        form = RequestForm(request.httprequest.values)
        lines = source.get_lines(form.get_line_ids())
        entries = [
            entry
            for piece in ticket._request_get_pieces(lines)
            if piece.key in form.keys
            and (entry := self._request_describe(ticket, piece))["is_open"]
        ]
        if not entries:
            return request.redirect(source.get_url())
        errors = []
        if request.httprequest.method == "POST":
            draft, errors = self._request_keep(source, ticket, form, entries)
            if draft:
                return request.redirect(get_draft_url(draft), 303)
        return request.render(
            "helpdesk_mgmt_after_sales.portal_request_about",
            {
                **self._request_get_values(source),
                "entries": entries,
                "form": form,
                "wishes": self._request_describe_wishes(ticket, entries),
                "reasons": self._request_get_reasons(source),
                "accepted": ACCEPTED,
                "errors": errors,
            },
        )

    def _request_describe_wishes(self, ticket, entries):
        """Return what can be asked for of what was chosen, and why something cannot.

        :rtype: list[dict]
        """
        wishes = []
        for key, wish in ticket.team_id._request_get_offered().items():
            refusals = [
                entry["refusals"][key]
                if len(entries) == 1
                else f"{entry['name']}: {entry['refusals'][key]}"
                for entry in entries
                if entry["refusals"][key]
            ]
            wishes.append(
                {
                    "key": key,
                    "icon": wish.icon,
                    "name": wish.get_label(request.env),
                    "help": wish.get_help(request.env),
                    "refusal": refusals[0] if refusals else "",
                }
            )
        return wishes

    def _request_get_reasons(self, source):
        """Return the reasons that are offered to customers, for any of the wishes.

        :return: ``helpdesk.after.sales.reason`` in superuser mode
        """
        # sudo: their names are for customers to read.
        reasons = request.env["helpdesk.after.sales.reason"].sudo()
        ids = {
            id_
            for wish in source.team._request_get_offered().values()
            for id_ in reasons._get_fitting_ids(wish.switch, source.company.id)
        }
        return reasons.search(
            [("id", "in", list(ids)), ("offered_to_customers", "=", True)]
        )

    def _request_keep(self, source, ticket, form, entries):
        """Keep what was filled in as a draft, if it is all right.

        :return: the draft, or None; what is to be mended, in words
        :rtype: tuple[recordset | None, list[str]]
        """
        reasons = self._request_get_reasons(source)
        values, chosen, errors = form.parse(
            request.env, entries, ticket.team_id._request_get_offered(), reasons
        )
        storages = request.httprequest.files.getlist("files")
        files, reasons_why_not = read_files(request.env, storages)
        errors += reasons_why_not
        if errors:
            return None, errors
        target = source.get_target()
        # sudo: who asks, and all that is chosen, were checked.
        requests = request.env["helpdesk.after.sales.request"].sudo()
        try:
            with request.env.cr.savepoint():
                draft = requests._make_draft(ticket, target, chosen, values, files)
                draft.form_url = source.get_url("/about", **form.get_parameters())
        except UserError as error:
            return None, [str(error)]
        return draft, []

    # ------------------------------------------------------------------
    # Once more, and sent
    # ------------------------------------------------------------------

    @http.route(
        "/my/help/<int:request_id>/<string:draft_token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def portal_request_review(self, request_id, draft_token, **arguments):
        """Show a draft once more, to be sent.

        :param int request_id: of the draft
        :param str draft_token: its own
        """
        draft_sudo = self._request_find_draft(request_id, draft_token)
        if not draft_sudo:
            return request.not_found()
        if draft_sudo.state != "draft":
            return request.redirect(self._request_get_ticket_url(draft_sudo))
        return self._request_review(draft_sudo)

    def _request_review(self, draft_sudo, error=""):
        return request.render(
            "helpdesk_mgmt_after_sales.portal_request_review",
            {
                "page_name": "after_sales_request",
                "draft": draft_sudo,
                "wish": draft_sudo._get_wish(),
                "files": draft_sudo._get_files(),
                "send_url": get_draft_url(draft_sudo, "/send"),
                "change_url": draft_sudo.form_url,
                "error": error,
            },
        )

    @http.route(
        "/my/help/<int:request_id>/<string:draft_token>/send",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_request_send(self, request_id, draft_token, **arguments):
        """Send a draft: it becomes a ticket, or part of the one it came from.

        :param int request_id: of the draft
        :param str draft_token: its own
        """
        draft_sudo = self._request_find_draft(request_id, draft_token)
        if not draft_sudo:
            return request.not_found()
        try:
            # A refusal leaves nothing half-written behind.
            with request.env.cr.savepoint():
                draft_sudo._send()
        except UserError as error:
            return self._request_review(draft_sudo, str(error))
        return request.redirect(
            self._request_get_ticket_url(draft_sudo, request_sent=draft_sudo.id), 303
        )

    def _request_find_draft(self, request_id, draft_token):
        """Return a draft to whoever filled it in.

        :return: one request in superuser mode, or none
        """
        # sudo: who knows its token has filled it in.
        requests = request.env["helpdesk.after.sales.request"].sudo()
        return requests._find_draft(to_id(request_id), draft_token)

    def _request_get_ticket_url(self, request_sudo, **query):
        """Return the address of the ticket's page, for who has just sent a request.

        Whoever is not logged in gets the ticket's link: it is their own, as long as no
        agent gave the ticket to another customer.

        :rtype: str
        """
        ticket_sudo = request_sudo.ticket_id
        is_theirs = ticket_sudo.commercial_partner_id == request_sudo.customer_id
        if is_theirs and not is_customer_of(ticket_sudo):
            query["access_token"] = ticket_sudo._portal_ensure_token()
        path = ticket_sudo.access_url
        return f"{path}?{urlencode(query)}" if query else path


def get_draft_url(draft_sudo, suffix=""):
    """Return the address of a draft, for who has filled it in."""
    return f"/my/help/{draft_sudo.id}/{draft_sudo.access_token}{suffix}"
