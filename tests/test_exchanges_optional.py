# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_returns import ReturnKitCommon


@tagged("post_install", "-at_install")
class TestExchangesOptional(ReturnKitCommon):
    """Kits: what is replaced are their components."""

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
