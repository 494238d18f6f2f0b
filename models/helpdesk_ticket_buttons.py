# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .asked_once import remember


class HelpdeskTicket(models.Model):
    """What the buttons of all services show on a ticket's form, in few queries.

    Record rules take PostgreSQL longer to plan than to run: so what is asked is asked
    at once, and the rules of documents only where there are any.
    """

    _inherit = "helpdesk.ticket"

    after_sales_allowed = fields.Boolean(
        compute="_compute_after_sales_buttons",
        export_string_translation=False,
    )
    # Of whatever is linked, whoever may read it.
    after_sales_document_count = fields.Integer(
        compute="_compute_after_sales_buttons", export_string_translation=False
    )

    @api.readonly
    def web_read(self, specification):
        # Buttons, orders and the warranty look at the same tickets and customers.
        with remember(self.env):
            return super().web_read(specification)

    @api.depends(
        lambda self: [
            "team_id",
            "user_id",
            *self._after_sales_get_counts().values(),
        ]
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_after_sales_buttons(self):
        """Compute what the buttons of all services show, in two queries at most."""
        flags = self._after_sales_get_flags()
        counts = self._after_sales_get_counts()
        flagged, linked, totals = self._after_sales_get_marks(flags, counts)
        numbers = self._after_sales_count_documents(counts, linked)
        for ticket in self:
            ticket_id = ticket._origin.id
            ticket.after_sales_document_count = totals[ticket_id]
            for name in flags:
                ticket[name] = ticket_id in flagged[name]
            for name in counts:
                ticket[name] = numbers[name, ticket_id]

    @api.model
    def _after_sales_get_counts(self):
        """Return what the smart buttons of all services count.

        :return: the ticket's One2many by the field that holds the number
        :rtype: dict[str, str]
        """
        return {
            name: documents
            for service in self._after_sales_services().values()
            for name, documents in service.counts.items()
        }

    def _after_sales_get_flags(self):
        """Return what else the buttons depend on, all of it asked in one query.

        :return: by boolean field, an SQL query for the ids of those of these tickets
            that have it set, or None if none has
        :rtype: dict[str, SQL | None]
        """
        return {"after_sales_allowed": self._after_sales_select_writable()}

    def _after_sales_select_writable(self):
        """Return an SQL query for those of these tickets that the user may write.

        :rtype: SQL or None
        """
        if not self.browse().has_access("write"):
            return None
        domain = Domain("id", "in", self._origin.ids)
        if not self.env.su:
            domain &= self.env["ir.rule"]._compute_domain(self._name, "write")
        # sudo: as the ORM asks whether a rule is fulfilled.
        tickets = self.sudo().with_context(active_test=False)
        query = tickets._search(domain)
        return None if query.is_empty() else query.select()

    def _after_sales_surely_reads(self):
        """Whether the user may read this ticket, as far as the buttons tell.

        Whoever may write it, may read it where the rules of both are the same: the
        database need not be asked again.

        :return: False also if that is not known
        :rtype: bool
        """
        if not self or not self.after_sales_allowed:
            return False
        rules = self.env["ir.rule"]
        return self.env.su or (
            self.browse().has_access("read")
            and rules._compute_domain(self._name, "read")
            == rules._compute_domain(self._name, "write")
        )

    def _after_sales_get_marks(self, flags, counts):
        """Tell of which tickets something holds, in one query.

        :param dict flags: as :meth:`_after_sales_get_flags` returns them
        :param dict counts: as :meth:`_after_sales_get_counts` returns them
        :return: ids of tickets by flag; ids of what is linked to the tickets by model,
            whoever may read it; and how much that is, by id of the ticket
        :rtype: tuple[dict[str, set], dict[str, list], Counter]
        """
        selects = [
            SQL("SELECT %s, id, 0 FROM (%s) after_sales_flag", name, select)
            for name, select in flags.items()
            if select
        ]
        model_names = {self._fields[name].comodel_name for name in counts.values()}
        for model_name in sorted(model_names) if self._origin else ():
            # Most tickets have no documents: their rules need not be asked. Whoever may
            # read them, this is a mere look what there is to count.
            documents = self.env[model_name]
            link = documents._fields["helpdesk_ticket_id"]
            selects.append(
                SQL(
                    "SELECT %(model)s, %(ticket)s, id FROM %(table)s"
                    " WHERE %(ticket)s IN %(ids)s",
                    model=model_name,
                    ticket=SQL.identifier(documents._table, link.name, to_flush=link),
                    table=SQL.identifier(documents._table),
                    ids=tuple(self._origin.ids),
                )
            )
        flagged, linked, totals = defaultdict(set), defaultdict(list), Counter()
        for name, ticket_id, document_id in self._after_sales_unite(selects):
            if document_id:
                linked[name].append(document_id)
                totals[ticket_id] += 1
            else:
                flagged[name].add(ticket_id)
        return flagged, linked, totals

    def _after_sales_count_documents(self, counts, linked):
        """Count documents for the smart buttons, in one query under all their rules.

        :param dict counts: as :meth:`_after_sales_get_counts` returns them
        :param dict linked: as :meth:`_after_sales_get_marks` returns them
        :return: number of documents the user may read, by name and id of the ticket
        :rtype: Counter
        """
        selects = [
            self._after_sales_select_documents(
                self.env[model_name].browse(ids),
                {
                    name: field
                    for name, documents in counts.items()
                    if (field := self._fields[documents]).comodel_name == model_name
                },
            )
            for model_name, ids in linked.items()
        ]
        return Counter(map(tuple, self._after_sales_unite(selects)))

    def _after_sales_select_documents(self, documents, fields_by_name):
        """Return an SQL query for those of these documents that the user may read.

        All that is counted of a model at once: its rules cost more than its rows.

        :param documents: recordset of one model
        :param dict fields_by_name: the ticket's One2many by the field that counts them
        :return: a query for that field's name and the ticket's id, by document; or None
        :rtype: SQL or None
        """
        ids = documents.ids
        documents = documents.browse().with_context(active_test=False)
        if not documents.has_access("read"):
            return None
        query = documents._search([])
        if query.is_empty():
            return None
        # Not IN: of a ticket with hundreds of documents PostgreSQL would compile the
        # statement for a second, which it runs in milliseconds.
        query.add_where(
            SQL(
                "%s = ANY(ARRAY(SELECT unnest(%s)))",
                SQL.identifier(query.table, "id"),
                ids,
            )
        )
        counted = []
        for name, field in fields_by_name.items():
            domain = field.get_comodel_domain(self)
            if documents._active_name and field.context.get("active_test", True):
                domain &= Domain(documents._active_name, "=", True)
            condition = domain.optimize_full(documents)._to_sql(
                documents, query.table, query
            )
            counted.append(SQL("CASE WHEN %s THEN %s END", condition, name))
        return query.select(
            SQL("unnest(array_remove(ARRAY[%s], NULL))", SQL(", ").join(counted)),
            SQL.identifier(query.table, "helpdesk_ticket_id"),
        )

    @api.model
    def _after_sales_unite(self, selects):
        """Run several queries as one.

        :param list selects: SQL queries for rows of the same shape; or None
        :return: the rows of all
        :rtype: list[tuple]
        """
        selects = [SQL("(%s)", select) for select in selects if select]
        if not selects:
            return []
        return self.env.execute_query(SQL(" UNION ALL ").join(selects))
