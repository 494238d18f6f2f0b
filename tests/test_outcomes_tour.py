# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_outcomes import OutcomeTourShop


@tagged("post_install", "-at_install")
class TestOutcomesTour(OutcomeTourShop, HttpCase):
    """From the popup to the money, or the goods, each as who does it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()
        cls._invoice(cls.order)

    def test_from_popup_to_money(self):
        self._tour_as_agent("after_sales_outcome_agent")
        back = self.delivery.return_ids
        self.assertRecordValues(
            back.move_ids,
            [{"helpdesk_outcome": "refund", "product_uom_qty": 2, "to_refund": True}],
        )
        self._tour_as_warehouse("after_sales_outcome_warehouse")
        self.assertRecordValues(
            back.helpdesk_credit_note_ids, [{"state": "draft", "amount_total": 200.0}]
        )
        self._tour_as_agent("after_sales_outcome_ticket")

    def test_replacement(self):
        self._tour_as_agent("after_sales_replace_agent")
        back = self.delivery.return_ids
        self.assertRecordValues(
            back.move_ids,
            [{"helpdesk_outcome": "replace", "product_uom_qty": 1, "to_refund": True}],
        )
        self._tour_as_warehouse("after_sales_replace_warehouse")
        [replacement] = back.helpdesk_replacement_move_ids
        self.assertRecordValues(
            replacement,
            [
                {
                    "product_id": self.product.id,
                    "quantity": 1,
                    "state": "done",
                    "sale_line_id": self.order.order_line.id,
                }
            ],
        )
        self.assertEqual(replacement.picking_id.helpdesk_ticket_id, self.ticket)
        # The customer has five that work, and has paid for five.
        self.assertRecordValues(
            self.order.order_line,
            [{"product_uom_qty": 5, "qty_delivered": 5, "qty_to_invoice": 0}],
        )
        self.assertFalse(back.helpdesk_credit_note_ids)
        self._tour_as_agent("after_sales_replace_ticket")

    def test_replacement_by_another_product(self):
        floor_lamp = self._new_product("Floor lamp", list_price=150.0)
        self._put_in_stock(floor_lamp, 1)
        self._tour_as_agent("after_sales_replace_other_agent")
        back = self.delivery.return_ids
        self.assertRecordValues(
            back.move_ids,
            [
                {
                    "helpdesk_outcome": "replace",
                    "product_uom_qty": 1,
                    "helpdesk_replace_product_id": floor_lamp.id,
                }
            ],
        )
        # Said, and nothing made yet.
        self.assertEqual(len(self.order.order_line), 1)
        self._tour_as_warehouse("after_sales_replace_warehouse")
        self.assertRecordValues(
            back.helpdesk_replacement_move_ids,
            [{"product_id": floor_lamp.id, "quantity": 1, "state": "done"}],
        )
        self.assertRecordValues(
            self.order.order_line,
            [
                {"product_id": self.product.id, "qty_delivered": 4, "price_unit": 100},
                {"product_id": floor_lamp.id, "qty_delivered": 1, "price_unit": 150},
            ],
        )
        self.assertRecordValues(
            back.helpdesk_credit_note_ids, [{"state": "draft", "amount_total": 100.0}]
        )
        self.assertEqual(self._invoice(self.order).amount_total, 150.0)

    def test_repair_and_send_back(self):
        self.team.use_product_repairs = True
        delivery = self._deliver_serials("SN-1")
        self.ticket.sale_order_ids = delivery.sale_id
        lot = delivery.move_line_ids.lot_id
        self._tour_as_agent("after_sales_outcome_repair_agent")
        back = delivery.return_ids
        self._tour_as_warehouse("after_sales_outcome_repair_workshop")
        repair = back.repair_ids
        self.assertRecordValues(
            repair,
            [
                {
                    "state": "done",
                    "lot_id": lot.id,
                    "helpdesk_ticket_id": self.ticket.id,
                    "user_id": self.agent.id,
                }
            ],
        )
        self.assertRecordValues(
            repair.helpdesk_delivery_ids,
            [
                {
                    "state": "done",
                    "partner_id": self.customer.id,
                    "return_id": back.id,
                    "helpdesk_ticket_id": self.ticket.id,
                }
            ],
        )
        self.assertEqual(repair.helpdesk_delivery_ids.move_line_ids.lot_id, lot)
        self.assertEqual(lot.location_id, delivery.location_dest_id)
        self.assertEqual(delivery.sale_id.order_line.qty_delivered, 1)
        self._tour_as_agent("after_sales_outcome_repair_ticket")
