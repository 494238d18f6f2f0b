"""Measures installing the addon: time, rows touched, tables rewritten, locks, indexes.

``install.py ODOO.CONF DATABASE RESULT.json``, on a database without the addon, which
has it afterwards; with its own statistics of updates, so nobody else may use it. Runs
in Odoo's Python.
"""

import json
import subprocess
import sys
import threading
import time

import psycopg2

ADDON = "helpdesk_mgmt_after_sales"
SAMPLE = 0.2  # seconds between two looks at the locks
TABLES = """
SELECT c.relname, pg_relation_filenode(c.oid), s.n_tup_upd, s.n_tup_ins,
       c.reltuples::bigint
  FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""
LOCKS = """
SELECT c.relname
  FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
 WHERE l.mode = 'AccessExclusiveLock' AND l.granted AND c.relkind = 'r'
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
INDEXES = """
SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text,
       pg_get_indexdef(i.indexrelid)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
 WHERE c.relnamespace = 'public'::regnamespace
"""
# What is locked and small is locked for nobody.
LARGE = 1000


class Watch(threading.Thread):
    """Notes how long each table is closed even to readers."""

    def __init__(self, database):
        super().__init__(daemon=True)
        self.locked = {}
        self._database = database
        self._ended = threading.Event()

    def run(self):
        """Look until told to end."""
        connection = connect(self._database)
        while not self._ended.wait(SAMPLE):
            now = time.monotonic()
            for (table,) in fetch(connection, LOCKS):
                first, _last = self.locked.get(table, (now, now))
                self.locked[table] = (first, now)
        connection.close()

    def end(self):
        """Return the seconds for each table."""
        self._ended.set()
        self.join()
        return {
            table: round(last - first + SAMPLE, 1)
            for table, (first, last) in self.locked.items()
        }


def connect(database):
    """Return a connection that keeps no transaction open."""
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection


def fetch(connection, query):
    """Return the rows of a query."""
    with connection.cursor() as cr:
        cr.execute(query)
        return cr.fetchall()


def tables(connection):
    """Return by table: its file, the rows updated and inserted, its size in rows."""
    return {name: values for name, *values in fetch(connection, TABLES)}


def build_times(connection, indexes):
    """Return the seconds that each index of ours takes to build again."""
    times = {}
    with connection.cursor() as cr:
        for name, _table, definition in indexes:
            cr.execute("BEGIN")
            cr.execute(f"DROP INDEX {name}")
            start = time.monotonic()
            cr.execute(definition)
            times[name] = round(time.monotonic() - start, 2)
            cr.execute("ROLLBACK")
    return times


def measure(configuration, database):
    """Install the addon, and return what that took."""
    connection = connect(database)
    fetch(connection, "SELECT pg_stat_reset() IS NULL")
    before = tables(connection)
    known = set(fetch(connection, INDEXES))
    watch = Watch(database)
    watch.start()
    start = time.monotonic()
    subprocess.run(
        [
            *(sys.executable, "-m", "odoo", "-c", configuration, "-d", database),
            *("-i", ADDON, "--no-http", "--stop-after-init"),
        ],
        check=True,
        capture_output=True,
    )
    seconds = round(time.monotonic() - start, 1)
    locked = watch.end()
    fetch(connection, "SELECT pg_stat_clear_snapshot() IS NULL")
    time.sleep(1)  # the statistics come a little later
    after = tables(connection)
    large = {name for name, values in before.items() if values[3] >= LARGE}
    # Keys and primary keys come with their tables, which are new.
    indexes = [
        index for index in set(fetch(connection, INDEXES)) - known if index[1] in large
    ]
    result = {
        "seconds": seconds,
        "rewritten": sorted(n for n in before if after[n][0] != before[n][0]),
        "updated": {
            name: after[name][1] - (before[name][1] or 0)
            for name in sorted(before)
            # Odoo's own books are rewritten by every installation.
            if not name.startswith("ir_")
            and (after[name][1] or 0) > (before[name][1] or 0)
        },
        "locked": {name: locked[name] for name in sorted(large & locked.keys())},
        "indexes": build_times(connection, sorted(indexes)),
    }
    connection.close()
    return result


if __name__ == "__main__":
    odoo_conf, name, target = sys.argv[1:]
    with open(target, "w") as file:
        json.dump(measure(odoo_conf, name), file, indent=1)
