# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition
from odoo.tools import SQL, ormcache
from odoo.tools.safe_eval import safe_eval

AGENTS = "helpdesk_mgmt.group_helpdesk_user_own"
# What hangs on a document, and the fields of a document that tell of it.
CHATTER = ("ir.attachment", "mail.activity", "mail.followers", "mail.message")
# What a search names that is about few papers: a customer, an order ...
NARROW = (
    "account.move",
    "helpdesk.ticket",
    "res.partner",
    "sale.order",
    "stock.picking",
)
CHATTER_NOTES = (
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_date_deadline",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
    "activity_user_id",
    "message_partner_ids",
)


# Who reads so many finds most papers open, and a page full after a few rows.
FEW_TICKETS = 2000
# So many of a customer's papers are looked at one by one, as in a drop-down.
A_GLANCE = 20


class FewTickets(tuple):
    """Ids of a user's tickets, in the context: no client can send them."""


class HelpdeskAfterSalesScope(models.AbstractModel):
    """Read access that follows the Helpdesk ticket: all of its rules are here.

    A model that plain agents (Helpdesk users without rights in its own app) may
    read in part inherits this, says in :meth:`_after_sales_scope` which of its
    rows belong to a ticket, or in :attr:`_after_sales_parents` whose child it is,
    and gets a read rule on the agents' group, marked as ``after_sales_scope``, whose
    domain is ``user._after_sales_domain('<model>')``.
    """

    _name = "helpdesk.after.sales.scope"
    _description = "Read access that follows the Helpdesk ticket"
    _inherit = "helpdesk.after.sales.reading"

    # Many2one fields to models with a scope: whoever reads the parent by its ticket
    # reads its children. Each extension of a model names its own.
    _after_sales_parents = ()

    # ------------------------------------------------------------------
    # Which records
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
        # Of all extensions: none has to repeat what another one names.
        parents = [
            name
            for extension in type(self).__mro__
            for name in vars(extension).get("_after_sales_parents", ())
        ]
        return [
            self._after_sales_follow_parent(alias, name)
            for name in dict.fromkeys(reversed(parents))
        ]

    @api.model
    def _after_sales_follow_parent(self, child, field_name):
        """SQL condition: the user may read the parent because of a ticket.

        :param str child: the table alias of this model in the query
        :param str field_name: a Many2one to a model with a scope
        :rtype: SQL
        """
        parents = self.env[self._fields[field_name].comodel_name]
        alias = f"after_sales_{parents._table}"
        few = self.env.context.get("after_sales_few_records")
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
        tickets = self._after_sales_get_few_tickets()
        if tickets is not None:
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
    def _after_sales_get_few_tickets(self):
        """Return the ids of the user's tickets, if they were looked up.

        :rtype: FewTickets or None
        """
        tickets = self.env.context.get("after_sales_tickets")
        return tickets if isinstance(tickets, FewTickets) else None

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
    # What hangs on them
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_get_chatter_fields(self):
        """Return the fields that tell what hangs on a document, see ``base``.

        :rtype: list[str]
        """
        return [
            name
            for name, field in self._fields.items()
            if name in CHATTER_NOTES or field.comodel_name in CHATTER
        ]

    def _read_format(self, fnames, load="_classic_read"):
        # The lists of a document's messages and activities name what the user may not
        # read, and the document tells of the next activity itself.
        values_list = super()._read_format(fnames, load)
        names = set(fnames)
        if not self._after_sales_reads_by_ticket() or not (
            names := names.intersection(self._after_sales_get_chatter_fields())
        ):
            return values_list
        closed = self._after_sales_get_read_by_ticket()
        for values in values_list:
            for name in names if values["id"] in closed.ids else ():
                if name in CHATTER_NOTES:
                    values[name] = [] if isinstance(values[name], list) else False
                    continue
                records = self.browse(values["id"])[name]
                readable = records.exists()._filtered_access("read")
                if isinstance(values[name], list):
                    values[name] = [id_ for id_ in values[name] if id_ in readable.ids]
                elif not readable:
                    values[name] = False
        return values_list

    @api.model
    def _search(self, domain, *args, **kwargs):
        # Standard Odoo searches in the messages and activities of a document in
        # superuser mode: what is found would tell what stands in them.
        if not kwargs.get("bypass_access") and self._after_sales_reads_by_ticket():
            domain = Domain(domain)
            if self._after_sales_asks_chatter(domain):
                self = self.with_context(after_sales_own_rights=True)
        return super(
            HelpdeskAfterSalesScope, self._after_sales_choose_plan(domain, *args, **kwargs)
        )._search(domain, *args, **kwargs)

    @api.model
    def _after_sales_choose_plan(
        self, domain, offset=0, limit=None, order=None, bypass_access=False, **kwargs
    ):
        """Return this model in the context that tells how its rows are best found.

        Only how long it takes depends on it.

        :param domain: what is searched
        :param int limit: how many records at most
        """
        domain = Domain(domain)
        few = self.with_context(after_sales_few_records=True, after_sales_tickets=None)
        # Also in superuser mode: that is how the ORM checks the access of records.
        if self._after_sales_narrows(domain, "id"):
            return few
        if bypass_access or not self._after_sales_reads_by_ticket():
            return self
        if limit and limit <= A_GLANCE and self._after_sales_narrows(domain, *NARROW):
            return few
        ids = self._after_sales_query_tickets(FEW_TICKETS + 1).get_result_ids()
        if len(ids) <= FEW_TICKETS:
            return self.with_context(after_sales_tickets=FewTickets(ids))
        # PostgreSQL expects to look at each row of the table, and would compile that
        # for a second, while the page is full after a few. Until the transaction ends.
        key = "helpdesk_mgmt_after_sales.jit"
        if key not in self.env.cr.cache:
            self.env.cr.cache[key] = "off"
            self.env.cr.execute("SET LOCAL jit = off")
        return self

    @api.model
    def _after_sales_narrows(self, domain, *kinds):
        """Whether all that a domain finds is of certain records.

        :param Domain domain: on this model
        :param str kinds: "id" for this model's own; or models, such as that of customers
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

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        self = self._after_sales_without_chatter(*groupby, *aggregates)
        return super()._read_group(domain, groupby, aggregates, *args, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), **kwargs):
        specs = [spec for groupby in grouping_sets for spec in groupby]
        self = self._after_sales_without_chatter(*specs, *aggregates)
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, **kwargs)

    @api.model
    def _after_sales_without_chatter(self, *specs):
        """Return this model, on which groups tell nothing of what hangs on a document.

        :param str specs: what is grouped by and summed up
        :return: in the context, if need be, of the user's own rights only
        """
        names = {re.split(r"[.:]", spec)[0] for spec in specs}
        if self._after_sales_reads_by_ticket() and names.intersection(
            self._after_sales_get_chatter_fields()
        ):
            return self.with_context(after_sales_own_rights=True)
        return self

    @api.model
    def _after_sales_asks_chatter(self, domain):
        """Whether a domain searches in what hangs on a document, at any depth.

        :param Domain domain: on this model
        :rtype: bool
        """
        for condition in domain.iter_conditions():
            model = self.browse()
            for name in condition.field_expr.split("."):
                field = model._fields.get(name)
                if not field:
                    break
                if name in CHATTER_NOTES or field.comodel_name in CHATTER:
                    return True
                if field.relational:
                    model = self.env[field.comodel_name]
            # Of any model, that need not inherit this one.
            if "any" in condition.operator and (
                HelpdeskAfterSalesScope._after_sales_asks_chatter(
                    model, Domain(condition.value)
                )
            ):
                return True
        return False

    # ------------------------------------------------------------------
    # For whom
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_get_domain(self):
        """Return the domain of this model's read rule on the agents' group.

        Group rules are OR-ed, but only among the groups that have one: a rule on
        the agents' group would take away records from a stock user, say, whose
        own group reads all transfers without any rule. So whoever reads the model
        through another group that has no rule keeps everything; for all others
        this adds the records that belong to a ticket they may read.

        The result is kept in the cache of rules: it closes over no environment.

        :rtype: Domain
        """
        if self._after_sales_has_app_read() and not self._after_sales_has_app_rule():
            return Domain.TRUE
        if self.env.context.get("after_sales_own_rights"):
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, query: model._after_sales_in_scope(alias)
        )

    @api.model
    def _after_sales_is_plain(self):
        """Whether the user reads this model only because they are a Helpdesk agent.

        :rtype: bool
        """
        return (
            not self.env.su
            and self.env.user._after_sales_is_agent()
            and not self._after_sales_has_app_read()
        )

    def _after_sales_filter_own(self):
        """Return those of these records that the user may read without any ticket.

        :rtype: recordset
        """
        own = self.with_context(after_sales_own_rights=True)
        return own._filtered_access("read").with_env(self.env)

    @api.model
    @ormcache("self.env.uid", "self._name")
    def _after_sales_has_app_read(self):
        """Whether a group other than the agents' lets the user read this model.

        Cached like the rules and rights it reads, and dropped with them.

        :rtype: bool
        """
        groups = self.env.user.all_group_ids - self.env.ref(AGENTS)
        # sudo: access rights are readable by administrators only.
        return bool(
            self.env["ir.model.access"]
            .sudo()
            .search_count(
                [
                    ("model_id.model", "=", self._name),
                    ("perm_read", "=", True),
                    ("group_id", "in", [False, *groups.ids]),
                ],
                limit=1,
            )
        )

    @api.model
    @ormcache("self.env.uid", "self._name")
    def _after_sales_has_app_rule(self):
        """Whether a rule of another group already narrows what the user reads.

        :rtype: bool
        """
        return bool(self._after_sales_get_app_rules())

    @api.model
    def _after_sales_get_app_rules(self):
        """Return the read rules of groups that narrow the model for the user, but ours.

        Also one that somebody else gave to the agents' group: it narrows what they
        read through another group, as it would without this addon.

        :rtype: recordset of ``ir.rule``, in superuser mode
        """
        # As the user: there are none in superuser mode.
        rules = self.env["ir.rule"].with_user(self.env.user)._get_rules(self._name)
        # sudo: record rules are readable by administrators only.
        return rules.sudo().filtered(
            lambda rule: rule.groups and not rule.after_sales_scope
        )

    @api.model
    @ormcache("self.env.uid", "self._name")
    def _after_sales_reads_all(self):
        """Whether another group than the agents' opens the whole model to the user.

        Records of other companies aside.

        :rtype: bool
        """
        if not self._after_sales_has_app_read():
            return False
        eval_context = self.env["ir.rule"].with_user(self.env.user)._eval_context()
        domains = [
            Domain(safe_eval(rule.domain_force or "[]", eval_context))
            for rule in self._after_sales_get_app_rules()
        ]
        return not domains or any(domain.is_true() for domain in domains)
