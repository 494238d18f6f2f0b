# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import AfterSalesShop


@tagged("post_install", "-at_install")
class TestApprovalsTour(AfterSalesShop, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()
        cls._new_user("approver", "helpdesk_mgmt.group_helpdesk_user")
        cls.team.write(
            {
                "use_credit_notes": True,
                "refund_limit": 150.0,
                "approver_ids": [
                    Command.set(
                        cls.env["res.users"].search([("login", "=", "approver")]).ids
                    )
                ],
            }
        )
        cls.ticket.product_id = cls.product
        cls.invoice = cls._invoice(cls._new_order([(cls.product, 3)]))

    def test_an_agent_asks_and_an_approver_grants(self):
        ticket_url = f"/odoo/helpdesk-tickets/{self.ticket.id}"
        self.start_tour(ticket_url, "after_sales_approval_agent", login="agent")
        approvals = self.env["helpdesk.after.sales.approval"]
        approval = approvals.search([("ticket_id", "=", self.ticket.id)])
        self.assertRecordValues(
            approval, [{"state": "to_approve", "amount": 300.0, "note": "Furious"}]
        )
        self.start_tour(
            "/odoo/after-sales-approvals",
            "after_sales_approval_approver",
            login="approver",
        )
        self.assertEqual(approval.state, "approved")
        self.assertEqual(self.invoice.reversal_move_ids.amount_total, 200.0)

    def test_an_approver_refuses(self):
        form = self._popup_as(
            self.agent, self.ticket, "action_refund", approval_note="All"
        )
        popup = form.save()
        popup.action_ask_approval()
        approval = popup.sudo().approval_id
        self.start_tour(
            f"/odoo/after-sales-approvals/{approval.id}",
            "after_sales_approval_refuse",
            login="approver",
        )
        self.assertRecordValues(
            approval, [{"state": "refused", "refusal_reason": "Repair it"}]
        )
