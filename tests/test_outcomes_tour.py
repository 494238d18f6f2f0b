# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_returns import ReturnShop


@tagged("post_install", "-at_install")
class TestOutcomesTour(ReturnShop, HttpCase):
    """From the popup to the money, each as who does it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()
        cls.team.use_credit_notes = True
        cls._new_user("warehouse", "stock.group_stock_user,base.group_partner_manager")
        cls._invoice(cls.order)
        cls.ticket.sale_order_ids = cls.order

    def test_from_popup_to_money(self):
        ticket_url = f"/odoo/helpdesk-tickets/{self.ticket.id}"
        self.start_tour(ticket_url, "after_sales_outcome_agent", login="agent")
        back = self.delivery.return_ids
        self.assertRecordValues(
            back.move_ids,
            [{"helpdesk_outcome": "refund", "product_uom_qty": 2, "to_refund": True}],
        )
        self.start_tour(
            f"/odoo/stock.picking/{back.id}",
            "after_sales_outcome_warehouse",
            login="warehouse",
        )
        self.assertRecordValues(
            back.helpdesk_credit_note_ids, [{"state": "draft", "amount_total": 200.0}]
        )
        self.start_tour(ticket_url, "after_sales_outcome_ticket", login="agent")
