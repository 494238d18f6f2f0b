# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged
from odoo.tools import config

from .common_database import ADDON, DatabaseCase

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
class TestUninstall(DatabaseCase):
    """Install, update and uninstall in a database of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = cls._copy_installed("uninstall")

    def test_update_and_uninstall(self):
        before = self._inventory(self.template)
        installed = self._inventory(self.database)
        self.assertIn(("account_move", "helpdesk_ticket_id"), installed["columns"])
        self._server(self.database, "-u", ADDON)
        self.assertEqual(self._inventory(self.database), installed)
        self.assertIn("USED", self._shell(self.database, USE))
        self._odoo(
            "module", "uninstall", "-c", config["config"], "-d", self.database, ADDON
        )
        after = self._inventory(self.database)
        for kind, rows in after.items():
            with self.subTest(kind):
                self.assertEqual(rows - before[kind], set())
                self.assertEqual(before[kind] - rows, set())
        self.assertIn("WORKS", self._shell(self.database, STILL_WORKS))
