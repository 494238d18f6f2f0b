# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from unittest.mock import patch

from psycopg2.extras import Json

from odoo.tools import SQL

# What a shop has a million of.
LARGE = (
    "account_move",
    "account_move_line",
    "helpdesk_after_sales_request",
    "helpdesk_after_sales_request_line",
    "helpdesk_ticket",
    "helpdesk_ticket_sale_order_rel",
    "mail_activity",
    "repair_order",
    "sale_order",
    "sale_order_line",
    "sale_order_line_invoice_rel",
    "stock_move",
    "stock_move_line",
    "stock_picking",
    "stock_quant",
)


class QueryPlans:
    """Which indexes statements use; to be mixed into a test class that has ``env``.

    Few rows are always read whole: so there have to be some thousand, and PostgreSQL is
    forbidden to read a table whole as long as it has an index to enter it by.
    """

    @classmethod
    def _copy_rows(cls, record, values=None, count=3000, numbered=()):
        """Copy a record in SQL.

        :param dict values: what its copies have instead, by column
        :param numbered: text columns in which no two records have the same
        :return: ids of the copies
        :rtype: list[int]
        """
        cls.env.flush_all()
        table = SQL.identifier(record._table)
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s
                SELECT copied.*
                FROM %(table)s original, generate_series(1, %(count)s) copy_number,
                    jsonb_populate_record(
                        original, %(values)s::jsonb || jsonb_build_object(
                            'id', nextval(pg_get_serial_sequence(%(name)s, 'id'))
                                + 0 * copy_number
                        ) || (
                            SELECT COALESCE(
                                jsonb_object_agg(x, 'COPY/' || copy_number), '{}'
                            )
                            FROM unnest(%(numbered)s::text[]) x
                        )
                    ) copied
                WHERE original.id = %(id)s
                RETURNING id
                """,
                table=table,
                name=record._table,
                values=Json(values or {}),
                numbered=list(numbered),
                count=count,
                id=record.id,
            )
        )
        ids = [id_ for [id_] in cls.env.cr.fetchall()]
        cls.env.cr.execute(SQL("ANALYZE %s", table))
        return ids

    def _get_plans(self, function, tables):
        """Return the plans of the statements that read certain tables.

        :param function: what runs the statements
        :param tables: whose statements are explained
        :rtype: list[str]
        """
        statements = []
        cursor = type(self.env.cr)
        execute = cursor.execute
        reads = re.compile(rf"^[\s(]*(SELECT|WITH)\b.*\b({'|'.join(tables)})\b", re.S)

        def collect(cr, query, params=None, *args, **kwargs):
            code = getattr(query, "code", query)
            if reads.match(code):
                values = query.params if isinstance(query, SQL) else params
                statements.append(cr.mogrify(code, values).decode())
            return execute(cr, query, params, *args, **kwargs)

        with patch.object(cursor, "execute", collect):
            function()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plans = []
        for statement in statements:
            # It has run as it is.
            self.env.cr.execute(f"EXPLAIN {statement}")  # pylint: disable=sql-injection
            plans.append("\n".join(line for [line] in self.env.cr.fetchall()))
        self.env.cr.execute("SET LOCAL enable_seqscan = on")
        return plans

    def _assert_indexed(self, function, *indexes, tables=LARGE):
        """Assert that no large table is read whole, and that indexes are used.

        :param function: called twice: the first time fills the caches
        :param str indexes: each is used by one statement at least
        :param tables: whose statements are looked at
        :return: the plans, as PostgreSQL explains them
        :rtype: list[str]
        """
        function()
        self.env.flush_all()
        self.env.invalidate_all()
        plans = self._get_plans(function, tables)
        self.assertTrue(plans)
        for plan in plans:
            self.assertFalse(
                re.search(rf"Seq Scan on ({'|'.join(LARGE)})\b", plan), plan
            )
        for index in indexes:
            self.assertTrue([x for x in plans if index in x], (index, *plans))
        return plans
