# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common_documents import DocumentsCommon

ADDON = "helpdesk_mgmt_after_sales"
SCRIPT = f"{ADDON}/migrations/19.0.2.3.0/post-made.py"


@tagged("post_install", "-at_install")
class TestUndoMigration(DocumentsCommon):
    """What popups made before the update can be undone, what was linked cannot."""

    def test_made_and_linked(self):
        self._make_documents()
        linked = self._new_invoice(move_type="out_refund", post=False)
        linked.helpdesk_ticket_id = self.ticket
        made = self.ticket.draft_credit_note_ids - linked
        documents = [
            made,
            *self.ticket.return_ids,
            *self.ticket.repair_ids,
            *self.ticket.fsm_task_ids,
            *self.ticket.coupon_ids,
        ]
        for document in (*documents, linked):
            document.helpdesk_is_made = False
        self.env.flush_all()
        load_script(file_path(SCRIPT), "post-made").migrate(self.env.cr, "19.0.2.2.0")
        self.env.invalidate_all()
        self.assertTrue(all(document.helpdesk_is_made for document in documents))
        self.assertFalse(linked.helpdesk_is_made)
