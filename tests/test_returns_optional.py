# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_returns import ReturnKitCommon


@tagged("post_install", "-at_install")
class TestReturnsOptional(ReturnKitCommon):
    """Kits: what is delivered and returned are their components."""

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
