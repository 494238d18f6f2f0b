# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.entered_values import is_id
from ..models.my_ticket.portal_link import is_customer, is_token_of


def is_customer_of(document_sudo):
    """Whether the user who is logged in is the document's customer, or a colleague.

    :rtype: bool
    """
    return is_customer(document_sudo, request.env.user)


def is_of_after_sales(model_name):
    """Whether the after-sales services are on the pages of a model's documents.

    :rtype: bool
    """
    return model_name in ("helpdesk.ticket", "sale.order") or isinstance(
        request.env[model_name], request.env.registry["helpdesk.after.sales.mixin"]
    )


def may_open(model_name, document_id, access_token=None):
    """Whether a document is there, and the user or the token of a link opens it.

    By the same queries, in the same order, for one that is not there and for somebody
    else's: the time of an answer does not tell them apart either.

    :param str model_name: one with links by token
    :param int document_id: its id, or what else came with the link
    :param str access_token: the one in the link, if any
    :rtype: bool
    """
    # No database knows such an id.
    if not is_id(document_id):
        return False
    documents = request.env[model_name].with_context(active_test=False)
    domain = [("id", "=", document_id)]
    if documents.has_access("read") and documents.search(domain, order="id"):
        return True
    if not access_token:
        return False
    # sudo: whoever brings the token need not read the document; only compared.
    document_sudo = documents.sudo().search_fetch(domain, ["access_token"], order="id")
    return bool(document_sudo) and is_token_of(document_sudo, access_token)


def open_document(portal, model_name, document_id, access_token):
    """Return a document whose page the user or the token of a link opens.

    What is not there and what is not for who asks are told alike, by the same queries:
    see :func:`may_open`.

    :param CustomerPortal portal: the controller that is asked
    :param str model_name: one with links by token
    :param document_id: its id, or what else came with the link
    :param access_token: the one in the link, if any
    :return: in superuser mode; None if there is none
    """
    try:
        return portal._document_check_access(
            model_name, document_id, access_token=access_token
        )
    except (AccessError, MissingError):
        return None


class AfterSalesCustomerPortal(CustomerPortal):
    """The customer's pages are for customers, and give no token away."""

    def _document_check_access(self, model_name, document_id, access_token=None):
        # No database knows such an id, and the standard compares no such token.
        if not is_id(document_id):
            raise MissingError(request.env._("There is no such document."))
        if not isinstance(access_token, str) or not access_token.isascii():
            access_token = None
        if is_of_after_sales(model_name) and not may_open(
            model_name, document_id, access_token
        ):
            raise AccessError(request.env._("There is no such document."))
        document_sudo = super()._document_check_access(
            model_name, document_id, access_token=access_token
        )
        if isinstance(
            document_sudo, request.env.registry["portal.mixin"]
        ) and not is_token_of(document_sudo, access_token):
            # What agents read because of a ticket, they read in the backend: these
            # pages hold the customer's link, and act for the customer.
            document = document_sudo.with_user(request.env.user)
            if document._after_sales_get_read_by_ticket():
                raise AccessError(
                    request.env._("This page is for the customer of the document.")
                )
        return document_sudo

    def _get_page_view_values(self, document, access_token, values, *args, **kwargs):
        values = super()._get_page_view_values(
            document, access_token, values, *args, **kwargs
        )
        if document._name in ("helpdesk.ticket", "project.task"):
            # Only who brought the token sees it: an agent who opens the page, or
            # somebody who merely follows, could write in the customer's name by it.
            values["after_sales_token"] = (
                document.access_token if is_token_of(document, access_token) else False
            )
            # Who came from the list may read the neighbours without their tokens.
            for name in ("prev_record", "next_record"):
                if isinstance(values.get(name), str):
                    values[name] = re.sub(r"[?&]access_token=[^&]*", "", values[name])
        return values


class AfterSalesTicketPortal(CustomerPortalHelpdesk):
    """The page of a ticket."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        if not may_close(ticket):
            values["closed_stages"] = values["closed_stages"].browse()
        return values


def may_close(ticket_sudo):
    """Whether the user may close a ticket from its page: its customer, or an agent.

    :rtype: bool
    """
    agent = ticket_sudo.with_user(request.env.user)
    return is_customer_of(ticket_sudo) or agent.has_access("write")


class AfterSalesTicketController(HelpdeskTicketController):
    @http.route(website=True, methods=["GET", "POST"])
    def support_ticket_close(self, ticket_id=None, stage_id=None, **kwargs):
        """Close a ticket, after asking; OCA's own closes any ticket for anybody.

        :param str ticket_id: id of the ticket
        :param str stage_id: id of a stage that customers may choose
        """
        # sudo: what the user may do is checked right below.
        ticket_sudo = request.env["helpdesk.ticket"].sudo()
        if str(ticket_id).isdecimal() and len(ticket_id) < 10:
            ticket_sudo = ticket_sudo.browse(int(ticket_id))
        if not may_open(ticket_sudo._name, ticket_sudo.id) or not may_close(
            ticket_sudo
        ):
            return request.not_found()
        stages = ticket_sudo.with_company(
            ticket_sudo.company_id
        ).team_id._get_applicable_stages()
        stage = stages.filtered(
            lambda x: x.close_from_portal and str(x.id) == str(stage_id)
        )
        if not stage:
            return request.redirect(ticket_sudo.access_url, 302)
        if request.httprequest.method != "POST":
            return request.render(
                "helpdesk_mgmt_after_sales.portal_ticket_close",
                {"page_name": "ticket", "ticket": ticket_sudo, "stage": stage},
            )
        return super().support_ticket_close(ticket_id=ticket_sudo.id, stage_id=stage.id)
