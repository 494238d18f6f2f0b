# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from .helpdesk_after_sales_scope_plan import FEW_RECORDS, PLAN, FewTickets


class HelpdeskAfterSalesScope(models.AbstractModel):
    """Which rows belong to a ticket, as SQL that is quick among a million of them."""

    _inherit = "helpdesk.after.sales.scope"

    # ------------------------------------------------------------------
    # Which rows
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_scope(self, alias):
        """Tell in which ways a row belongs to a ticket that the current user may read.

        Each way is a condition of its own, entered by an index from either side: from
        the row, and from the tickets.

        :param str alias: the table alias of this model in the query
        :return: SQL conditions on ``alias``, of which one is enough
        :rtype: list[SQL]
        """
        return [
            self._after_sales_follow_parent(alias, name)
            for name in self._after_sales_get_parents()
        ]

    @api.model
    def _after_sales_get_parents(self):
        """Return the fields to the models whose readers read this one.

        :rtype: list[str]
        """
        # Of all extensions: none has to repeat what another one names.
        parents = [
            name
            for extension in type(self).__mro__
            for name in vars(extension).get("_after_sales_parents", ())
        ]
        return list(dict.fromkeys(reversed(parents)))

    @api.model
    def _after_sales_follow_parent(self, child, field_name):
        """SQL condition: the user may read the parent because of a ticket.

        :param str child: the table alias of this model in the query
        :param str field_name: a Many2one to a model with a scope
        :rtype: SQL
        """
        parents = self.env[self._fields[field_name].comodel_name]
        alias = f"after_sales_{parents._table}"
        few = self.env.cr.cache.get(PLAN) == FEW_RECORDS
        return SQL(
            "EXISTS (SELECT 1 FROM %(table)s %(alias)s"
            " WHERE %(id)s = %(parent_id)s AND %(in_scope)s %(few)s)",
            table=SQL.identifier(parents._table),
            alias=SQL.identifier(alias),
            id=SQL.identifier(alias, "id"),
            parent_id=self._after_sales_get_column(child, field_name),
            in_scope=parents._after_sales_in_scope(alias),
            few=SQL("OFFSET 0" if few else ""),
        )

    @api.model
    def _after_sales_in_scope(self, alias):
        """SQL condition: a row belongs to a ticket that the user may read.

        :param str alias: the table alias of this model in the query
        :rtype: SQL
        """
        starts_from_tickets = isinstance(self.env.cr.cache.get(PLAN), FewTickets)
        if starts_from_tickets and len(self._after_sales_get_parents()) > 1:
            # Each parent by itself: in an OR, PostgreSQL tries each row.
            inner = f"{alias}_of_ticket"
            rows = [
                SQL(
                    "SELECT %s FROM %s %s WHERE %s",
                    SQL.identifier(inner, "id"),
                    SQL.identifier(self._table),
                    SQL.identifier(inner),
                    way,
                )
                for way in self._after_sales_scope(inner)
            ]
            id_ = SQL.identifier(alias, "id")
            return SQL("%s IN (%s)", id_, SQL(" UNION ALL ").join(rows))
        ways = self._after_sales_scope(alias) or [SQL("FALSE")]
        return SQL("(%s)", SQL(" OR ").join(SQL("(%s)", way) for way in ways))

    @api.model
    def _after_sales_of_ticket(self, column, key, joins=None):
        """SQL condition: a row belongs to a ticket that the user may read.

        Where the user's few tickets are known it starts from them: what belongs to them
        is found first, and PostgreSQL enters the table by that. Else it looks at each
        row, and enters the tickets by the row's value.

        :param SQL column: the row's value that tells of which ticket it is
        :param SQL key: the same value of a ticket, on ``helpdesk_ticket``
        :param SQL joins: of the tables by which a ticket leads to it
        :rtype: SQL
        """
        joins = joins or SQL()
        tickets = self.env.cr.cache.get(PLAN)
        if isinstance(tickets, FewTickets):
            return SQL(
                "%s = ANY(ARRAY(SELECT DISTINCT %s FROM helpdesk_ticket %s"
                " WHERE helpdesk_ticket.id = ANY(%s)))",
                column,
                key,
                joins,
                list(tickets),
            )
        query = self._after_sales_query_tickets()
        # OFFSET keeps PostgreSQL from planning anything but to look at each row: the
        # planning takes ten times as long as the look at few of them.
        return SQL(
            "EXISTS (SELECT 1 FROM %s %s WHERE %s AND %s = %s OFFSET 0)",
            query.from_clause,
            joins,
            query.where_clause,
            key,
            column,
        )

    @api.model
    def _after_sales_query_tickets(self, limit=None):
        """Return the query for the tickets that open papers to the user.

        :rtype: Query
        """
        # As the user and through the ORM, so that whatever ticket rules the
        # database has are followed; archived tickets count too.
        tickets = self.env["helpdesk.ticket"].sudo(False)
        return tickets.with_context(active_test=False)._search(
            [("partner_id", "!=", False)], limit=limit
        )

    @api.model
    def _after_sales_join_customer(self):
        """SQL joins of the partners that count as a ticket's customer.

        Its customer's company with all its contacts and addresses, as
        ``after_sales_partner``.

        :rtype: SQL
        """
        return SQL(
            "JOIN res_partner after_sales_partner ON %s = %s",
            self._after_sales_get_column(
                "after_sales_partner", "commercial_partner_id", "res.partner"
            ),
            self._after_sales_get_ticket_column("commercial_partner_id"),
        )

    @api.model
    def _after_sales_of_customer(self, partner):
        """SQL condition: a partner is the customer of a ticket that the user may read.

        :param SQL partner: a column with a partner
        :rtype: SQL
        """
        return self._after_sales_of_ticket(
            partner, SQL("after_sales_partner.id"), self._after_sales_join_customer()
        )

    @api.model
    def _after_sales_of_order_customer(self, order):
        """SQL condition: the same of the customer of a sales order.

        :param SQL order: a column with a sales order
        :rtype: SQL
        """
        order_partner = self._after_sales_get_column(
            "after_sales_order", "partner_id", "sale.order"
        )
        joins = SQL(
            "%s JOIN sale_order after_sales_order ON %s = after_sales_partner.id",
            self._after_sales_join_customer(),
            order_partner,
        )
        return self._after_sales_of_ticket(order, SQL("after_sales_order.id"), joins)

    @api.model
    def _after_sales_get_customer(self, partner):
        """SQL: the company that a partner belongs to, or the partner itself.

        :param SQL partner: a column or sub-select that gives one partner
        :rtype: SQL
        """
        return SQL(
            "(SELECT %s FROM res_partner after_sales_of WHERE after_sales_of.id = %s)",
            self._after_sales_get_column(
                "after_sales_of", "commercial_partner_id", "res.partner"
            ),
            partner,
        )

    @api.model
    def _after_sales_get_ticket_column(self, field_name):
        """Return a column of ``helpdesk_ticket``, flushed before the query runs."""
        return self._after_sales_get_column(
            "helpdesk_ticket", field_name, "helpdesk.ticket"
        )

    @api.model
    def _after_sales_get_column(self, alias, field_name, model_name=None):
        """Return a column that is flushed before the query runs.

        :param str alias: the table's alias in the query
        :param str field_name: a stored field
        :param str model_name: the model, if it is not this one
        :rtype: SQL
        """
        field = self.env[model_name or self._name]._fields[field_name]
        return SQL.identifier(alias, field_name, to_flush=field)
