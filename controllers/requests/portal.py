# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ...models.helpdesk_after_sales_date import format_day
from ..portal import is_customer_of, is_token_of, open_document
from .request_form import RequestForm, to_id
from .request_source import KINDS, RequestSource

MOST_PAGES = 500


class RequestPortal(CustomerPortal):
    """Where customers ask for a return, an exchange, a repair or a visit.

    Three pages: about what, what is wrong and what they would like, and once more all
    of it before it is sent. They come by login, or by the link of an order, an invoice
    or a ticket. What they may choose, the server looks up on each page anew.

    Here is from where they come and the first page; ``drafts.py`` has the others.
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
            document_sudo = open_document(
                self, KINDS[kind], to_id(arguments[kind]), access_token
            )
            if not document_sudo:
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
