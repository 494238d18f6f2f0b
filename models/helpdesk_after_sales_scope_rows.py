# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from .asked_once import recall
from .helpdesk_after_sales_scope_plan import PLAN, FewRecords, FewTickets


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
        few = isinstance(self.env.cr.cache.get(PLAN), FewRecords)
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
    def _after_sales_of_customer(self, alias, is_open, *ways):
        """SQL conditions: a paper of somebody who has a ticket that the user may read.

        What is open is so because of any ticket of its customer, the rest because of
        the ticket it is linked to. A link opens nothing that is not that ticket's
        customer's: anyone in the paper's app may set it.

        :param str alias: the table alias of this model in the query
        :param SQL is_open: condition on the row; none if no such paper is open
        :param TicketWay ways: to the tickets of its customer
        :rtype: list[SQL]
        """
        conditions = []
        if "helpdesk_ticket_id" in self._fields:
            # The link first: it is the quickest to follow.
            link = self._after_sales_way_of_link(alias)
            is_customer = SQL(" OR ").join(way.is_ticket for way in ways)
            conditions.append(
                SQL(
                    "%s AND EXISTS (SELECT 1 FROM helpdesk_ticket"
                    " WHERE %s AND (%s) OFFSET 0)",
                    self._after_sales_of_ticket(link),
                    link.is_ticket,
                    is_customer,
                )
            )
        # Each way by itself: in an OR, PostgreSQL collects all tickets of a customer,
        # however many, where the first one is enough.
        for way in ways if is_open else ():
            of_ticket = self._after_sales_of_ticket(way)
            conditions.append(SQL("%s AND %s", is_open, of_ticket))
        plan = self.env.cr.cache.get(PLAN)
        if not is_open or not isinstance(plan, FewRecords) or not plan.partners:
            return conditions
        # CASE: in an OR, PostgreSQL looks for what the others find, too.
        return [
            SQL(
                "CASE WHEN %s AND %s = ANY(%s) THEN TRUE ELSE (%s) END",
                is_open,
                ways[0].column,
                plan.partners,
                SQL(" OR ").join(SQL("(%s)", each) for each in conditions),
            )
        ]

    @api.model
    def _after_sales_of_ticket(self, way):
        """SQL condition: a row belongs to a ticket that the user may read.

        Where the user's few tickets are known it starts from them: what belongs to them
        is found first, and PostgreSQL enters the table by that. Else it looks at each
        row, and enters the tickets by the row's value.

        :param TicketWay way: from the row to the ticket
        :rtype: SQL
        """
        tickets = self.env.cr.cache.get(PLAN)
        if isinstance(tickets, FewRecords):
            return self._after_sales_has_ticket(way.is_ticket)
        if isinstance(tickets, FewTickets):
            return SQL(
                "%s = ANY(ARRAY(SELECT DISTINCT %s FROM helpdesk_ticket %s"
                " WHERE helpdesk_ticket.id = ANY(%s)))",
                way.column,
                way.key,
                way.joins,
                tickets.one_each if way.by_customer else tickets.ids,
            )
        return self._after_sales_has_ticket(
            SQL("%s = %s", way.key, way.column), way.joins
        )

    @api.model
    def _after_sales_has_ticket(self, is_ticket, joins=None):
        """SQL condition: there is a ticket like that which the user may read.

        :param SQL is_ticket: condition on ``helpdesk_ticket`` and the joins
        :param SQL joins: of other tables
        :rtype: SQL
        """
        query = self._after_sales_query_tickets()
        # OFFSET keeps PostgreSQL from planning anything but to look at each row: the
        # planning takes ten times as long as the look at few of them.
        return SQL(
            "EXISTS (SELECT 1 FROM %s %s WHERE %s AND %s OFFSET 0)",
            query.from_clause,
            joins or SQL(),
            query.where_clause,
            is_ticket,
        )

    @api.model
    def _after_sales_query_tickets(self, limit=None):
        """Return the query for the tickets that open papers to the user.

        :rtype: Query
        """
        # As the user and through the ORM, so that whatever ticket rules the
        # database has are followed; archived tickets count too.
        tickets = self.env["helpdesk.ticket"].sudo(False)
        return recall(
            self.env,
            ("tickets", limit),
            lambda: tickets.with_context(active_test=False)._search(
                [("partner_id", "!=", False)], limit=limit
            ),
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
