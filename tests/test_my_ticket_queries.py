# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon


@tagged("post_install", "-at_install")
class TestMyTicketQueries(MyTicketCommon):
    """The page of a ticket takes as many queries with many documents as with few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put_in_stock(cls.product, 500)
        cls.order = cls._new_order([(cls.product, 200)])
        cls.delivery = cls._deliver(cls.order)
        cls.invoice = cls._invoice(cls.order)
        cls.ticket.sale_order_ids = cls.order
        cls.contact.tz = "Europe/Brussels"
        cls.sales = cls._new_user(
            "sales", "sales_team.group_sale_manager,stock.group_stock_user"
        )

    def _make_of_each(self, times):
        """Make documents of every service, in states in which they say the most."""
        for number in range(times):
            made = self._make_all()
            self._use_coupon(self._make("use_coupons"))
            self._make("use_product_returns", outcome="refund")
            for outcome in ("refund", "repair"):
                self._arrive(self._make("use_product_returns", outcome=outcome))
            self._make("use_product_returns", exchange=True)
            repair = made["use_product_repairs"]
            repair.with_user(self.sales).action_create_sale_order()
            repair.sale_order_id.state = "sent"
            start = datetime(2030, 1, 9, 8) + timedelta(days=number)
            self._make(
                "use_fsm", visit_start=start, visit_end=start + timedelta(hours=1)
            )
            self._fill_in_worksheet(made["use_fsm"])
            made["use_fsm"].action_fsm_done()
        self.ticket.draft_credit_note_ids.action_post()
        self._begin_request()

    def _use_coupon(self, coupon):
        order = self._new_order(confirm=False)
        self._redeem(coupon, order)
        order.action_confirm()

    def _count_page(self, user=None, **parameters):
        """Return how many documents the page shows, and by how many queries."""
        shown = len(self._card(user, **parameters))
        self._begin_request()
        self._login(user)
        before = self.cr.sql_log_count
        self._get(f"/my/ticket/{self.ticket.id}", **parameters)
        return shown, self.cr.sql_log_count - before

    def test_page(self):
        visitors = {
            "customer": {"user": self.buyer},
            "link": {"access_token": self.token},
            "agent": {"user": self.agent},
        }
        self._make_of_each(1)
        few = {name: self._count_page(**x) for name, x in visitors.items()}
        self._make_of_each(3)
        many = {name: self._count_page(**x) for name, x in visitors.items()}
        for name in visitors:
            with self.subTest(name, few=few[name], many=many[name]):
                self.assertGreater(many[name][0], 2 * few[name][0])
                self.assertLessEqual(many[name][1], few[name][1])
