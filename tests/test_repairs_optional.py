# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common_repairs import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairsOptional(RepairCommon):
    def test_warranty_of_a_kit_comes_from_the_delivery_of_its_components(self):
        if "mrp.bom" not in self.env:
            self.skipTest("mrp is not installed")
        kit = self._new_product(
            "Lamp set", is_storable=False, warranty=1, warranty_type="year"
        )
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.product.id, "product_qty": 2})
                ],
            }
        )
        delivery = self._deliver(self._new_order([(kit, 1)]))
        self.assertEqual(delivery.move_ids.product_id, self.product)
        form = self._open(product_id=kit)
        self.assertIn(f"with {delivery.name})", form.warranty_info)
        self.assertTrue(form.under_warranty)
