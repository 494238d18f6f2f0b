# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_plans import QueryPlans
from .common_repairs import WarrantyCommon


@tagged("post_install", "-at_install")
class TestRepairsPlans(QueryPlans, WarrantyCommon):
    """Deliveries are looked up by indexes: of moves, a shop has millions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._new_lot(cls.serial_product, "SNP1")
        cls.env["stock.quant"]._update_available_quantity(
            cls.serial_product, cls.warehouse.lot_stock_id, 1, lot_id=cls.lot
        )
        cls.order = cls._new_order([(cls.serial_product, 1)])
        cls.move = cls._deliver(cls.order, cls.lot).move_ids
        other = {"product_id": cls.product.id}
        cls._copy_rows(cls.move.move_line_ids, {**other, "lot_id": None})
        cls._copy_rows(cls.move, {**other, "sale_line_id": None})
        cls._copy_rows(cls.order.order_line, {**other, "order_id": cls._new_order().id})

    def _assert_indexed_for(self, ticket, function, *indexes):
        ticket = ticket.with_user(self.agent)
        plans = self._assert_indexed(
            lambda: function(ticket), *indexes, tables=("stock_move",)
        )
        self.assertEqual(len(plans), 1)

    def _find(self, ticket):
        product = self.serial_product.with_user(self.agent)
        found = product._repair_find_delivery(ticket, ticket.partner_id, ticket.lot_id)
        self.assertEqual(found[1].move_id, self.move.id)

    def test_by_number(self):
        ticket = self._new_ticket(product_id=self.serial_product.id, lot_id=self.lot.id)
        self._assert_indexed_for(
            ticket, self._find, "stock_move_line_after_sales_lot_idx"
        )

    def test_by_order(self):
        ticket = self._new_ticket(sale_order_ids=self.order.ids)
        self._assert_indexed_for(
            ticket,
            self._find,
            "sale_order_line__order_id_index",
            "stock_move__sale_line_id_index",
        )

    def test_by_customer(self):
        self._assert_indexed_for(self._new_ticket(), self._find)

    def test_numbers_that_the_customer_received(self):
        def find(ticket):
            product = self.serial_product.with_user(self.agent)
            lots = product._repair_get_received_lots(ticket, ticket.partner_id)
            self.assertEqual(lots, self.lot)

        self._assert_indexed_for(self._new_ticket(), find)
