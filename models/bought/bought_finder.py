# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which of a customer's order lines a ticket may be about; no model."""

import re
from functools import cached_property
from html import unescape

from odoo.fields import Domain
from odoo.tools import SQL

from .bought_queries import (
    ALIKE,
    IS_GOODS,
    LATEST,
    LINES,
    NAMED,
    OF_LOTS,
    OF_ORDERS,
    OF_PRODUCTS,
    READ_FIELDS,
)

# What may be a number of a document: with a digit, and marks in the middle only.
NUMBER = re.compile(r"(?=[\w/.\-]{0,38}?\d)[^\W_][\w/.\-]{1,38}[^\W_]")
TAG = re.compile(r"<[^>]*>")
# Of an endless mail the beginning is looked at.
MOST_LETTERS = 50_000
MOST_NUMBERS = 200
MOST_MAILS = 20
# So many products, or documents of a kind, a search looks at.
MOST_FOUND = 80
# How much it says of a line that the ticket's serial number was delivered with it, or
# that a number stands in the ticket. For product and order see LINES.
OF_LOT, OF_NAME = 50, 9


class BoughtFinder:
    """What the customer of one ticket bought, the most fitting first.

    In superuser mode: only ids come out, and only of the ticket's own customer and
    company; who may read them is asked of these few afterwards.
    """

    def __init__(self, ticket):
        """Take the ticket; whoever asks has checked that the user may read it.

        :param ticket: one ``helpdesk.ticket``
        """
        self.ticket = ticket
        self.env = ticket.env
        # sudo: see above.
        self.ticket_sudo = ticket.sudo()
        self.company = self.ticket_sudo.company_id
        self.customer = self.ticket_sudo.commercial_partner_id
        self.orders = self.ticket_sudo.sale_order_ids._origin & (
            ticket._after_sales_get_bought_orders().sudo()
        )
        self.orders = self.orders.filtered(
            lambda x: x.partner_id.commercial_partner_id == self.customer
        )

    def find(self, search="", limit=10, offset=0, everything=False):
        """Find lines.

        :param str search: a part of the number of an order, invoice or delivery, of a
            serial number or of a product's name; nothing for what fits the ticket
        :param int limit: how many
        :param int offset: how many to leave out
        :param bool everything: also what is on none of the ticket's orders
        :return: ids of ``sale.order.line``; the numbers that stand in the ticket
        :rtype: tuple[list[int], list[str]]
        """
        if not self.customer or self.company not in self.env.companies:
            return [], []
        names = self.get_names()
        most = limit + offset
        if search:
            ways = self._get_searched_ways(search)
        else:
            ways = self._get_fitting_ways(names, most, everything)
        return [id_ for id_, __ in self._run(ways, limit, offset)], names

    def has(self, line_id):
        """Whether the customer bought this.

        :param int line_id: of a ``sale.order.line``, which there need not be
        :rtype: bool
        """
        if not self.customer or self.company not in self.env.companies:
            return False
        way = SQL("SELECT %s::int AS id, 0 AS weight", line_id)
        return bool(self._run([way], 1, 0))

    def get_names(self):
        """Return what may be numbers in the ticket's subject, text and mails.

        :return: as they stand there, and in capitals
        :rtype: list[str]
        """
        # Looked at for numbers of the ticket's own customer only.
        ticket = self.ticket_sudo
        mails = ticket.env["mail.message"].search_fetch(
            [
                ("model", "=", ticket._name),
                ("res_id", "=", ticket._origin.id),
                ("message_type", "=", "email"),
            ],
            ["subject", "body"],
            order="id DESC",
            limit=MOST_MAILS,
        )
        texts = [ticket.name, ticket.description]
        for mail in mails:
            texts += [mail.subject, mail.body]
        names = {}
        for text in texts:
            for name in find_numbers(text):
                names[name] = names[name.upper()] = True
                if len(names) >= MOST_NUMBERS:
                    return list(names)
        return list(names)

    # ------------------------------------------------------------------
    # Ways
    # ------------------------------------------------------------------

    def _get_fitting_ways(self, names, most, everything):
        ticket = self.ticket_sudo
        ways = []
        if ticket.lot_id:
            ids = SQL("SELECT %s::int", ticket.lot_id._origin.id)
            ways.append(self._weigh(SQL(OF_LOTS, ids=ids), OF_LOT))
        if names:
            for way, select in NAMED.items():
                ids = SQL(select, names=names)
                ways.append(self._weigh(SQL(way, ids=ids), OF_NAME))
        if self.orders:
            ids = SQL("SELECT unnest(%s)", self.orders.ids)
            ways.append(self._weigh(SQL(OF_ORDERS, ids=ids)))
        if everything or not self.orders:
            if ticket.product_id:
                ways.append(self._weigh(self._of_products(ticket.product_id.ids, most)))
            ways.append(
                self._weigh(
                    SQL(
                        LATEST,
                        customer_ids=self._customer_ids,
                        company_id=self.company.id,
                        goods=SQL(IS_GOODS),
                        most=most,
                    )
                )
            )
        return ways

    def _get_searched_ways(self, search):
        escaped = re.sub(r"([\\%_])", r"\\\1", search)
        values = {
            "names": list(dict.fromkeys((search, search.upper()))),
            "pattern": f"%{escaped}%",
            "customer_id": self.customer.id,
            "customer_ids": self._customer_ids,
            "most": MOST_FOUND,
        }
        ways = [
            self._weigh(SQL(way, ids=SQL(select, **values)), weight)
            for selects, weight in ((NAMED, OF_NAME), (ALIKE, 0))
            for way, select in selects.items()
        ]
        products = self.env["product.product"].with_context(active_test=False)
        products = products.search(
            Domain("name", "ilike", escaped)
            | Domain("default_code", "ilike", escaped)
            | Domain("barcode", "=", search),
            limit=MOST_FOUND,
        )
        if products:
            ways.append(self._weigh(self._of_products(products.ids, MOST_FOUND)))
        return ways

    def _of_products(self, product_ids, most):
        return SQL(
            OF_PRODUCTS,
            customer_ids=self._customer_ids,
            product_ids=product_ids,
            most=most,
        )

    @staticmethod
    def _weigh(select, weight=0):
        return SQL("SELECT way.*, %s AS weight FROM (%s) way(id)", weight, select)

    @cached_property
    def _customer_ids(self):
        """The ids of the customer and of all their contacts.

        As values: PostgreSQL then knows whether they bought little or very much.
        """
        return self.ticket._bought_get_contact_ids()

    def _run(self, ways, limit, offset):
        for model_name, names in READ_FIELDS.items():
            self.env[model_name].flush_model(names)
        ticket = self.ticket_sudo
        return self.env.execute_query(
            SQL(
                LINES,
                ways=SQL(" UNION ALL ").join(ways),
                company_id=self.company.id,
                customer_ids=self._customer_ids,
                goods=SQL(IS_GOODS),
                product_id=ticket.product_id._origin.id or 0,
                order_ids=self.orders.ids,
                limit=limit,
                offset=offset,
            )
        )


def find_numbers(text):
    """Return what may be numbers of documents in a text.

    :param text: HTML or not, or nothing
    :return: words with a digit, in order
    :rtype: list[str]
    """
    text = unescape(TAG.sub(" ", str(text or "")[:MOST_LETTERS]))
    # Persian and Arabic digits, too.
    text = "".join(
        str(int(x)) if x.isdecimal() and not x.isascii() else x for x in text
    )
    return list(dict.fromkeys(NUMBER.findall(text)))
