"""Multiply rows of prototypes with SQL."""

from concurrent.futures import ThreadPoolExecutor

from odoo.sql_db import db_connect
from odoo.tools import SQL


class Graph:
    """The rows that one kind of prototype has in several tables, and copies of them.

    A copy is a row of a table ``documents`` with the columns ``i`` (from 1, without
    gaps), ``kind``, ``days`` (to add to every date) and whatever ``values`` use. All
    rows of a prototype are copied for each of its documents; keys from one of them to
    another lead to the copies, all other values stay, unless ``values`` has another.

    :param str name: of this graph, for its working tables
    :param dict tables: by table a condition on its rows ``t``; those without an ``id``
        are relations, whose rows are those of the copied rows
    """

    def __init__(self, cr, name, tables):
        self._cr = cr
        self._name = name
        self._conditions = tables
        self._keys = {table: self._read_keys(table) for table in tables}
        self._columns = {table: self._read_columns(table) for table in tables}
        self.tables = [table for table in tables if "id" in self._columns[table]]
        self._relations = [table for table in tables if table not in self.tables]
        self._before = {}
        self._map = SQL.identifier(f"bench_{name}_map")
        self._run("DROP TABLE IF EXISTS %s", self._map)
        self._run(
            "CREATE UNLOGGED TABLE %s "
            "(tab varchar, kind int, id int, seq int, PRIMARY KEY (tab, id))",
            self._map,
        )
        self.base = {}

    def _run(self, query, *arguments):
        self._cr.execute(SQL(query, *arguments))
        return self._cr

    def _read_keys(self, table):
        self._run(
            """
            SELECT a.attname, f.relname
              FROM pg_constraint c
              JOIN pg_class f ON f.oid = c.confrelid
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.conrelid = %s::regclass AND c.contype = 'f'
            """,
            table,
        )
        return dict(self._cr.fetchall())

    def _read_columns(self, table):
        self._run(
            """
            SELECT column_name, data_type FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = %s
             ORDER BY ordinal_position
            """,
            table,
        )
        return dict(self._cr.fetchall())

    def start(self):
        """Note which rows are there: those made from now on are a prototype's."""
        for table in self.tables:
            self._run("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(table))
            self._before[table] = self._cr.fetchone()[0]

    def finish(self, kind):
        """Take the rows made since as the prototype of a kind."""
        for table in self.tables:
            self._run(
                """
                INSERT INTO %s
                SELECT %s, %s, t.id, row_number() OVER (ORDER BY t.id) - 1
                  FROM %s t WHERE t.id > %s AND (%s)
                """,
                *(self._map, table, kind, SQL.identifier(table)),
                *(self._before[table], SQL(self._conditions[table])),
            )

    def count(self, documents):
        """Give each document the number of rows before its own, for each table.

        The documents are written anew, as a table ``bench_<name>``.

        :param SQL documents: the query for them
        """
        sums = [
            SQL(
                "coalesce(sum(%(count)s) OVER (ORDER BY d.i), 0) - %(count)s"
                " AS %(column)s",
                count=SQL(
                    "coalesce((c.counts ->> %s)::int, 0)",
                    table,
                ),
                column=SQL.identifier(f"off_{table}"),
            )
            for table in self.tables
        ]
        target = SQL.identifier(f"bench_{self._name}")
        self._run("DROP TABLE IF EXISTS %s", target)
        self._run(
            """
            CREATE UNLOGGED TABLE %s AS
            SELECT d.*, %s
              FROM (%s) d
              LEFT JOIN (
                SELECT kind, jsonb_object_agg(tab, number) AS counts
                  FROM (SELECT kind, tab, count(*) AS number
                          FROM %s GROUP BY kind, tab) counted
                 GROUP BY kind
              ) c ON c.kind = d.kind
             ORDER BY d.i
            """,
            *(target, SQL(", ").join(sums), documents, self._map),
        )
        self._run("ANALYZE %s", target)
        for table in self.tables:
            self._run("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(table))
            self.base[table] = self._cr.fetchone()[0]

    def new_id(self, table, seq="0"):
        """Return SQL for the id that a row of the document ``d`` gets."""
        return f"({self.base[table]} + d.off_{table} + {seq} + 1)::int"

    def multiply(self, table, values, references):
        """Copy the prototypes' rows of a table for all documents.

        :param dict values: SQL by column, with the document ``d`` and the row ``p``
        :param dict references: by table a function that returns SQL for a key to it
            that leads out of the graph
        """
        columns = self._columns[table]
        keys = self._keys[table]
        inside = {key: to for key, to in keys.items() if to in self.tables}
        self._make_rows(table, inside)
        if table in self._relations:
            expressions = {}
        else:
            expressions = {"id": self.new_id(table, "p.bench_seq")}
        for column, kind in columns.items():
            if column in values or column in expressions:
                continue
            expression = f'p."{column}"'
            if column in inside:
                to = self.new_id(inside[column], f'p."{column}__seq"')
                expression = (
                    f'CASE WHEN p."{column}__seq" IS NULL THEN {expression} '
                    f"ELSE {to} END"
                )
            elif keys.get(column) in references:
                expression = references[keys[column]](expression)
            elif kind == "date":
                expression = f"{expression} + d.days"
            elif kind.startswith("timestamp"):
                expression = (
                    f"{expression} + d.days * interval '1 day'"
                    " - d.i % 3600 * interval '1 second'"
                )
            expressions[column] = expression
        expressions.update(values)
        names = ", ".join(f'"{name}"' for name in expressions)
        # The documents are read in their order, each finding its few rows by hash: the
        # table is as well ordered as one that grew.
        self._cr.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(expressions.values())} "
            f"FROM bench_{self._name} d "
            f"JOIN bench_{self._name}_rows p ON p.bench_kind = d.kind"
        )
        if table in self.tables:
            self._cr.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"
                f" FROM {table}"
            )

    def _make_rows(self, table, inside):
        """Make the table of the prototypes' rows, with the places of their keys."""
        sequences = [
            SQL(
                "(SELECT k.seq FROM %s k WHERE k.tab = %s AND k.id = t.%s"
                " AND k.kind = m.kind) AS %s",
                *(self._map, to, SQL.identifier(key), SQL.identifier(f"{key}__seq")),
            )
            for key, to in inside.items()
        ]
        if table in self.tables:
            row = SQL("t.id")
            row_table, condition = table, SQL("TRUE")
        else:
            key, row_table = next(iter(inside.items()))
            row = SQL("t.%s", SQL.identifier(key))
            condition = SQL(self._conditions[table])
        rows = SQL.identifier(f"bench_{self._name}_rows")
        self._run("DROP TABLE IF EXISTS %s", rows)
        self._run(
            """
            CREATE UNLOGGED TABLE %s AS
            SELECT m.kind AS bench_kind, m.seq AS bench_seq, t.*%s
              FROM %s t JOIN %s m ON m.tab = %s AND m.id = %s AND (%s)
             ORDER BY m.kind, m.seq
            """,
            rows,
            SQL("").join(SQL(", %s", sequence) for sequence in sequences),
            *(SQL.identifier(table), self._map, row_table, row, condition),
        )
        self._run("ANALYZE %s", rows)

    def clean(self):
        """Drop the working tables."""
        for suffix in ("", "_map", "_rows"):
            self._cr.execute(f"DROP TABLE IF EXISTS bench_{self._name}{suffix}")


class WithoutIndexes:
    """Tables without their indexes and triggers while they are filled.

    What was filled is committed before the indexes are made again, by several
    connections: a database whose loading fails on the way is of no use.
    """

    _settings = {
        # Keys, whose triggers would look up every row, are right by construction.
        "session_replication_role": "replica",
        # The rows of prototypes are few, whatever PostgreSQL thinks.
        "enable_mergejoin": "off",
        "enable_nestloop": "off",
        "work_mem": "512MB",
    }
    _connections = 2

    def __init__(self, cr, tables):
        self._cr = cr
        self._tables = list(tables)

    def __enter__(self):
        for name, value in self._settings.items():
            self._cr.execute(f"SET {name} = '{value}'")
        self._cr.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
              FROM pg_index
             WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
               AND NOT EXISTS (
                     SELECT 1 FROM pg_constraint WHERE conindid = indexrelid
                   )
             ORDER BY indexrelid
            """,
            [self._tables],
        )
        self._indexes = self._cr.fetchall()
        for name, _definition in self._indexes:
            self._cr.execute(f"DROP INDEX {name}")
        return self

    def __exit__(self, kind, error, traceback):
        if error:
            return
        for name in self._settings:
            self._cr.execute(f"RESET {name}")
        self._cr.commit()
        with ThreadPoolExecutor(self._connections) as pool:
            list(pool.map(self._create, [index[1] for index in self._indexes]))

    def _create(self, definition):
        with db_connect(self._cr.dbname).cursor() as cr:
            cr.execute("SET LOCAL maintenance_work_mem = '1GB'")
            cr.execute("SET LOCAL max_parallel_maintenance_workers = 0")
            cr.execute(definition)
