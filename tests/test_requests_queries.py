# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_queries import QueryCounter
from .common_requests import RequestHttp


@tagged("post_install", "-at_install")
class TestRequestsQueries(QueryCounter, RequestHttp):
    """What the pages cost, with little and with much on them."""

    def _count_page(self, url, **parameters):
        # What is the same for all pages, such as a session's first look at its user.
        self._get(url, **parameters)
        page, queries = self._count(lambda: self._get(url, **parameters))
        self.assertEqual(page.status_code, 200)
        return page, queries

    def _new_large_order(self, count):
        order = self._new_order([(self.product, 1)] * count)
        self._put_in_stock(self.product, count)
        self._deliver(order)
        return order

    def test_page_of_an_order(self):
        self._login(self.buyer)
        for count in (1, 1000):
            order = self._new_large_order(count)
            url = f"/my/orders/{order.id}"
            with self.subTest(count):
                page, queries = self._count_page(url)
                self.assertIn('name="after_sales_ask"', page.text)
                self.company.after_sales_request_team_id = False
                page, without = self._count_page(url)
                self.company.after_sales_request_team_id = self.team
                self.assertNotIn('name="after_sales_ask"', page.text)
                self.assertLessEqual(queries, without + 4)

    def test_choice(self):
        self._login(self.buyer)
        order = self._new_large_order(2)
        __, few = self._count_page("/my/help", order_id=order.id)
        order = self._new_large_order(60)
        page, many = self._count_page("/my/help", order_id=order.id)
        self.assertEqual(page.text.count('name="piece"'), 20)
        self.assertLessEqual(many, few)

    def test_choice_of_all(self):
        self._login(self.buyer)
        self._new_large_order(1)
        __, few = self._count_page("/my/help")
        for __ in range(30):
            self._new_large_order(2)
        page, many = self._count_page("/my/help")
        self.assertEqual(page.text.count('name="piece"'), 20)
        self.assertLessEqual(many, few)
        for parameters in ({"search": "lamp"}, {"page": 2}):
            __, queries = self._count_page("/my/help", **parameters)
            self.assertLessEqual(queries, few)

    def test_serial_numbers(self):
        self._login(self.buyer)
        delivery = self._deliver_serials("SN-1", "SN-2")
        order = delivery.move_ids.sale_line_id.order_id
        __, few = self._count_page("/my/help", order_id=order.id)
        delivery = self._deliver_serials(*(f"SN-1{x:02}" for x in range(40)))
        order = delivery.move_ids.sale_line_id.order_id
        __, many = self._count_page("/my/help", order_id=order.id)
        self.assertLessEqual(many, few)

    def test_about(self):
        self._login(self.buyer)
        counts = []
        for count in (1, 40):
            order = self._new_large_order(count)
            __, queries = self._count_page(
                "/my/help/about", order_id=order.id, piece=order.order_line.ids
            )
            counts.append(queries)
        self.assertLessEqual(counts[1], counts[0])

    def test_page_of_a_ticket(self):
        request = self._ask(quantity=1)
        url = request.ticket_id.access_url
        self._login(self.buyer)
        __, few = self._count_page(url)
        order = self._new_large_order(30)
        for line in order.order_line[:15]:
            draft = self._draft(quantity=1, lines=line, target=request.ticket_id)
            draft._send()
        self._draft(
            quantity=1, lines=order.order_line[15:], target=request.ticket_id
        )._send()
        page, many = self._count_page(url)
        self.assertEqual(page.text.count("Withdraw"), 17)
        self.assertLessEqual(many, few)
