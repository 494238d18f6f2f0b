# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import subprocess
import sys
from contextlib import closing

from odoo import sql_db
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, config

ADDON = "helpdesk_mgmt_after_sales"

# Something of each kind that the addon adds must be there to be removed.
USE = """
env['helpdesk.ticket.team'].create({'name': 'Shop', 'use_credit_notes': True})
partner = env['res.partner'].create({'name': 'Customer'})
invoice = env['account.move'].create({
    'move_type': 'out_invoice',
    'partner_id': partner.id,
    'invoice_line_ids': [(0, 0, {'name': 'Lamp', 'price_unit': 10})],
})
invoice.action_post()
ticket = env['helpdesk.ticket'].create({
    'name': 'Ticket',
    'description': 'Broken',
    'partner_id': partner.id,
    'team_id': env['helpdesk.ticket.team'].search([('name', '=', 'Shop')]).id,
})
action = ticket.action_refund()
from odoo.tests import Form
popup = Form(env[action['res_model']].with_context(action['context'])).save()
popup.refund_moves()
assert ticket.draft_credit_note_count == 1
env.cr.commit()
print('USED')
"""
STILL_WORKS = """
for model in ('helpdesk.ticket', 'helpdesk.ticket.team', 'account.move',
              'loyalty.card', 'stock.picking', 'repair.order', 'project.task',
              'sale.order', 'product.template', 'res.users'):
    env[model].get_views([(False, 'form'), (False, 'list'), (False, 'search')])
ticket = env['helpdesk.ticket'].search([('name', '=', 'Ticket')])
ticket.copy()
credit_note = env['account.move'].search([('move_type', '=', 'out_refund')])
credit_note.action_post()
print('WORKS')
"""


@tagged("post_install", "-at_install", "-standard", "after_sales_uninstall")
class TestUninstall(BaseCase):
    """Install, update and uninstall in a database of its own.

    It is copied from the one named in AFTER_SALES_TEMPLATE, which has all that this
    addon depends on but not the addon; ``bin/test`` names it.
    """

    def setUp(self):
        super().setUp()
        self.template = os.environ.get("AFTER_SALES_TEMPLATE")
        if not self.template:
            self.skipTest("AFTER_SALES_TEMPLATE names no database")
        self.database = f"{get_db_name()}_uninstall"
        self._drop()
        self._sql(
            "postgres",
            SQL(
                "CREATE DATABASE %s TEMPLATE %s",
                SQL.identifier(self.database),
                SQL.identifier(self.template),
            ),
        )
        self.addCleanup(self._drop)

    def _drop(self):
        self._sql(
            "postgres",
            SQL("DROP DATABASE IF EXISTS %s", SQL.identifier(self.database)),
        )

    def _sql(self, database, query):
        with closing(sql_db.db_connect(database, allow_uri=True).cursor()) as cr:
            cr._cnx.autocommit = True
            cr.execute(query)
            rows = cr.fetchall() if cr.description else None
        # An open connection would forbid to drop or copy the database.
        sql_db.close_db(database)
        return rows

    def _odoo(self, *arguments, script=None):
        process = subprocess.run(
            [sys.executable, "-m", "odoo", *arguments],
            input=script,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        log = process.stderr + process.stdout
        self.assertEqual(process.returncode, 0, log[-5000:])
        for level in ("ERROR", "CRITICAL"):
            self.assertNotIn(f" {level} {self.database} ", log)
        return log

    def _server(self, *arguments):
        return self._odoo(
            "-c",
            config["config"],
            "-d",
            self.database,
            "--no-http",
            "--stop-after-init",
            *arguments,
        )

    def _shell(self, script):
        return self._odoo(
            "shell", "-c", config["config"], "-d", self.database, "--no-http",
            script=script,
        )  # fmt: skip

    def _inventory(self):
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
            kind: set(self._sql(self.database, SQL(query)))
            for kind, query in queries.items()
        }

    def test_update_and_uninstall(self):
        before = self._inventory()
        self._server("-i", ADDON)
        installed = self._inventory()
        self.assertIn(("account_move", "helpdesk_ticket_id"), installed["columns"])
        self._server("-u", ADDON)
        self.assertEqual(self._inventory(), installed)
        self.assertIn("USED", self._shell(USE))
        self._odoo(
            "module", "uninstall", "-c", config["config"], "-d", self.database, ADDON
        )
        after = self._inventory()
        for kind, rows in after.items():
            with self.subTest(kind):
                self.assertEqual(rows - before[kind], set())
                self.assertEqual(before[kind] - rows, set())
        self.assertIn("WORKS", self._shell(STILL_WORKS))
