# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


class TicketWay(NamedTuple):
    """How a paper and the tickets of its customer find each other.

    :param SQL column: the row's value that tells of which ticket it is
    :param SQL key: the same value of a ticket, on ``helpdesk_ticket`` and the joins
    :param SQL is_ticket: the same as a condition on ``helpdesk_ticket`` alone, that
        finds the tickets of one row by an index
    :param SQL joins: of the tables by which a ticket leads to the row
    :param bool by_customer: whether all tickets of a customer lead to the same rows
    """

    column: SQL
    key: SQL
    is_ticket: SQL
    joins: SQL = SQL()
    by_customer: bool = False


class HelpdeskAfterSalesScope(models.AbstractModel):
    """The ways between papers and tickets that several models go."""

    _inherit = "helpdesk.after.sales.scope"

    @api.model
    def _after_sales_way_of_link(self, alias):
        """The way of a document to the ticket that it was made from.

        :param str alias: the table alias of this model in the query
        :rtype: TicketWay
        """
        ticket_id = self._after_sales_get_column(alias, "helpdesk_ticket_id")
        id_ = SQL("helpdesk_ticket.id")
        return TicketWay(ticket_id, id_, SQL("%s = %s", id_, ticket_id))

    @api.model
    def _after_sales_way_of_company(self, customer):
        """The way of a customer's company to its tickets.

        :param SQL customer: a column with a partner that belongs to no other
        :rtype: TicketWay
        """
        key = self._after_sales_get_ticket_column("commercial_partner_id")
        is_ticket = SQL("%s = %s", key, customer)
        return TicketWay(customer, key, is_ticket, by_customer=True)

    @api.model
    def _after_sales_way_of_partner(self, partner):
        """The way of a customer to their tickets.

        All contacts and addresses of a ticket's company count as its customer.

        :param SQL partner: a column with a partner
        :rtype: TicketWay
        """
        company = self._after_sales_get_column(
            "after_sales_partner", "commercial_partner_id", "res.partner"
        )
        key = self._after_sales_get_ticket_column("commercial_partner_id")
        return TicketWay(
            partner,
            SQL("after_sales_partner.id"),
            SQL(
                "%s = (SELECT %s FROM res_partner after_sales_partner"
                " WHERE after_sales_partner.id = %s)",
                key,
                company,
                partner,
            ),
            SQL("JOIN res_partner after_sales_partner ON %s = %s", company, key),
            by_customer=True,
        )

    @api.model
    def _after_sales_way_of_order(self, order):
        """The way of a sales order to the tickets of its customer.

        :param SQL order: a column with a sales order
        :rtype: TicketWay
        """
        partner = self._after_sales_get_column(
            "after_sales_order", "partner_id", "sale.order"
        )
        of_order = SQL(
            "(SELECT %s FROM sale_order after_sales_order"
            " WHERE after_sales_order.id = %s)",
            partner,
            order,
        )
        way = self._after_sales_way_of_partner(of_order)
        joins = SQL(
            "%s JOIN sale_order after_sales_order ON %s = %s",
            way.joins,
            partner,
            way.key,
        )
        id_ = SQL("after_sales_order.id")
        return TicketWay(order, id_, way.is_ticket, joins, by_customer=True)
