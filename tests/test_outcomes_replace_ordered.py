# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomesReplaceOrdered(OutcomeCommon):
    """The invoice of another product does not charge again what was refunded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.order.order_line
        cls.deluxe = cls._new_product("Desk lamp deluxe", list_price=150.0)
        cls._put_in_stock(cls.deluxe, 20)

    def _replace(self, quantity):
        form = self._open(outcome="replace")
        with form.product_return_moves.edit(0) as line:
            line.quantity = quantity
            line.replace_product_id = self.deluxe
        return self._press(form.save())

    def test_what_was_refunded_is_not_ordered_any_more(self):
        self._invoice(self.order)
        back = self._replace(2)
        self.assertEqual(self.line.product_uom_qty, 5)
        self._arrive(back)
        self.assertRecordValues(
            self.line,
            [{"product_uom_qty": 3, "qty_delivered": 3, "qty_invoiced": 3}],
        )
        self.assertFalse(back.helpdesk_outcome_problem)
        self.assertEqual(self._invoice(self.order).amount_total, 300.0)
        self.assertEqual(self._credit_notes().amount_total, 200.0)
        # The warehouse is told nothing, and sends nothing else.
        self.assertEqual(
            self.order.picking_ids,
            self.delivery | back | back.helpdesk_replacement_move_ids.picking_id,
        )

    def test_each_receipt_its_part(self):
        self._invoice(self.order)
        back = self._replace(3)
        rest = self._arrive(back, 1)
        self.assertEqual(self.line.product_uom_qty, 4)
        self._arrive(rest)
        self.assertEqual((self.line.product_uom_qty, self.line.qty_to_invoice), (2, 0))

    def test_price_stays(self):
        self._invoice(self.order)
        self.product.list_price = 120.0
        self._arrive(self._replace(5))
        self.assertRecordValues(
            self.line, [{"product_uom_qty": 0, "price_unit": 100.0}]
        )

    def test_what_is_to_be_delivered_is(self):
        order = self._new_order([(self.product, 5)])
        delivery = order.picking_ids
        delivery.move_ids.quantity = 2
        delivery.move_ids.picked = True
        delivery._action_done()
        self.order = order
        self.ticket.sale_order_ids = order
        self._invoice(order)
        self._arrive(self._replace(1))
        line = order.order_line[0]
        self.assertRecordValues(
            line, [{"product_uom_qty": 4, "qty_delivered": 1, "qty_invoiced": 4}]
        )
        waiting = line.move_ids.filtered(lambda x: x.state != "done")
        self.assertEqual(waiting.product_uom_qty, 3)

    def test_invoiced_as_delivered(self):
        self.product.invoice_policy = "delivery"
        self._invoice(self.order)
        self._arrive(self._replace(2))
        self.assertEqual((self.line.product_uom_qty, self.line.qty_to_invoice), (5, 0))

    def test_locked_order_is_for_somebody_to_change(self):
        self._invoice(self.order)
        back = self._replace(2)
        self.order.action_lock()
        self._arrive(back)
        self.assertEqual(self.line.product_uom_qty, 5)
        self.assertIn(
            f"Order {self.order.name} is locked: lower Desk lamp on it by hand.",
            back.helpdesk_outcome_problem,
        )
        self.assertEqual(self._credit_notes().amount_total, 200.0)

    def test_not_invoiced_stays(self):
        back = self._replace(2)
        self._arrive(back)
        self.assertEqual(self.line.product_uom_qty, 5)
        self.assertFalse(self._credit_notes())
