# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon
from .common_queries import QueryCounter


@tagged("post_install", "-at_install")
class TestOutcomesQueries(QueryCounter, OutcomeCommon):
    """What follows costs a known number of queries, however many lines it has."""

    def _new_sale(self, lines):
        products = [self._new_product(f"Lamp {x}") for x in range(lines)]
        for product in products:
            self._put_in_stock(product, 10)
        order = self._new_order([(product, 2) for product in products])
        self._deliver(order)
        self._invoice(order)
        return self._new_ticket(sale_order_ids=order.ids)

    def _make(self, lines, outcome):
        return self._return_with(
            outcome, *[1] * lines, ticket=self._new_sale(lines)
        ).with_user(self.warehouseman)

    def test_receipt(self):
        # All are made first: what makes them empties the caches of the process.
        runs = [
            (outcome, lines, self._make(lines, outcome))
            for outcome in (False, "none", "refund")
            for lines in (1, 5, 10)
        ]
        counts = {}
        for outcome, lines, back in runs:
            back.move_ids.picked = True
            __, counts[outcome, lines] = self._count(back.button_validate)
            self.assertEqual(back.state, "done")
        growth = counts[False, 10] - counts[False, 5]
        for outcome in ("none", "refund"):
            with self.subTest(outcome):
                self.assertLessEqual(
                    counts[outcome, 10], counts[outcome, 5] + growth + 2
                )
        # What it took when it was last worked on.
        self._assert_queries(counts, {("none", 5): 135, ("refund", 5): 260})

    def test_notice(self):
        counts = {}
        for lines in (1, 5, 10):
            ticket = self._new_sale(lines)
            popup = self._open(ticket, outcome="refund").save()
            popup.read(["outcome_notice"])
            notice, counts[lines] = self._count(
                lambda popup=popup: popup.outcome_notice
            )
            self.assertIn("Will be refunded", notice)
        self.assertLessEqual(counts[10], counts[5])
