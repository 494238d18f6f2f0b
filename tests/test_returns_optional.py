# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsOptional(ReturnCommon):
    """Kits: what is delivered and returned are their components."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mrp.bom" not in cls.env:
            cls.skipTest(cls, "Manufacturing is not installed")
        cls.leg = cls._new_product("Leg")
        cls.top = cls._new_product("Table top")
        cls.kit = cls._new_product("Table", is_storable=False)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": cls.leg.id, "product_qty": 4}),
                    Command.create({"product_id": cls.top.id, "product_qty": 1}),
                ],
            }
        )
        cls._put_in_stock(cls.leg, 100)
        cls._put_in_stock(cls.top, 100)
        cls.order = cls._new_order([(cls.kit, 2)])
        cls.delivery = cls._deliver(cls.order)

    def _quantities(self, form):
        quantities = {}
        for index in range(len(form.product_return_moves)):
            line = form.product_return_moves.edit(index)
            quantities[line.product_id] = line.quantity
        return quantities

    def test_kit_is_returned_by_its_components(self):
        self.assertEqual(self.order.order_line.qty_delivered, 2)
        self.ticket.product_id = self.kit
        form = self._open()
        self.assertEqual(form.picking_id, self.delivery)
        self.assertEqual(self._quantities(form), {self.leg: 8, self.top: 2})
        order = [line["product_id"] for line in form.product_return_moves._records]
        self._set_quantities(form, *(4 if x == self.leg.id else 1 for x in order))
        picking = self._press(form.save())
        self._receive(picking)
        self.assertEqual(self.order.order_line.qty_delivered, 1)
        self.assertEqual(self._quantities(self._open()), {self.leg: 4, self.top: 1})
        form = self._open()
        self._set_quantities(form, *(5 for __ in order))
        with self.assertRaisesRegex(UserError, "can still be returned, not 5"):
            form.save().action_create_returns()

    def test_component_narrows_to_itself(self):
        self.ticket.product_id = self.leg
        form = self._open()
        self.assertEqual(self._quantities(form), {self.leg: 8})

    def test_exchange_of_a_component_leaves_the_kit_delivered(self):
        self.ticket.product_id = self.leg
        form = self._open()
        self._set_quantities(form, 1)
        back = self._press(form.save(), "action_create_exchanges")
        replacement = self.ticket.return_ids - back
        self.assertEqual(replacement.move_ids.product_id, self.leg)
        self.assertEqual(replacement.move_ids.product_uom_qty, 1)
        self._receive(back)
        self._receive(replacement)
        self.assertEqual(self.order.order_line.qty_delivered, 2)
