# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition
from odoo.tools import SQL, OrderedSet

from .asked_once import note_found, recall, remember, was_found
from .entered_values import is_id

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
# For so many named records PostgreSQL asks the rules without compiling anything: it
# begins at 100,000 units of cost, and expects up to 1,700 for an invoice.
UNCOMPILED = 55
# How rows are found, in the cursor's cache: see _after_sales_choose_plan.
PLAN = "helpdesk_mgmt_after_sales.plan"
WHOLE_LIST = "whole list"
JIT = "helpdesk_mgmt_after_sales.jit"


class FewRecords(NamedTuple):
    """Few rows are found by what else is asked: a plan that looks at each of them.

    :param list partners: ids of customers, and of contacts of theirs, who surely have a
        ticket that the user may read: nothing else need be asked of their papers
    """

    partners: list = ()


class FewTickets(NamedTuple):
    """The tickets of a user who reads few: a plan that starts from them.

    :param list ids: of all of them
    :param list one_each: ids of one ticket of each customer: what opens papers because
        of their customer need not be found by a hundred tickets of the same one
    """

    ids: list
    one_each: list


class HelpdeskAfterSalesScope(models.AbstractModel):
    """How the rows of a search are best found: only how long it takes depends on it."""

    _inherit = "helpdesk.after.sales.scope"

    @api.model
    @api.readonly
    def web_search_read(self, *args, **kwargs):
        with remember(self.env, reads_only=True):
            return super().web_search_read(*args, **kwargs)

    @api.model
    def search_fetch(self, *args, **kwargs):
        return note_found(super().search_fetch(*args, **kwargs))

    def _check_access(self, operation):
        # The search has asked the rules, which for a list cost more than all else.
        if operation == "read" and was_found(self):
            return None
        return super()._check_access(operation)

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
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        with self._after_sales_use_plan(WHOLE_LIST):
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)

    @contextmanager
    def _after_sales_use_plan(self, plan):
        """Find rows by a plan, as long as a query is made.

        Kept by the cursor, not in a context, which would stay with the records found:
        this must not outlive a change of the tickets.

        :param plan: one of those above, or :class:`FewTickets`
        """
        cache = self.env.cr.cache
        before = cache.get(PLAN)
        cache[PLAN] = plan
        try:
            with remember(self.env):  # all ways of a rule lead to the same tickets
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
        if named := self._after_sales_find_condition(domain, "id"):
            many = len(self._after_sales_get_values(named)) > UNCOMPILED
            if many and self.sudo(False)._after_sales_reads_by_ticket():
                self._after_sales_compile_nothing()
            return FewRecords()
        if bypass_access or not self._after_sales_reads_by_ticket():
            return plan
        is_glance = limit and limit <= A_GLANCE
        # Without limit it is mostly the lines of some record.
        is_list = plan == WHOLE_LIST or (limit and not is_glance)
        by_customer = self._after_sales_find_condition(domain, "res.partner")
        if by_customer:
            # Of a customer there may be very many.
            self._after_sales_compile_nothing()
            if isinstance(plan, FewRecords) and plan.partners:
                return plan  # of a search around this one
            if is_list and (partners := self._after_sales_find_customers(by_customer)):
                return FewRecords(partners)
        narrow = self._after_sales_find_condition(domain, *NARROW)
        # By several parents it is an OR, that PostgreSQL asks row by row in any case.
        several_parents = len(self._after_sales_get_parents()) > 1
        if not (is_list or is_glance) or (narrow and (is_glance or several_parents)):
            return FewRecords()
        self._after_sales_compile_nothing()
        tickets = self._after_sales_find_few_tickets()
        return tickets if len(tickets.ids) <= FEW_TICKETS else None

    @api.model
    def _after_sales_find_few_tickets(self):
        """Find the tickets that open papers to the user, but no more than are few.

        :rtype: FewTickets
        """
        query = self._after_sales_query_tickets(FEW_TICKETS + 1)
        if query.is_empty():
            return FewTickets([], [])
        columns = [
            self._after_sales_get_ticket_column(name)
            for name in ("id", "commercial_partner_id")
        ]
        rows = self.env.execute_query(query.select(*columns))
        by_customer = {customer_id: id_ for id_, customer_id in rows}
        return FewTickets([id_ for id_, __ in rows], [*by_customer.values()])

    @api.model
    def _after_sales_find_customers(self, condition):
        """Find the customers whom a condition names, if all of them have a ticket.

        :param DomainCondition condition: on partners
        :return: ids of these partners and of their customers, commercial partners; none
            if one of these has no ticket that the user may read
        :rtype: list[int]
        """
        partner_ids = self._after_sales_get_values(condition)
        if not all(is_id(id_) for id_ in partner_ids):
            return []
        question = ("customers", condition.operator, tuple(partner_ids))
        return recall(
            self.env,
            question,
            lambda: self._after_sales_query_customers(
                tuple(partner_ids), with_contacts=condition.operator == "child_of"
            ),
        )

    @api.model
    def _after_sales_query_customers(self, partner_ids, with_contacts):
        """Find partners and their customers, if all of these have a ticket.

        :param tuple partner_ids: ids of partners
        :param bool with_contacts: whether those below them, too
        :return: as :meth:`_after_sales_find_customers` does
        """
        columns = {
            name: self._after_sales_get_column(
                "after_sales_partner", name, "res.partner"
            )
            for name in ("id", "parent_id", "commercial_partner_id")
        }
        contacts = SQL(
            """
            UNION
            SELECT %(id)s, %(commercial_partner_id)s
            FROM res_partner after_sales_partner
            JOIN after_sales_family ON %(parent_id)s = after_sales_family.id
            """,
            **columns,
        )
        key = self._after_sales_get_ticket_column("commercial_partner_id")
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE after_sales_family (id, customer_id) AS (
                    SELECT %(id)s, %(commercial_partner_id)s
                    FROM res_partner after_sales_partner
                    WHERE %(id)s IN %(partner_ids)s
                    %(contacts)s
                )
                SELECT customer_id, contact_ids, %(has_ticket)s
                FROM (
                    SELECT customer_id, array_agg(id) AS contact_ids
                    FROM after_sales_family
                    GROUP BY customer_id
                ) customer
                """,
                **columns,
                partner_ids=partner_ids,
                contacts=contacts if with_contacts else SQL(),
                has_ticket=self._after_sales_has_ticket(
                    SQL("%s = customer.customer_id", key)
                ),
            )
        )
        if not all(has_ticket for *__, has_ticket in rows):
            return []
        found = {id_ for customer_id, ids, __ in rows for id_ in (customer_id, *ids)}
        return sorted(found)

    @api.model
    def _after_sales_compile_nothing(self):
        """Have PostgreSQL compile no statement until the transaction ends.

        Of rules it expects the worst for each row, and would compile for a second or
        more what is answered after a few rows.
        """
        if JIT not in self.env.cr.cache:
            self.env.cr.cache[JIT] = "off"
            self.env.cr.execute("SET LOCAL jit = off")

    @api.model
    def _after_sales_find_condition(self, domain, *kinds):
        """Find the condition by which all that a domain finds is of certain records.

        :param Domain domain: on this model
        :param str kinds: "id" for this model's own; or models, such as customers'
        :rtype: DomainCondition or None
        """
        conditions = domain.children if isinstance(domain, DomainAnd) else [domain]
        for condition in conditions:
            if (
                isinstance(condition, DomainCondition)
                and condition.operator in ("=", "in", "child_of")
                and condition.value
                and self._after_sales_get_kind(condition.field_expr) in kinds
            ):
                return condition
        return None

    @api.model
    def _after_sales_get_values(self, condition):
        """Return the values that a condition names; a query counts as one.

        :rtype: Collection
        """
        value = condition.value
        return value if isinstance(value, list | tuple | OrderedSet) else [value]

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
