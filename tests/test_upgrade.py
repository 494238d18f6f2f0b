# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import subprocess
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import config

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
CHECK = """
from odoo.tests import Form

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
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as tar:
            tar.extractall(Path(folder.name, ADDON), filter="data")
        # The last addons folder is the one of this tree.
        *others, __ = config["addons_path"]
        cls.old_tree = f"--addons-path={','.join([*others, folder.name])}"

    def _worksheet(self, log):
        return next(line for line in log.splitlines() if line.startswith("WORKSHEET"))

    def test_update_of_the_release_before(self):
        database = self._copy_template("upgrade")
        # The release before did without it.
        uninstall = ("module", "uninstall", "-c", config["config"])
        self._odoo(*uninstall, "-d", database, "product_warranty")
        self._server(database, "-i", ADDON, self.old_tree)
        used = self._shell(database, USE, self.old_tree)
        self.assertIn("USED", used)

        self._server(database, "-u", ADDON)

        kept = self._shell(database, CHECK)
        self.assertIn("KEPT", kept)
        self.assertEqual(self._worksheet(kept), self._worksheet(used))
        fresh = self._copy_template("fresh")
        self._server(fresh, "-i", ADDON)
        expected = self._inventory(fresh)
        for kind, rows in self._inventory(database).items():
            with self.subTest(kind):
                self.assertEqual(rows, expected[kind])
