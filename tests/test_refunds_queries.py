# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsQueries(RefundCommon):
    """A click costs a known number of queries, however long the invoice is."""

    def _count(self, function):
        """Return what a request of its own returns, and how many queries it takes."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = function()
        self.env.flush_all()
        return result, self.env.cr.sql_log_count - before

    def _refund(self, products):
        """Refund the first product of a new invoice, as clicks do it.

        :return: the queries of opening the popup, saving it, and *Reverse*
        """
        order = self._new_order([(product, 2) for product in products])
        self._deliver(order)
        invoice = self._invoice(order)
        ticket = self._new_ticket(
            product_id=products[0].id, sale_order_ids=order.ids, name="Broken"
        ).with_user(self.agent)
        popups = self.env["account.move.reversal"].with_user(self.agent)
        popups = popups.with_context(ticket.action_refund()["context"])
        form, opened = self._count(lambda: Form(popups))
        popup, saved = self._count(form.save)
        __, reversed_ = self._count(popup.refund_moves)
        self.assertEqual(invoice.reversal_move_ids.amount_total, 200)
        return opened, saved, reversed_

    def test_long_invoice_costs_no_more(self):
        products = [self._new_product(f"Lamp {x}") for x in range(12)]
        self._refund(products[:2])  # fills the caches of the process
        short = self._refund(products[:2])
        long = self._refund(products)
        for name, few, many in zip(
            ("open", "save", "reverse"), short, long, strict=True
        ):
            with self.subTest(name):
                self.assertLessEqual(many, few + 2)
        # What it took when it was last worked on; half of it is the standard's.
        for name, queries, limit in zip(
            ("open", "save", "reverse"), short, (80, 80, 240), strict=True
        ):
            with self.subTest(name):
                self.assertLessEqual(queries, limit)
