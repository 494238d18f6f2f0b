# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestRefund(AfterSalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.use_credit_notes = True
        cls.order = cls._new_order([(cls.product, 3)])
        cls.invoice = cls._invoice(cls.order)

    def test_reverse_as_plain_agent(self):
        form = self._popup_as(self.agent, self.ticket, "action_refund")
        self.assertEqual(form.move_ids[:], self.invoice)
        self.assertEqual(form.refund_total, 300)
        wizard = form.save()
        action = wizard.refund_moves()
        credit_note = self.ticket.draft_credit_note_ids
        self.assertEqual(action["res_id"], credit_note.id)
        self.assertRecordValues(
            credit_note,
            [
                {
                    "move_type": "out_refund",
                    "state": "draft",
                    "reversed_entry_id": self.invoice.id,
                    "amount_total": 300,
                }
            ],
        )
        self.assertEqual(self.ticket.with_user(self.agent).draft_credit_note_count, 1)
        self.assertEqual(self.ticket.with_user(self.agent).credit_note_count, 0)
