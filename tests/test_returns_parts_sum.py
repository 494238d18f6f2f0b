# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import random

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common_returns import ReturnCommon
from .common_seed import REPEAT, SEED

DELIVERIES = int(os.environ.get("AFTER_SALES_DELIVERIES") or 4)


@tagged("post_install", "-at_install")
class TestReturnsPartsSum(ReturnCommon):
    """Whatever was delivered and in whatever parts it comes back: never more than it.

    Some returns are received, some wait, some are cancelled and asked for again.
    """

    def test_parts_sum_to_the_delivery(self):
        draw = random.Random(SEED)
        for index in range(DELIVERIES):
            with self.subTest(REPEAT, index=index):
                delivered = draw.randint(1, 9)
                order = self._new_order([(self.product, delivered)])
                self._return_all(draw, self._deliver(order), delivered)

    def _return_all(self, draw, delivery, delivered):
        left = delivered
        returns = self.env["stock.picking"]
        while left:
            form = self._open(picking_id=delivery)
            self.assertEqual(form.product_return_moves.edit(0).quantity, left)
            self._set_quantities(form, left + draw.randint(1, 3))
            with self.assertRaises(UserError), self.env.cr.savepoint():
                form.save().action_create_returns()
            form = self._open(picking_id=delivery)
            part = draw.randint(1, left)
            self._set_quantities(form, part)
            returned = self._press(form.save())
            if draw.random() < 0.3:
                returned.action_cancel()
                continue
            if draw.random() < 0.6:
                self._receive(returned)
            returns += returned
            left -= part
        self.assertEqual(sum(returns.move_ids.mapped("product_uom_qty")), delivered)
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            self._open(picking_id=delivery).save().action_create_returns()
