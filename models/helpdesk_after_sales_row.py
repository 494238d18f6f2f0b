# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from .asked_once import filter_once


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """A document's row in the overview, as SQL that the database can search.

    What the row says in words is in ``helpdesk_after_sales_words.py``.
    """

    _inherit = "helpdesk.after.sales.mixin"

    # Values of the state field at which nothing has begun.
    _after_sales_draft_states = ("draft",)

    # Whether one without customer stands at its ticket, too.
    _after_sales_may_lack_customer = False

    @api.model
    def _after_sales_get_customer_ways(self, alias):
        """Return the ways from a document to the tickets of its customer.

        :param str alias: the table alias of this model in the query
        :rtype: list[TicketWay]
        """
        partner = self._after_sales_get_column(alias, "partner_id")
        return [self._after_sales_way_of_partner(partner)]

    @api.model
    def _after_sales_is_of_customer(self, alias):
        """SQL condition: a document is its ticket's customer's.

        Anyone in the document's app may link it to any ticket: a stranger's must not
        show there.

        :param str alias: the table alias of this model, joined to ``helpdesk_ticket``
        :rtype: SQL
        """
        if "partner_id" not in self._fields:
            return SQL("TRUE")
        ways = self._after_sales_get_customer_ways(alias)
        conditions = [way.is_ticket for way in ways]
        if self._after_sales_may_lack_customer:
            partner = self._after_sales_get_column(alias, "partner_id")
            conditions.append(SQL("%s IS NULL", partner))
        return SQL("(%s)", SQL(" OR ").join(conditions))

    @api.model
    def _after_sales_is_of_company(self, alias):
        """SQL condition: a document is its ticket's company's, or of none.

        :param str alias: the table alias of this model, joined to ``helpdesk_ticket``
        :rtype: SQL
        """
        if "company_id" not in self._fields:
            return SQL("TRUE")
        of_ticket = self._after_sales_get_ticket_column("company_id")
        of_document = self._after_sales_get_column(alias, "company_id")
        return SQL("COALESCE(%s, %s) = %s", of_document, of_ticket, of_ticket)

    def _after_sales_filter_of_customer(self):
        """Return those of these documents that are their ticket's customer's.

        What is somebody else's must not be told on the ticket: its customer reads it.

        :rtype: recordset
        """
        return filter_once(
            self,
            "of customer",
            lambda documents: documents._after_sales_find_of_customer(),
        )

    def _after_sales_find_of_customer(self):
        alias = "document"
        link = self._after_sales_get_column(alias, "helpdesk_ticket_id")
        rows = self.env.execute_query(
            SQL(
                """SELECT document.id
                FROM %(table)s document
                JOIN helpdesk_ticket ON helpdesk_ticket.id = %(link)s
                WHERE document.id = ANY(%(ids)s)
                    AND %(of_customer)s AND %(of_company)s""",
                table=SQL.identifier(self._table),
                link=link,
                ids=self.ids,
                of_customer=self._after_sales_is_of_customer(alias),
                of_company=self._after_sales_is_of_company(alias),
            )
        )
        return [id_ for [id_] in rows]

    @api.model
    def _after_sales_get_conditions(self, alias):
        """Return the SQL conditions of a row, besides service, customer and company.

        :param str alias: the table alias of this model in the query
        :rtype: list[SQL]
        """
        return []

    @api.model
    def _after_sales_get_row(self, alias):
        """Return what a row of the overview says, where this document knows it.

        As columns that PostgreSQL leaves out when nobody asks for them: no join here
        may change how many rows there are.

        :param str alias: the table alias of this model in the query
        :return: expressions by field of ``helpdesk.after.sales.document``
        :rtype: dict[str, SQL]
        """
        column = self._after_sales_get_column
        return {
            "name": column(alias, self._rec_name),
            "date": column(alias, "create_date"),
            "maker_id": column(alias, "create_uid"),
            "state": self._after_sales_get_state(alias),
        }

    @api.model
    def _after_sales_get_state(self, alias):
        """Return a document's state, common to all services, as an SQL expression.

        The same as :meth:`_after_sales_get_common_state` for one document.

        :param str alias: the table alias of this model in the query
        :rtype: SQL
        """
        return SQL(
            "CASE WHEN %(state)s = ANY(%(draft)s) THEN 'draft'"
            " WHEN %(state)s = ANY(%(done)s) THEN 'done'"
            " WHEN %(state)s = ANY(%(cancelled)s) THEN 'cancelled' ELSE 'open' END",
            # A stage's id is no text.
            state=SQL(
                "%s::varchar",
                self._after_sales_get_column(alias, self._after_sales_state_field),
            ),
            draft=list(self._after_sales_draft_states),
            done=list(self._after_sales_done_states),
            cancelled=list(self._after_sales_cancelled_states),
        )

    @api.model
    def _after_sales_get_product_unit(self, product):
        """Return the unit of lines that all have the same product, as an aggregate.

        :param SQL product: the lines' product
        :rtype: SQL
        """
        column = self._after_sales_get_column
        return SQL(
            "(SELECT %s FROM product_product variant"
            " JOIN product_template template ON template.id = %s"
            " WHERE variant.id = min(%s))",
            column("template", "uom_id", "product.template"),
            column("variant", "product_tmpl_id", "product.product"),
            product,
        )

    @api.model
    def _after_sales_select_content(self, expression, lines, condition, product):
        """Return what lines say of a document's product, if it is only one.

        :param SQL expression: an aggregate of its lines
        :param SQL lines: the table of the lines, with its alias, and joins
        :param SQL condition: which of its lines
        :param SQL product: the lines' product
        :rtype: SQL
        """
        return SQL(
            "(SELECT %s FROM %s WHERE %s HAVING count(DISTINCT %s) = 1)",
            expression,
            lines,
            condition,
            product,
        )
