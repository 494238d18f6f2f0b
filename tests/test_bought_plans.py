# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_bought import BoughtCommon
from .common_plans import QueryPlans
from .common_queries import QueryCounter


@tagged("post_install", "-at_install")
class TestBoughtPlans(QueryPlans, QueryCounter, BoughtCommon):
    """A page costs the same for a customer with thousands of orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger"})
        cls.machines = cls._deliver_serials("SN-1001").sale_id.order_line
        cls.ticket.product_id = cls.product
        cls.products = cls.env["product.product"].create(
            [{"name": f"Lamp {number}"} for number in range(11)]
        )

    def _copy_orders(self, partner, papers=True):
        """Copy thousands of orders of a customer, each with one of many products.

        :param bool papers: their deliveries and invoices, too
        """
        values = {"partner_id": partner.id}
        ids = self._copy_rows(self.order, values, numbered=["name"])
        line_ids = self._copy_rows(self.line, {"order_partner_id": partner.id})
        self.env.cr.execute(
            """
            UPDATE sale_order_line line
            SET order_id = copied.order_id,
                product_id = (%s)[1 + line.id %% 12]
            FROM unnest(%s, %s) copied(line_id, order_id)
            WHERE line.id = copied.line_id
            """,
            [[self.product.id, *self.products.ids], line_ids, ids],
        )
        self.env.cr.execute("ANALYZE sale_order_line")
        if not papers:
            return
        self._copy_rows(self.delivery, values, numbered=["name"])
        self._copy_rows(self.delivery.move_ids, {"sale_line_id": None})
        self._copy_rows(self.invoice, {"state": "draft"}, numbered=["name"])

    def test_page(self):
        self._copy_orders(self.stranger)
        self._assert_indexed(
            lambda: self.assertEqual(len(self._get()["lines"]), 2),
            "sale_order_bought_latest_idx",
            tables=("sale_order", "sale_order_line", "stock_move", "stock_move_line"),
        )

    def test_customer_with_thousands_of_orders(self):
        self._copy_orders(self.customer)
        self._copy_orders(self.stranger, papers=False)
        # A few thousand lines fill so few pages that reading all of a customer's is as
        # good; at a million they are not in one place.
        self.env.cr.execute("SET LOCAL random_page_cost = 1.1")
        plans = self._assert_indexed(
            lambda: self.assertEqual(len(self._get()["lines"]), 10),
            "sale_order_bought_latest_idx",
            "sale_order_line_bought_product_idx",
            tables=("sale_order",),
        )
        self.assertTrue(plans)

    def test_search(self):
        self._copy_orders(self.customer)
        for search in (self.order.name, self.invoice.name, "SN-1001", "lamp"):
            with self.subTest(search):
                self._assert_indexed(
                    lambda search=search: self.assertTrue(self._get_ids(search=search)),
                    tables=("sale_order", "stock_picking", "account_move"),
                )

    def test_numbers_in_the_ticket(self):
        self._copy_orders(self.stranger)
        self.ticket.name = f"{self.order.name} {self.invoice.name} SN-1001"
        self._assert_indexed(
            lambda: self.assertEqual(self._get_ids()[0], self.line.id),
            tables=("sale_order", "stock_picking", "account_move", "stock_lot"),
        )

    def test_queries(self):
        """A page of twenty costs no query more than one of two."""
        self.company.return_window_days = 14
        (self.product | self.serial_product).write(
            {"warranty": 24, "warranty_type": "month"}
        )

        def ask():
            return self._get(limit=80)["lines"]

        self._make_coupon()
        self._open_line("use_product_returns").save().action_create_returns()
        ask()
        lines, few = self._count(ask)
        self.assertEqual(len(lines), 2)
        for number in range(6):
            for product in (self._new_product(f"Lamp {number}"), self.product):
                order = self._new_order([(product, 2)])
                self._deliver(order)
                self._invoice(order)
            self._deliver_serials(f"SN-2{number}", f"SN-3{number}")
        ticket = self._new_ticket(product_id=self.product.id)
        self._make_coupon(ticket=ticket)
        popup = self._open_line("use_credit_notes", ticket=ticket).save()
        popup.refund_moves()
        self._open_line("use_product_repairs", ticket=ticket).save().action_confirm()
        ask()
        lines, many = self._count(ask)
        self.assertEqual(len(lines), 20)
        self.assertLessEqual(many, few + 6)
        self.assertLessEqual(many, 60)
