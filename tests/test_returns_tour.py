# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_returns import ReturnShop


@tagged("post_install", "-at_install")
class TestReturnsTour(ReturnShop, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()
        # With the app Delivery, the standard form needs the second group, too.
        cls._new_user("warehouse", "stock.group_stock_user,base.group_partner_manager")
        cls._new_user("seller", "sales_team.group_sale_salesman_all_leads")
        lots = cls._new_lot(cls.serial_product, "SN-R1")
        lots |= cls._new_lot(cls.serial_product, "SN-R2")
        cls._put_in_stock(cls.serial_product, 1, lots)
        cls.order = cls._new_order([(cls.product, 5), (cls.serial_product, 2)])
        cls.delivery = cls._deliver(cls.order, lots)
        cls.ticket.sale_order_ids = cls.order

    def test_part_of_a_delivery_from_ticket_to_receipt(self):
        ticket_url = f"/odoo/helpdesk-tickets/{self.ticket.id}"
        self.start_tour(ticket_url, "after_sales_return_agent", login="agent")
        picking = self.delivery.return_ids
        self.assertRecordValues(
            picking, [{"state": "assigned", "helpdesk_ticket_id": self.ticket.id}]
        )
        self.assertEqual(picking.move_line_ids.lot_id.name, "SN-R2")
        self.start_tour(
            f"/odoo/stock.picking/{picking.id}",
            "after_sales_return_warehouse",
            login="warehouse",
        )
        self.assertEqual(picking.state, "done")
        self.start_tour(
            f"/odoo/sale.order/{self.order.id}",
            "after_sales_return_order",
            login="seller",
        )
        self.assertEqual(
            self.order.order_line.mapped("qty_delivered"),
            [3, 1],
        )

    def test_nothing_left(self):
        deliveries = self.env["stock.picking"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "done")]
        )
        self.assertEqual(len(deliveries), 2)
        for move in deliveries.move_ids:
            back = self.env["stock.return.picking"].create(
                {"picking_id": move.picking_id.id}
            )
            for line in back.product_return_moves:
                line.quantity = move.quantity if line.move_id == move else 0
            back.action_create_returns()
        deliveries.return_ids.helpdesk_ticket_id = self.ticket
        ticket_url = f"/odoo/helpdesk-tickets/{self.ticket.id}"
        self.start_tour(ticket_url, "after_sales_return_late", login="agent")
