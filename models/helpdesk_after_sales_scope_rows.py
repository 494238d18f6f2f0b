# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager

from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition
from odoo.tools import SQL

# What a search names that is about few papers: a customer, an order ...
NARROW = (
    "account.move",
    "helpdesk.ticket",
    "res.partner",
    "sale.order",
    "stock.picking",
)
# Who reads so many finds most papers open, and a page full after a few rows.
FEW_TICKETS = 2000
# So many of a customer's papers are looked at one by one, as in a drop-down.
A_GLANCE = 20
# How rows are found, in the cursor's cache: see _after_sales_choose_plan.
PLAN = "helpdesk_mgmt_after_sales.plan"
FEW_RECORDS = "few records"
WHOLE_LIST = "whole list"
JIT = "helpdesk_mgmt_after_sales.jit"


class FewTickets(tuple):
    """Ids of the tickets of a user who reads few: a plan that starts from them."""


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

    # ------------------------------------------------------------------
    # How they are best found
    # ------------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        with self._after_sales_use_plan(
            self._after_sales_choose_plan(domain, limit, **kwargs)
        ):
            return super()._search(domain, offset, limit, order, **kwargs)

    @api.model
    def _read_group(self, domain, *args, **kwargs):
        with self._after_sales_use_plan(WHOLE_LIST):
            return super()._read_group(domain, *args, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, *args, **kwargs):
        with self._after_sales_use_plan(WHOLE_LIST):
            return super()._read_grouping_sets(domain, *args, **kwargs)

    @contextmanager
    def _after_sales_use_plan(self, plan):
        """Find rows by a plan, as long as a query is made.

        Kept by the cursor, not in a context: that would stay with the records found, and
        this must not outlive a change of the tickets.

        :param plan: one of those above, or :class:`FewTickets`
        """
        cache = self.env.cr.cache
        before = cache.get(PLAN)
        cache[PLAN] = plan
        try:
            yield
        finally:
            cache[PLAN] = before

    @api.model
    def _after_sales_choose_plan(self, domain, limit, bypass_access=False, **kwargs):
        """Return how the rows of a search are best found.

        Only how long it takes depends on it.

        :param domain: what is searched
        :param int limit: how many records at most
        """
        domain = Domain(domain)
        plan = self.env.cr.cache.get(PLAN)
        # Also in superuser mode: that is how the ORM checks the access of records.
        if self._after_sales_narrows(domain, "id"):
            return FEW_RECORDS
        if bypass_access or not self._after_sales_reads_by_ticket():
            return plan
        # Without limit it is mostly the lines of some record.
        is_glance = limit and limit <= A_GLANCE
        # By several parents it is an OR, that PostgreSQL asks row by row in any case.
        if (not limit and plan != WHOLE_LIST) or (
            (is_glance or len(self._after_sales_get_parents()) > 1)
            and self._after_sales_narrows(domain, *NARROW)
        ):
            return FEW_RECORDS
        # PostgreSQL expects to look at each row of the table, and would compile that
        # for a second, while the page is full after a few. Until the transaction ends.
        if JIT not in self.env.cr.cache:
            self.env.cr.cache[JIT] = "off"
            self.env.cr.execute("SET LOCAL jit = off")
        ids = self._after_sales_query_tickets(FEW_TICKETS + 1).get_result_ids()
        return FewTickets(ids) if len(ids) <= FEW_TICKETS else None

    @api.model
    def _after_sales_narrows(self, domain, *kinds):
        """Whether all that a domain finds is of certain records.

        :param Domain domain: on this model
        :param str kinds: "id" for this model's own; or models, such as customers'
        :rtype: bool
        """
        conditions = domain.children if isinstance(domain, DomainAnd) else [domain]
        return any(
            isinstance(condition, DomainCondition)
            and condition.operator in ("=", "in", "child_of")
            and condition.value
            and self._after_sales_get_kind(condition.field_expr) in kinds
            for condition in conditions
        )

    @api.model
    def _after_sales_get_kind(self, path):
        """Return the model to which a path of fields leads; "id" for records' own ids.

        :param str path: of a condition
        :rtype: str or None
        """
        if path == "id":
            return path
        model, field = self, None
        for name in path.split("."):
            field = model._fields.get(name)
            if not field or not field.comodel_name:
                return None
            model = self.env[field.comodel_name]
        return field.comodel_name
