# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import tagged
from odoo.tools import SQL

from .common_database import ADDON, DatabaseCase

USE = """
partner = env['res.partner'].create({'name': 'Customer'})
product = env['product.product'].create({'name': 'Lamp', 'is_storable': True})
team = env['helpdesk.ticket.team'].create({'name': 'Shop'})
env['helpdesk.ticket'].create({
    'name': 'Ticket',
    'team_id': team.id,
    'description': 'Broken',
    'partner_id': partner.id,
    'product_id': product.id,
})
project = env['project.project'].create({'name': 'Visits'})
env['project.task'].create({
    'name': 'Visit',
    'project_id': project.id,
    'partner_id': partner.id,
})
env.cr.commit()
print('USED')
"""
COMPUTE = """
task = env['project.task'].search([('name', '=', 'Visit')])
assert not task.visit_address_id and not task.worksheet_template_id
assert not task.worksheet_properties
template = env.ref('helpdesk_mgmt_after_sales.worksheet_template_repair')
task.project_id.write({
    'is_fsm': True, 'allow_worksheets': True, 'worksheet_template_id': template.id,
})
assert task.visit_address_id == task.partner_id and task.partner_id
assert task.worksheet_template_id == template
task.visit_start = '2027-01-05 09:00:00'
assert task.visit_end and task.visit_duration
assert not task.worksheet_signed_by and not task.worksheet_hash

ticket = env['helpdesk.ticket'].search([('name', '=', 'Ticket')])
ticket.product_id.tracking = 'serial'
lot = env['stock.lot'].create({'name': 'L1', 'product_id': ticket.product_id.id})
ticket.lot_id = lot
ticket.product_id = False
assert not ticket.lot_id
print('COMPUTED')
"""
# The version of each row: whoever writes it makes another.
ROWS = """
SELECT 'task', id, ctid::text, xmin::text FROM project_task
 UNION ALL
SELECT 'ticket', id, ctid::text, xmin::text FROM helpdesk_ticket
 UNION ALL
SELECT 'move', id, ctid::text, xmin::text FROM stock_move
"""
FILES = """
SELECT relname, pg_relation_filenode(oid)
  FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


@tagged("post_install", "-at_install", "-standard", "after_sales_install")
class TestInstall(DatabaseCase):
    """The addon is installed in a large shop without touching what is there."""

    def test_install_computes_nothing(self):
        database = self._copy_template("install")
        self.assertIn("USED", self._shell(database, USE))
        rows = self._sql(database, SQL(ROWS))
        files = dict(self._sql(database, SQL(FILES)))

        log = self._server(database, "-i", ADDON)

        self.assertEqual(re.findall(r"Prepare computation of (\S+)", log), [])
        self.assertEqual(self._sql(database, SQL(ROWS)), rows)
        now = dict(self._sql(database, SQL(FILES)))
        self.assertEqual({name: now[name] for name in files}, files)
        self.assertIn("COMPUTED", self._shell(database, COMPUTE))
