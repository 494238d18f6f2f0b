# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_plans import QueryPlans
from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsPlans(QueryPlans, ReturnCommon):
    """A customer's deliveries are found by indexes, among a million transfers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger"})
        of_stranger = {"partner_id": cls.stranger.id}
        order_ids = cls._copy_rows(cls.order, of_stranger)
        cls._copy_rows(
            cls.delivery,
            {**of_stranger, "sale_id": order_ids[0], "state": "draft"},
            numbered=["name"],
        )
        cls._copy_rows(cls.delivery.move_ids, {"picking_id": None, "state": "draft"})

    def test_one_delivery_of_an_agent(self):
        for user in (self.agent, self.agent_team, self.agent_all):
            with self.subTest(user.login):
                delivery = self.delivery.with_user(user)
                self._assert_indexed(
                    lambda delivery=delivery: delivery.read(["name"]),
                    "stock_picking_pkey",
                    tables=("stock_picking",),
                )

    def test_list_of_an_agent(self):
        for user in (self.agent, self.agent_team, self.agent_all):
            with self.subTest(user.login):
                deliveries = self.env["stock.picking"].with_user(user)
                self._assert_indexed(
                    lambda deliveries=deliveries: deliveries.search([], limit=80),
                    tables=("stock_picking",),
                )

    def test_first_page_of_a_list(self):
        for model_name, index in (
            ("stock.picking", "stock_picking_after_sales_order_idx"),
            ("stock.move", "stock_move_after_sales_order_idx"),
        ):
            with self.subTest(model_name):
                records = self.env[model_name]
                self._assert_indexed(
                    lambda records=records: records.search([], limit=80),
                    index,
                    tables=(records._table,),
                )

    def test_deliveries_of_a_customer(self):
        deliveries = self.env["stock.picking"].with_user(self.agent)
        domain = self.ticket.with_user(self.agent)._return_get_delivery_domain()
        self._assert_indexed(
            lambda: self.assertEqual(deliveries.search(domain), self.delivery),
            "stock_picking__partner_id_index",
            "sale_order__partner_id_index",
            tables=("stock_picking",),
        )

    def test_what_the_popup_proposes(self):
        ticket = self.ticket.with_user(self.agent)
        ticket.sale_order_ids = self.order

        def find():
            popup = self._open(ticket=ticket)
            self.assertEqual(popup.picking_id, self.delivery)

        self._assert_indexed(find, tables=("stock_picking", "stock_move"))
