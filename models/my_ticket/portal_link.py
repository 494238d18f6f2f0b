# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo.tools import consteq

from ..asked_once import filter_readable


def is_token_of(document_sudo, access_token):
    """Whether a link's token is the one of this document.

    :param document_sudo: a document with a portal page, in superuser mode
    :param access_token: what a client sent, of any type
    :rtype: bool
    """
    token = document_sudo.access_token
    return (
        bool(token)
        and isinstance(access_token, str)
        # Tokens have no other letters, and comparing those is an error.
        and access_token.isascii()
        and consteq(token, access_token)
    )


def is_customer(document_sudo, user):
    """Whether a user who is logged in is the document's customer, or a colleague.

    Who merely follows a document reads it, too.

    :param document_sudo: a document with a customer, in superuser mode
    :param user: who looks at it
    :rtype: bool
    """
    customer = document_sudo.partner_id.commercial_partner_id
    return (
        not user._is_public()
        and bool(customer)
        and user.partner_id.commercial_partner_id == customer
        and document_sudo.with_user(user).has_access("read")
    )


class PortalLink:
    """By which right somebody looks at the page of a ticket, and what they may follow.

    No model. Made by the routes once the ticket's page may be seen at all.
    """

    def __init__(self, ticket_sudo, access_token, user):
        """Take who came how.

        :param ticket_sudo: one ``helpdesk.ticket``, in superuser mode
        :param access_token: the one that the client sent, if any
        :param user: who is logged in, or the public user
        """
        self.ticket = ticket_sudo
        self.user = user
        # By the link that was mailed to the customer: no login is asked for.
        self.is_by_token = is_token_of(ticket_sudo, access_token)
        # Logged in as the customer, or a colleague who reads the ticket.
        self.is_customer = is_customer(ticket_sudo, user)

    def may_read(self, document_sudo):
        """Whether who looks at the ticket may open the page of another document.

        Asked for all at once that are fetched together.

        :param document_sudo: any document, or none
        :rtype: bool
        """
        return bool(self.filter_readable(document_sudo))

    def filter_readable(self, documents_sudo):
        """Return those of some documents whose pages who looks at the ticket may open.

        Logged in as a customer: with a ticket's link one opens nothing else, and
        employees have the backend.

        :param documents_sudo: documents of any model with a portal page
        :return: in superuser mode
        """
        if not self.user.share or self.user._is_public():
            return documents_sudo.browse()
        readable = filter_readable(documents_sudo.with_user(self.user))
        # sudo: as they were; their numbers are shown.
        return readable.sudo().with_env(documents_sudo.env)

    def get_url(self, suffix="", **query):
        """Return the address of a page, or of a paper, of this ticket.

        :param str suffix: what follows the ticket in the path: "/paper/use_repairs/7"
        :param query: further arguments
        :return: with the ticket's token only for who brought it
        :rtype: str
        """
        if self.is_by_token:
            query["access_token"] = self.ticket.access_token
        path = f"/my/ticket/{self.ticket.id}{suffix}"
        return f"{path}?{urlencode(query)}" if query else path
