# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import tagged

from .common_analysis import AnalysisCommon


@tagged("post_install", "-at_install")
class TestAnalysisProductReport(AnalysisCommon):
    """Rates of products: of the sums of a group, counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls._new_product("Lamp of rates")
        cls.shade = cls._new_product("Shade of rates")
        cls._put_in_stock(cls.lamp, 100)
        cls._put_in_stock(cls.shade, 100)

    def _sell(self, product, quantity, **values):
        order = self._new_order([(product, quantity, values)])
        return self._deliver(order), self._invoice(order)

    def _group(self, product=None, domain=None, groupby="product_id", user=None):
        """Return delivered, returned, return rate, invoiced, refunded, refund rate."""
        products = product or self.lamp | self.shade
        report = self.env["helpdesk.after.sales.product.report"]
        groups = report.with_user(user or self.manager)._read_group(
            [("product_id", "in", products.ids), *(domain or [])],
            [groupby] if groupby else [],
            [
                "delivered_quantity:sum",
                "returned_quantity:sum",
                "return_rate:avg",
                "invoiced_quantity:sum",
                "refunded_quantity:sum",
                "refund_rate:avg",
            ],
        )
        return [group if not groupby else group[1:] for group in groups]

    def test_rates_of_a_product(self):
        delivery, invoice = self._sell(self.lamp, 8)
        self._return(2, delivery=delivery)
        self._refund({self.lamp: 1}, invoice=invoice)
        self.assertEqual(self._group(self.lamp), [(8, 2, 0.25, 8, 1, 0.125)])
        rows = self.env["helpdesk.after.sales.product.report"].search(
            [("product_id", "=", self.lamp.id), ("refunded_amount", ">", 0)]
        )
        self.assertEqual(rows.mapped("refunded_amount"), [100.0])
        self.assertEqual(rows.currency_id, self.company.currency_id)
        self.assertEqual(rows.categ_id, self.lamp.categ_id)

    def test_rate_of_a_group_is_no_average_of_rates(self):
        delivery, __ = self._sell(self.lamp, 9)
        self._return(1, delivery=delivery)
        delivery, __ = self._sell(self.shade, 1)
        self._return(1, delivery=delivery)
        # Not (1/9 + 1/1) / 2.
        [(delivered, returned, rate, *__)] = self._group(groupby=None)
        self.assertEqual((delivered, returned, rate), (10, 2, 0.2))
        [(*__, rate, invoiced, refunded, refund_rate)] = self._group(self.shade)
        self.assertEqual((rate, invoiced, refunded, refund_rate), (1.0, 1, 0, 0))

    def test_never_delivered_has_no_rate(self):
        invoice = self._new_invoice([(self.lamp, 2)])
        self._refund(invoice=invoice)
        [(delivered, __, rate, *rates)] = self._group(self.lamp)
        self.assertFalse(delivered or rate)
        self.assertEqual(rates, [2, 2, 1.0])

    def test_replacement_is_delivered_not_returned(self):
        delivery, __ = self._sell(self.lamp, 4)
        self._return(1, "action_create_exchanges", delivery=delivery)
        replacement = self.ticket.return_ids.filtered(
            lambda x: x.helpdesk_document_type == "replacement"
        )
        self.assertEqual(self._group(self.lamp)[0][:3], (4, 1, 0.25))
        replacement.action_assign()
        self._receive(replacement)
        self.assertEqual(self._group(self.lamp)[0][:3], (5, 1, 0.2))

    def test_only_what_happened_counts(self):
        delivery, invoice = self._sell(self.lamp, 5)
        # An order that was not delivered, a draft invoice, an expected return, a draft
        # credit note; a return and a credit note without ticket.
        self._new_order([(self.lamp, 3)])
        self._new_invoice([(self.lamp, 3)], post=False)
        self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=delivery
        ).save().action_create_returns()
        self._refund({self.lamp: 1}, invoice=invoice, post=False)
        self._new_invoice([(self.lamp, 1)], move_type="out_refund")
        popup = self._standard_return(delivery)
        self._receive(popup)
        self.assertEqual(self._group(self.lamp), [(5, 0, 0, 5, 0, 0)])

    def _standard_return(self, delivery):
        popup = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_model=delivery._name)
            .create({"picking_id": delivery.id})
        )
        popup.product_return_moves.quantity = 1
        return self.env["stock.picking"].browse(popup.action_create_returns()["res_id"])

    def test_units(self):
        delivery, invoice = self._sell(self.lamp, 2, product_uom_id=self.dozen.id)
        self._return(1, delivery=delivery)
        self._refund({self.lamp: 1}, invoice=invoice)
        self.assertEqual(self._group(self.lamp), [(24, 12, 0.5, 24, 12, 0.5)])

    def test_period(self):
        """What was delivered before counts in the period of its delivery."""
        delivery, __ = self._sell(self.lamp, 4)
        self._return(1, delivery=delivery)
        before = fields.Datetime.subtract(fields.Datetime.now(), months=4)
        delivery.move_ids.date = before
        period = [("date", ">=", fields.Datetime.add(before, months=1))]
        [(delivered, returned, rate, *__)] = self._group(self.lamp, period)
        self.assertEqual((delivered, returned, rate), (0, 1, 0))
        self.assertEqual(len(self._group(self.lamp, groupby="date:month")), 2)

    def test_most_returned_come_first(self):
        for product, quantity in ((self.lamp, 9), (self.shade, 2)):
            delivery, __ = self._sell(product, quantity)
            self._return(1, delivery=delivery)
        groups = self.env["helpdesk.after.sales.product.report"].formatted_read_group(
            [("product_id", "in", (self.lamp | self.shade).ids)],
            ["product_id"],
            ["return_rate:avg", "refunded_amount:sum_currency"],
            order="return_rate:avg DESC",
        )
        self.assertEqual(
            [group["product_id"][0] for group in groups], [self.shade.id, self.lamp.id]
        )
        self.assertEqual(groups[0]["return_rate:avg"], 0.5)
