# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo.http import request

# From where customers come: the parameter that holds the id, and its model.
KINDS = {
    "order_id": "sale.order",
    "invoice_id": "account.move",
    "ticket_id": "helpdesk.ticket",
}


class RequestSource:
    """From where a customer asks for something, and about what they may ask.

    No model. Made once it is clear that they may open the page they come from: by
    login, or by that document's own link.
    """

    def __init__(self, kind=None, document_sudo=None, access_token=None):
        """Take the document they come from; without, all that they bought counts.

        :param str kind: a key of ``KINDS``
        :param document_sudo: that document, in superuser mode
        :param str access_token: the document's own, for who brought it
        """
        self.kind = kind
        # As whoever asks: the check hands it out as OdooBot's.
        self.document = (
            document_sudo.with_env(request.env(su=True)) if document_sudo else None
        )
        self.access_token = access_token
        user = request.env.user
        partner = user.partner_id
        if kind:
            of_document = self.document.partner_id
            customer = of_document.commercial_partner_id
            is_theirs = (
                not user._is_public() and partner.commercial_partner_id == customer
            )
            self.partner = partner if is_theirs else of_document
            # A link shows its document, not all else that its customer bought.
            self.is_narrow = not (is_theirs and kind == "ticket_id")
            self.company = self.document.company_id
        else:
            self.partner = partner
            self.is_narrow = False
            self.company = request.env.company
        # sudo: who asks was checked.
        self.partner = self.partner.sudo()
        self.team = self.company._request_get_team()
        if self.team and kind == "ticket_id":
            self.team = self.document.team_id or self.team

    def is_open(self):
        """Whether anything can be asked for from here.

        :rtype: bool
        """
        if not self.partner or not self.team._request_get_offered():
            return False
        if self.kind == "order_id":
            return self.document.state == "sale"
        if self.kind == "invoice_id":
            return (
                self.document.move_type == "out_invoice"
                and self.document.state == "posted"
            )
        return not self.kind or (self.document.active and not self.document.closed)

    def has_goods(self):
        """Whether any goods of the orders it is about were delivered.

        :rtype: bool
        """
        orders = self._get_orders()
        pickings = request.env["stock.picking"].sudo()  # sudo: a mere yes or no
        return bool(orders) and bool(
            pickings.search_count(
                [
                    ("sale_id", "in", orders.ids),
                    ("state", "=", "done"),
                    ("location_dest_id.usage", "=", "customer"),
                ],
                limit=1,
            )
        )

    def get_ticket(self):
        """Return a ticket that stands for the customer, not saved, in superuser mode.

        :return: one ``helpdesk.ticket``
        """
        tickets = request.env["helpdesk.ticket"]
        return tickets._request_prepare_ticket(
            self.partner, self.company, self.team, self._get_orders()
        )

    def get_target(self):
        """Return the ticket to which a request from here goes, if there is one.

        :return: one ``helpdesk.ticket`` in superuser mode, or none
        """
        if self.kind == "ticket_id":
            return self.document
        return request.env["helpdesk.ticket"].sudo()  # sudo: none

    def _get_orders(self):
        if self.kind == "order_id":
            return self.document
        if self.kind == "invoice_id":
            return self.document.line_ids.sale_line_ids.order_id
        if self.kind == "ticket_id":
            return self.document.sale_order_ids
        return None

    def get_lines(self, line_ids):
        """Return those of these order lines that they may ask about from here.

        :param list line_ids: ids that a client sent, of lines that need not exist
        :return: ``sale.order.line`` in superuser mode
        """
        lines = self.get_ticket()._request_find_lines(line_ids)
        if self.is_narrow:
            orders = self._get_orders()
            lines = lines.browse(line.id for line in lines if line.order_id in orders)
        return lines

    def get_url(self, step="", **query):
        """Return the address of a step, that leads back here.

        :param str step: what follows in the path, such as "/about"
        :param query: further arguments; lists become several of the same name
        :rtype: str
        """
        return _join(f"/my/help{step}", {**self.get_parameters(), **query})

    def get_parameters(self):
        """Return the arguments that lead here, for links and forms.

        :rtype: dict[str, str]
        """
        parameters = {}
        if self.kind:
            parameters[self.kind] = str(self.document.id)
            if self.access_token:
                parameters["access_token"] = self.access_token
        return parameters

    def get_back_url(self):
        """Return the address of the page they come from.

        :rtype: str
        """
        if not self.kind:
            return "/my"
        query = {"access_token": self.access_token} if self.access_token else {}
        return _join(self.document.access_url, query)

    def get_back_name(self):
        """Return what the page is called that they come from.

        :rtype: str
        """
        if not self.kind:
            return request.env._("My account")
        document = self.document
        return document.number if self.kind == "ticket_id" else document.name


def _join(path, query):
    return f"{path}?{urlencode(query, doseq=True)}" if query else path
