# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from unittest.mock import patch

from psycopg2.extras import Json

from odoo.tests import tagged
from odoo.tools import SQL

from .common_repairs import WarrantyCommon

LARGE = "stock_move|stock_move_line|stock_picking|sale_order|sale_order_line"


@tagged("post_install", "-at_install")
class TestRepairsPlans(WarrantyCommon):
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

    @classmethod
    def _copy_rows(cls, record, values):
        """Copy a record in SQL, some thousand times: few rows are always read whole."""
        table = record._table
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s
                SELECT copied.*
                FROM %(table)s original, generate_series(1, 3000) number,
                    jsonb_populate_record(
                        original, %(values)s::jsonb || jsonb_build_object(
                            'id', nextval(pg_get_serial_sequence(%(name)s, 'id'))
                                + 0 * number
                        )
                    ) copied
                WHERE original.id = %(id)s
                """,
                table=SQL.identifier(table),
                name=table,
                values=Json(values),
                id=record.id,
            )
        )
        cls.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _explain(self, function):
        """Return the plans of the statements about moves that a function runs."""
        statements = []
        cursor = type(self.env.cr)
        execute = cursor.execute

        def collect(cr, query, *args, **kwargs):
            code = getattr(query, "code", query)
            if "FROM stock_move" in code:
                statements.append(cr.mogrify(code, query.params).decode())
            return execute(cr, query, *args, **kwargs)

        with patch.object(cursor, "execute", collect):
            function()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plans = []
        for statement in statements:
            self.env.cr.execute(f"EXPLAIN {statement}")
            plans.append("\n".join(line for [line] in self.env.cr.fetchall()))
        self.env.cr.execute("SET LOCAL enable_seqscan = on")
        return plans

    def _assert_indexed(self, ticket, function, *indexes):
        function(ticket.with_user(self.agent))
        plans = self._explain(lambda: function(ticket.with_user(self.agent)))
        self.assertEqual(len(plans), 1)
        self.assertFalse(re.search(rf"Seq Scan on ({LARGE})\b", plans[0]), plans[0])
        for index in indexes:
            self.assertIn(index, plans[0])

    def _find(self, ticket):
        product = self.serial_product.with_user(self.agent)
        found = product._repair_find_delivery(ticket, ticket.partner_id, ticket.lot_id)
        self.assertEqual(found[1].move_id, self.move.id)

    def test_by_number(self):
        ticket = self._new_ticket(product_id=self.serial_product.id, lot_id=self.lot.id)
        self._assert_indexed(ticket, self._find, "stock_move_line_after_sales_lot_idx")

    def test_by_order(self):
        ticket = self._new_ticket(sale_order_ids=self.order.ids)
        self._assert_indexed(
            ticket,
            self._find,
            "sale_order_line__order_id_index",
            "stock_move__sale_line_id_index",
        )

    def test_by_customer(self):
        self._assert_indexed(self._new_ticket(), self._find)

    def test_numbers_that_the_customer_received(self):
        def find(ticket):
            product = self.serial_product.with_user(self.agent)
            lots = product._repair_get_received_lots(ticket, ticket.partner_id)
            self.assertEqual(lots, self.lot)

        self._assert_indexed(self._new_ticket(), find)
