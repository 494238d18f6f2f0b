# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, new_test_user, tagged

from .common_queries import QueryCounter
from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsQueries(QueryCounter, ReturnCommon):
    """A return costs a known number of queries, however many lines it has."""

    def _new_delivery(self, lines):
        products = [self._new_product(f"Lamp {x}") for x in range(lines)]
        for product in products:
            self._put_in_stock(product, 10)
        order = self._new_order([(product, 2) for product in products])
        return order, self._deliver(order)

    def _press_all(self, open_popup, lines):
        """Return one of each line, as clicks do it.

        :param open_popup: returns the standard model in the popup's context
        :return: queries by step
        """
        counts = {}
        popups, counts["click"] = self._count(open_popup)
        form, counts["open"] = self._count(lambda: Form(popups))
        self.assertEqual(len(form.product_return_moves), lines)
        self._set_quantities(form, *[1] * lines)
        popup, counts["save"] = self._count(form.save)
        __, counts["return"] = self._count(popup.action_create_returns)
        return counts

    def _return_from_ticket(self, lines, order):
        ticket = self._new_ticket(sale_order_ids=order.ids).with_user(self.agent)

        def open_popup():
            popups = self.env["stock.return.picking"].with_user(self.agent)
            return popups.with_context(ticket.action_return()["context"])

        return lambda: self._press_all(open_popup, lines)

    def _return_from_inventory(self, lines, delivery, user):
        popups = self.env["stock.return.picking"].with_user(user)
        context = {
            "active_id": delivery.id,
            "active_ids": delivery.ids,
            "active_model": delivery._name,
        }
        return lambda: self._press_all(lambda: popups.with_context(context), lines)

    def test_lines_cost_no_more_than_the_standard(self):
        user = new_test_user(self.env, "stock_worker", "stock.group_stock_user")
        # All are made first: what makes them empties the caches of the process, which
        # the first ones fill.
        runs = []
        for lines in (1, 1, 5, 50):
            order, __ = self._new_delivery(lines)
            __, delivery = self._new_delivery(lines)
            ours = self._return_from_ticket(lines, order)
            standard = self._return_from_inventory(lines, delivery, user)
            runs.append((lines, ours, standard))
        ours = {lines: run() for lines, run, __ in runs}
        standard = {lines: run() for lines, __, run in runs}
        for step in ("click", "open", "save", "return"):
            with self.subTest(step):
                growth = standard[50][step] - standard[5][step]
                self.assertLessEqual(ours[50][step], ours[5][step] + growth + 2)
        # What it took when it was last worked on.
        self._assert_queries(
            ours[1], {"click": 8, "open": 29, "save": 23, "return": 100}
        )
        self._assert_queries(
            ours[5], {"click": 8, "open": 29, "save": 23, "return": 138}
        )
        total = sum(ours[5].values())
        self.assertLessEqual(total, sum(standard[5].values()) + 65)
        self.assertLessEqual(sum(ours[50].values()), sum(standard[50].values()))

    def test_serial_numbers_cost_no_more(self):
        few = self._deliver_serials("A1", "A2")
        many = self._deliver_serials(*(f"B{number}" for number in range(12)))
        first = self._deliver_serials("C1")
        counts = []
        for delivery, lines in ((first, 1), (few, 2), (many, 12)):
            counts.append(self._return_from_ticket(lines, delivery.sale_id)())
        for step in ("click", "open", "save"):
            with self.subTest(step):
                self.assertLessEqual(counts[2][step], counts[1][step] + 2)
