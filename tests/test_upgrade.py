# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import subprocess
import tempfile
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import SQL, config

from .common_database import ADDON, DatabaseCase

# The last tree of 19.0.1.0.0.
OLD_TREE = "40f0715"
# Documents of all services, made by that tree's code through its popups.
USE = """
from odoo import Command, fields
from odoo.tests import Form
from odoo.addons.helpdesk_mgmt_after_sales.tests.common_coupon import CouponShop
from odoo.addons.helpdesk_mgmt_after_sales.tests.common_fsm import FsmShop
from odoo.addons.helpdesk_mgmt_after_sales.tests.common_return import ReturnShop

env = env(context={'no_reset_password': True})
class Shop(CouponShop, ReturnShop, FsmShop):
    pass
Shop.env = env
Shop._set_up_shop()
shop = Shop()
shop.team.write({'use_credit_notes': True, 'use_product_repairs': True})
shop.ticket.name = 'Upgrade'
shop.ticket.sale_order_ids = shop.order

invoice = shop._invoice(shop.order)
popup = shop._popup_as(shop.agent, shop.ticket, 'action_refund').save()
popup.refund_line_ids.quantity = 1
popup.refund_moves()
shop.ticket.draft_credit_note_ids.action_post()
popup = shop._popup_as(shop.agent, shop.ticket, 'action_refund').save()
popup.refund_line_ids.quantity = 1
popup.refund_moves()
assert shop.ticket.credit_note_count == shop.ticket.draft_credit_note_count == 1

coupon = shop._make_coupon()
shop._make_coupon().action_after_sales_revoke()

form = shop._popup_as(shop.agent, shop.ticket, 'action_return')
with form.product_return_moves.edit(0) as line:
    line.quantity = 1
form.save().action_create_exchanges()
shop._receive(shop.ticket.return_ids.filtered('return_id'))
assert len(shop.ticket.return_ids) == 2

shop.product.product_tmpl_id.warranty_months = 24
popup = shop._popup_as(shop.agent, shop.ticket, 'action_repair',
                       product_id=shop.product).save()
assert popup.under_warranty
popup.action_confirm()
old = shop._new_product('Old lamp', warranty_months=12, active=False)
shop._new_product('Plain lamp')

visit = shop._plan(name='Signed').sudo()
visit.user_ids = shop.technician
shop._fill_in(visit)
shop._sign(visit.with_user(shop.technician))
visit.action_fsm_done()
hidden = shop._plan(name='Archived').sudo()
hidden.user_ids = shop.technician
shop._fill_in(hidden)
shop._sign(hidden.with_user(shop.technician))
hidden.active = False
opened = shop._plan(name='Reopened').sudo()
opened.user_ids = shop.technician
shop._fill_in(opened)
shop._sign(opened.with_user(shop.technician))
opened.with_user(shop.project_manager)._worksheet_reopen('Wrong pressure')
env.cr.commit()
print('WORKSHEET', visit.worksheet_hash, visit.worksheet_signed_on,
      visit.worksheet_signature.decode()[:40])
print('USED')
"""
# What there is in the end of one tree and in the beginning of the other.
FACTS = """
logins = ('agent', 'agent_team', 'manager', 'outsider', 'technician')
users = {login: env['res.users'].search([('login', '=', login)]) for login in logins}
team = env['helpdesk.ticket.team'].search([('name', '=', 'Shop')])
switches = ('use_credit_notes', 'use_coupons', 'use_product_returns',
            'use_product_repairs', 'use_fsm')
print('FACT', [team[switch] for switch in switches], team.fsm_project_id)
for model in ('account.move', 'loyalty.card', 'stock.picking', 'repair.order',
              'project.task'):
    for document in env[model].with_context(active_test=False).search(
            [('helpdesk_ticket_id', '!=', False)], order='id'):
        print('FACT', document, document.helpdesk_ticket_id, document.display_name,
              document.company_id, document.partner_id,
              document.message_ids.sorted('id').mapped('body'),
              {login: [right for right in ('read', 'write', 'unlink')
                       if document.with_user(user).has_access(right)]
               for login, user in users.items()})
"""
CHECK = """
from odoo.tests import Form

for record in env['ir.model.data'].search(
        [('module', '=', 'helpdesk_mgmt_after_sales')]):
    assert env[record.model].browse(record.res_id).exists(), record.name

ticket = env['helpdesk.ticket'].search([('name', '=', 'Upgrade')])
agent = env['res.users'].search([('login', '=', 'agent')])
counts = ('credit_note_count', 'draft_credit_note_count', 'coupon_count',
          'return_count', 'repair_count', 'fsm_task_count')
seen = ticket.with_user(agent)
assert [seen[name] for name in counts] == [1, 1, 2, 2, 1, 2], seen.read(counts)
for service in ticket._after_sales_services().values():
    getattr(seen, service.view)()
for switch in ticket._after_sales_services():
    assert ticket[switch], switch
types = set(ticket.return_ids.mapped('helpdesk_document_type'))
assert types == {'return', 'replacement'}, types
assert ticket.repair_ids.under_warranty
back = ticket.return_ids.filtered('return_id').with_user(agent)
action = back.action_send_return_slip()
mail = Form(env[action['res_model']].with_user(agent).with_context(action['context']))
assert mail.partner_ids[:] == ticket.partner_id and ticket.partner_id.name in mail.body

template = env.ref('helpdesk_mgmt_after_sales.mail_template_coupon')
assert 'our apology' in template.body_html and template.name == 'Helpdesk: Coupon'

products = env['product.template'].with_context(active_test=False)
periods = {product.name: (product.warranty, product.warranty_type)
           for product in products.search([('warranty', '!=', 0)])}
assert periods == {'Desk lamp': (24, 'month'), 'Old lamp': (12, 'month')}, periods

visit = ticket.fsm_task_ids.filtered(lambda task: task.name == 'Signed')
assert visit.worksheet_intact and visit.state == '1_done'
assert visit.worksheet_signed_by == 'Joe Willis'
assert visit.worksheet_signed_role == 'Site manager'
assert visit.worksheet_snapshot
signature = visit.worksheet_signature_ids
assert len(signature) == 1 and not signature.voided_on
assert signature.hash == visit.worksheet_hash
print('WORKSHEET', visit.worksheet_hash, visit.worksheet_signed_on,
      visit.worksheet_signature.decode()[:40])
archived = ticket.with_context(active_test=False).fsm_task_ids.filtered(
    lambda task: not task.active)
assert archived.worksheet_intact and len(archived.worksheet_signature_ids) == 1
opened = ticket.fsm_task_ids - visit
assert not opened.worksheet_hash and not opened.worksheet_signed_by
said = {line['string']: line for line in opened._worksheet_read()}
assert dict(said['State']['selection'])[said['State']['value']] == 'Fair', said['State']
tags = {tag[0]: tag[1] for tag in said['Parts']['tags']}
assert [tags[key] for key in said['Parts']['value']] == ['Valve'], said['Parts']
line = opened.worksheet_template_id.line_ids.filtered(lambda x: x.name == 'State')
line.options = 'Good, Medium, Poor'
said = {line['string']: line for line in opened._worksheet_read()}
assert dict(said['State']['selection'])[said['State']['value']] == 'Medium'
assert not env['ir.attachment'].search([('res_model', '=', 'project.task'),
                                        ('res_field', '!=', False)])

planned = env.ref('helpdesk_mgmt_after_sales.project_task_type_fsm_planned')
assert planned.fsm_planned
dated = env['project.task'].create({
    'name': 'Dated', 'project_id': visit.project_id.id,
    'visit_start': '2027-01-05 09:00:00',
})
assert dated.stage_id == planned
shipped = env.ref('helpdesk_mgmt_after_sales.worksheet_template_repair')
assert shipped.line_ids.filtered('is_serial').mapped('name') == ['Serial number']

manager = env['res.users'].search([('login', '=', 'project_manager')])
visit.with_user(manager)._worksheet_reopen('Wrong pressure')
assert signature.voided_on and signature.intact and not visit.worksheet_hash

for model in ('helpdesk.ticket', 'helpdesk.ticket.team', 'account.move',
              'loyalty.card', 'stock.picking', 'repair.order', 'project.task',
              'product.template'):
    env[model].get_views([(False, 'form'), (False, 'list'), (False, 'search')])
    env[model].with_user(agent).get_views([(False, 'form')])
print('KEPT')
"""


@tagged("post_install", "-at_install", "-standard", "after_sales_upgrade")
class TestUpgrade(DatabaseCase):
    """A database made by the release before is updated, and loses nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        archive = subprocess.run(
            ["git", "-C", Path(__file__).parents[1], "archive", OLD_TREE],
            capture_output=True,
            check=False,
        )
        if archive.returncode:
            cls.skipTest(cls, f"This checkout has no history down to {OLD_TREE}")
        place = Path(folder.name, ADDON)
        place.mkdir()
        subprocess.run(["tar", "-x", "-C", place], input=archive.stdout, check=True)
        # The last addons folder is the one of this tree.
        *others, __ = config["addons_path"]
        cls.old_tree = f"--addons-path={','.join([*others, folder.name])}"

    def _worksheet(self, log):
        return next(line for line in log.splitlines() if line.startswith("WORKSHEET"))

    def _facts(self, log):
        return [line for line in log.splitlines() if line.startswith("FACT")]

    @classmethod
    def _inventory(cls, database):
        """Return also what the names do not say."""
        queries = {
            "what rights give": "SELECT a.name, m.model, g.name->>'en_US', a.perm_read,"
            " a.perm_write, a.perm_create, a.perm_unlink, a.active"
            " FROM ir_model_access a JOIN ir_model m ON m.id = a.model_id"
            " LEFT JOIN res_groups g ON g.id = a.group_id",
            "what rules say": "SELECT r.name, m.model, r.domain_force, r.perm_read,"
            " r.perm_write, r.perm_create, r.perm_unlink, r.active"
            " FROM ir_rule r JOIN ir_model m ON m.id = r.model_id",
            "groups of rules": "SELECT r.name, g.name->>'en_US' FROM rule_group_rel l"
            " JOIN ir_rule r ON r.id = l.rule_group_id"
            " JOIN res_groups g ON g.id = l.group_id",
            "constraints": "SELECT conrelid::regclass::text, conname,"
            " pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace",
            "selections": "SELECT f.model, f.name, s.value"
            " FROM ir_model_fields_selection s"
            " JOIN ir_model_fields f ON f.id = s.field_id",
            "views' places": "SELECT v.model, v.name, v.active, v.mode, p.name"
            " FROM ir_ui_view v LEFT JOIN ir_ui_view p ON p.id = v.inherit_id",
            "scheduled actions": "SELECT cron_name, active FROM ir_cron",
            "activity types": "SELECT name->>'en_US' FROM mail_activity_type",
        }
        more = {
            kind: set(cls._sql(database, SQL(query))) for kind, query in queries.items()
        }
        return {**super()._inventory(database), **more}

    def test_update_of_the_release_before(self):
        database = self._copy_template("upgrade")
        # The release before did without it.
        uninstall = ("module", "uninstall", "-c", config["config"])
        self._odoo(*uninstall, "-d", database, "product_warranty")
        self._server(database, "-i", ADDON, self.old_tree)
        used = self._shell(database, USE + FACTS, self.old_tree)
        self.assertIn("USED", used)

        self._server(database, "-u", ADDON)

        kept = self._shell(database, FACTS + CHECK)
        self.assertIn("KEPT", kept)
        self.assertEqual(self._worksheet(kept), self._worksheet(used))
        self.assertEqual(self._facts(kept), self._facts(used))
        self.assertEqual(len(self._facts(used)), 11)
        fresh = self._copy_installed("fresh")
        expected = self._inventory(fresh)
        for kind, rows in self._inventory(database).items():
            with self.subTest(kind):
                self.assertEqual(rows, expected[kind])
