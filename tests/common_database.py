# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import subprocess
import sys
from contextlib import closing

from odoo import sql_db
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, config

ADDON = "helpdesk_mgmt_after_sales"


class DatabaseCase(BaseCase):
    """Tests in databases of their own, with this addon or without it.

    They are copied from the one named in AFTER_SALES_TEMPLATE, which has all that this
    addon depends on but not the addon; ``bin/test`` names it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = os.environ.get("AFTER_SALES_TEMPLATE")
        if not cls.template:
            cls.skipTest(cls, "AFTER_SALES_TEMPLATE names no database")

    @classmethod
    def _copy_template(cls, suffix, template=None):
        """Make a database without this addon, dropped after the tests of this class.

        :param str suffix: of its name
        :param str template: another database to copy
        :return: its name
        """
        database = f"{get_db_name()}_{suffix}"
        cls._drop(database)
        cls._sql(
            "postgres",
            SQL(
                "CREATE DATABASE %s TEMPLATE %s",
                SQL.identifier(database),
                SQL.identifier(template or cls.template),
            ),
        )
        cls.addClassCleanup(cls._drop, database)
        return database

    @classmethod
    def _copy_installed(cls, suffix):
        """Make a database with this addon, as :meth:`_copy_template` does without it.

        Where one was made already, as ``.ci/run`` does, it is copied.
        """
        installed = os.environ.get(f"AFTER_SALES_INSTALLED_{cls.template}")
        database = cls._copy_template(suffix, installed)
        if not installed:
            cls._server(database, "-i", ADDON)
        return database

    @classmethod
    def _drop(cls, database):
        sql_db.close_db(database)
        cls._sql(
            "postgres", SQL("DROP DATABASE IF EXISTS %s", SQL.identifier(database))
        )

    @staticmethod
    def _sql(database, query):
        with closing(sql_db.db_connect(database, allow_uri=True).cursor()) as cr:
            cr._cnx.autocommit = True
            cr.execute(query)
            rows = cr.fetchall() if cr.description else None
        # An open connection would forbid to drop or copy the database.
        sql_db.close_db(database)
        return rows

    @staticmethod
    def _odoo(*arguments, script=None, errors=False):
        """Run Odoo's command line, which has to go without an error.

        :param str script: what to send to its standard input
        :param bool errors: whether it may log errors and go on
        :return: what it printed
        """
        process = subprocess.run(
            [sys.executable, "-m", "odoo", *arguments],
            input=script,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        log = process.stderr + process.stdout
        logged = " ERROR " in log or " CRITICAL " in log
        if process.returncode or (logged and not errors):
            raise AssertionError(log[-5000:])
        return log

    @classmethod
    def _server(cls, database, *arguments):
        options = ("-c", config["config"], "--no-http", "--stop-after-init")
        return cls._odoo("-d", database, *options, *arguments)

    @classmethod
    def _shell(cls, database, script, *arguments, errors=False):
        options = ("-c", config["config"], "--no-http", *arguments)
        return cls._odoo(
            "shell", "-d", database, *options, script=script, errors=errors
        )

    @classmethod
    def _inventory(cls, database):
        """Return all that an addon may add to a database, by kind."""
        queries = {
            "columns": "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public'",
            "indexes": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
            "models": "SELECT model FROM ir_model",
            "fields": "SELECT model, name FROM ir_model_fields",
            "rules": "SELECT name FROM ir_rule",
            "rights": "SELECT name FROM ir_model_access",
            "views": "SELECT model, name, type FROM ir_ui_view",
            "menus": "SELECT name->>'en_US' FROM ir_ui_menu",
            "actions": "SELECT type, name->>'en_US' FROM ir_actions",
            "subtypes": "SELECT res_model, name->>'en_US' FROM mail_message_subtype",
            "templates": "SELECT model, name->>'en_US' FROM mail_template",
            "external ids": f"SELECT name FROM ir_model_data WHERE module = '{ADDON}'",
        }
        return {
            kind: set(cls._sql(database, SQL(query))) for kind, query in queries.items()
        }
