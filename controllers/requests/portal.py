# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ...models.helpdesk_after_sales_date import format_day
from ...models.requests.request_files import ACCEPTED, MOST_FORM_BYTES, read_files
from ..portal import is_customer_of, is_token_of
from .request_form import RequestForm, to_id
from .request_source import KINDS, RequestSource

MOST_PAGES = 500


class RequestPortal(CustomerPortal):
    """Where customers ask for a return, an exchange, a repair or a visit.

    Three pages: about what, what is wrong and what they would like, and once more all
    of it before it is sent. They come by login, or by the link of an order, an invoice
    or a ticket. What they may choose, the server looks up on each page anew.
    """

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        company = request.env.company
        values["after_sales_may_ask"] = not request.env.user._is_internal() and bool(
            company._request_get_team()
        )
        return values

    def _get_page_view_values(self, document, access_token, values, *args, **kwargs):
        values = super()._get_page_view_values(
            document, access_token, values, *args, **kwargs
        )
        for kind in ("order_id", "invoice_id"):
            if document._name == KINDS[kind]:
                values["after_sales_ask_url"] = self._request_get_ask_url(
                    kind, document, access_token
                )
        return values

    def _request_get_ask_url(self, kind, document_sudo, access_token):
        """Return where customers ask for something about what they look at.

        :param str kind: one of ``KINDS``
        :param document_sudo: in superuser mode
        :param access_token: of the page's link, if any
        :return: nothing where they cannot, or nothing was delivered
        :rtype: str
        """
        source = self._request_check_source(kind, document_sudo, access_token)
        return source.get_url() if source and source.has_goods() else ""

    # ------------------------------------------------------------------
    # From where
    # ------------------------------------------------------------------

    def _request_get_source(self, access_token=None, **arguments):
        """Return from where the customer asks, if they may.

        :param access_token: of the link of the document they come from, if any
        :param arguments: what the client sent; one of ``KINDS`` counts
        :rtype: RequestSource or None
        """
        user = request.env.user
        # In a customer's name acts no employee.
        if user._is_internal():
            return None
        kind = next((x for x in KINDS if arguments.get(x)), None)
        if kind:
            try:
                document_sudo = self._document_check_access(
                    KINDS[kind], to_id(arguments[kind]), access_token=access_token
                )
            except (AccessError, MissingError):
                return None
            return self._request_check_source(kind, document_sudo, access_token)
        if user._is_public():
            return None
        source = RequestSource()
        return source if source.is_open() else None

    def _request_check_source(self, kind, document_sudo, access_token):
        """Return a document as that from which its customer asks, if they may.

        :param str kind: one of ``KINDS``
        :param document_sudo: whose page may be seen, in superuser mode
        :param access_token: of its link, if any
        :rtype: RequestSource or None
        """
        if request.env.user._is_internal():
            return None
        by_token = is_token_of(document_sudo, access_token)
        # Who merely follows a document asks for nothing.
        if not by_token and not is_customer_of(document_sudo):
            return None
        source = RequestSource(kind, document_sudo, by_token and access_token)
        return source if source.is_open() else None

    def _request_refuse(self, **arguments):
        # Whoever has no link may log in; whatever they ask for is there or not.
        if request.env.user._is_public() and not arguments.get("access_token"):
            return request.redirect_query(
                "/web/login", {"redirect": request.httprequest.full_path}
            )
        return request.not_found()

    # ------------------------------------------------------------------
    # About what
    # ------------------------------------------------------------------

    @http.route("/my/help", type="http", auth="public", methods=["GET"], website=True)
    def portal_request_choose(self, search="", page="0", **arguments):
        """Show what the customer has, to choose what it is about.

        :param str search: a part of a number or of a product's name
        :param str page: from 0
        :param arguments: from where they come, see ``RequestSource``
        """
        source = self._request_get_source(**arguments)
        if not source:
            return self._request_refuse(**arguments)
        search = RequestForm.clean(search, 100)
        page = min(to_id(page) or 0, MOST_PAGES)
        ticket = source.get_ticket()
        pieces, more = ticket._request_find_pieces(search, page, source.is_narrow)
        entries = [self._request_describe(ticket, piece) for piece in pieces]
        chosen = [entry for entry in entries if entry["is_open"]]
        if len(chosen) == len(entries) == 1 and not (search or page or more):
            return request.redirect(
                source.get_url("/about", piece=[chosen[0]["piece"].key])
            )
        return request.render(
            "helpdesk_mgmt_after_sales.portal_request_choose",
            {
                **self._request_get_values(source),
                "entries": entries,
                "is_any_open": bool(chosen),
                "search": search,
                "may_search": not source.is_narrow,
                "previous_url": page
                and source.get_url(search=search, page=page - 1)
                or "",
                "next_url": source.get_url(search=search, page=page + 1)
                if more
                else "",
            },
        )

    def _request_get_values(self, source):
        return {
            "page_name": "after_sales_request",
            "source": source,
            "parameters": source.get_parameters(),
        }

    def _request_describe(self, ticket, piece):
        """Return what the pages show of something that the customer has.

        :rtype: dict
        """
        refusals = ticket._request_get_refusals(piece)
        asked = list(piece.asked) if not piece.is_left else []
        if asked:
            refusal = request.env._(
                "You asked for it on %(day)s: %(ticket)s",
                day=format_day(ticket, asked[0].sent_on),
                ticket=asked[0].ticket_id.number,
            )
        elif not piece.is_left:
            refusal = request.env._("All of it is back or on its way back")
        elif all(refusals.values()):
            refusal = next(iter(refusals.values()))
        else:
            refusal = ""
        return {
            "piece": piece,
            "name": piece.product.with_context(display_default_code=False).display_name,
            "delivered": piece.delivered_on
            and request.env._(
                "Delivered %(day)s", day=format_day(ticket, piece.delivered_on)
            ),
            "held": "" if piece.is_single else piece.format(piece.left),
            "terms": [
                {"text": text, "is_over": is_over}
                for text, is_over in piece.row.terms.values()
            ],
            "refusal": refusal,
            "refusals": refusals,
            "asked_url": asked[0].ticket_id.access_url if asked else "",
            "is_open": not refusal,
        }

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
