# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from .common_queries import QueryCounter
from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsQueries(QueryCounter, RefundCommon):
    """A click costs a known number of queries, however long the invoice is."""

    def _refund(self, products, whole=False):
        """Refund a new invoice, or its first product, as clicks do it.

        :param bool whole: refund all of it
        :return: the queries of opening the popup, saving it, and *Reverse*
        """
        order = self._new_order([(product, 2) for product in products])
        self._deliver(order)
        invoice = self._invoice(order)
        ticket = self._new_ticket(
            product_id=not whole and products[0].id,
            sale_order_ids=order.ids,
            name="Broken",
        ).with_user(self.agent)
        popups = self.env["account.move.reversal"].with_user(self.agent)
        popups = popups.with_context(ticket.action_refund()["context"])
        form, opened = self._count(lambda: Form(popups))
        popup, saved = self._count(form.save)
        __, reversed_ = self._count(popup.refund_moves)
        refunded = products if whole else products[:1]
        self.assertEqual(invoice.reversal_move_ids.amount_total, 200 * len(refunded))
        return opened, saved, reversed_

    def _check_long_invoice(self, whole, limits):
        products = [self._new_product(f"Lamp {x}") for x in range(50)]
        self._refund(products[:2], whole)  # fills the caches of the process
        by_length = {x: self._refund(products[:x], whole) for x in (1, 5, 50)}
        for step, name in enumerate(("open", "save", "reverse")):
            queries = {length: x[step] for length, x in by_length.items()}
            with self.subTest(name, queries=queries):
                self.assertLessEqual(queries[50], queries[5] + 2)
                # What it took when it was last worked on, and a little more; half of
                # it is the standard's.
                self.assertLessEqual(max(queries.values()), limits[step])

    def test_product_of_a_long_invoice_costs_no_more(self):
        self._check_long_invoice(False, (55, 60, 130))

    def test_all_of_a_long_invoice_costs_no_more(self):
        self._check_long_invoice(True, (60, 60, 125))

    def test_goodwill_and_fees_cost_little(self):
        service = {"type": "service", "is_storable": False}
        self.company.after_sales_goodwill_product_id = self._new_product("G", **service)
        self.company.after_sales_fee_product_id = self._new_product("F", **service)
        category = self.env["product.category"].create({"name": "Other"})
        self.env["helpdesk.after.sales.restocking.fee"].create(
            {"percent": 10, "categ_id": category.id, "company_id": self.company.id}
        )
        self._check_long_invoice(True, (70, 70, 140))
