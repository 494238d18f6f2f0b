# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import AfterSalesShop


@tagged("post_install", "-at_install")
class TestRefundsTour(AfterSalesShop, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()
        cls.team.use_credit_notes = True
        cls.clerk = cls._new_user("clerk", "account.group_account_invoice")
        cls.team.refund_reviewer_id = cls.clerk
        cls.invoice = cls._invoice(
            cls._new_order([(cls.product, 3), (cls.serial_product, 1)])
        )

    def test_part_of_an_invoice_from_ticket_to_posted_credit_note(self):
        self.ticket.product_id = self.product
        ticket_url = f"/odoo/helpdesk-tickets/{self.ticket.id}"
        self.start_tour(ticket_url, "after_sales_refund_agent", login="agent")
        credit_note = self.invoice.reversal_move_ids
        self.assertRecordValues(credit_note, [{"state": "draft", "amount_total": 100}])
        self.assertEqual(credit_note.activity_ids.user_id, self.clerk)
        self.start_tour(
            f"/odoo/credit-notes/{credit_note.id}",
            "after_sales_refund_accountant",
            login="clerk",
        )
        self.assertEqual(credit_note.state, "posted")
        self.start_tour(ticket_url, "after_sales_refund_posted", login="agent")
