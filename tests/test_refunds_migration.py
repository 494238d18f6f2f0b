# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID
from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common_refunds import RefundCommon

ADDON = "helpdesk_mgmt_after_sales"
SCRIPT = f"{ADDON}/migrations/19.0.2.1.0/post-activity.py"


@tagged("post_install", "-at_install")
class TestRefundsMigration(RefundCommon):
    """Checks that waited when the addon was updated are closed to agents, too."""

    def test_agent_is_no_maker_any_more(self):
        credit_note = self._reverse(self._popup())
        other = self._new_invoice()
        todo = self.env.ref("mail.mail_activity_data_todo")
        values = {"user_id": self.accountant.id, "activity_type_id": todo.id}
        # As the agent's popup scheduled it, who could close it then.
        old = credit_note.activity_schedule(**values)
        untouched = (
            credit_note.activity_schedule(automated=False, **values)
            | other.activity_schedule(**values)
            | credit_note.activity_schedule(**values)
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET create_uid = %s WHERE id IN %s",
            [self.agent.id, tuple((old | untouched[:2]).ids)],
        )
        self.env.cr.execute(
            "UPDATE mail_activity SET create_uid = %s WHERE id = %s",
            [self.accountant.id, untouched[2].id],
        )
        load_script(file_path(SCRIPT), "post-activity").migrate(
            self.env.cr, "19.0.2.0.0"
        )
        self.env.invalidate_all()
        check = self.env.ref(
            "helpdesk_mgmt_after_sales.mail_activity_type_refund_check"
        )
        self.assertRecordValues(
            old, [{"create_uid": SUPERUSER_ID, "activity_type_id": check.id}]
        )
        self.assertEqual(untouched.activity_type_id, todo)
        self.assertEqual(untouched.create_uid, self.agent | self.accountant)
