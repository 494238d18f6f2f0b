# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common_dispositions import DispositionCommon
from .common_returns import ReturnKitCommon


@tagged("post_install", "-at_install")
class TestDispositionsKit(ReturnKitCommon, DispositionCommon):
    """The components of a kit each have their own."""

    def test_components_each_their_own(self):
        self.ticket.product_id = self.kit
        back = self._return_with(False)
        wanted = {self.leg: "restock", self.top: "scrap"}
        for line in back.move_line_ids.with_user(self.warehouseman):
            line.helpdesk_disposition_choice = wanted[line.product_id]
        self._arrive(back)
        self.assertEqual(self._held(self.leg), {self.stock: 100})
        self.assertEqual(
            self._held(self.top), {self.stock: 98, self._scrap_location(): 2}
        )
        self.assertEqual(self.order.order_line.qty_delivered, 0)


@tagged("post_install", "-at_install")
class TestDispositionsPurchase(DispositionCommon):
    """Purchase knows from whom the very piece was bought."""

    def test_vendor_of_the_piece(self):
        if "purchase_order_ids" not in self.env["stock.lot"]._fields:
            self.skipTest("Purchase is not installed")
        self._add_vendor(self.serial_product, "Usual")
        vendor = self.env["res.partner"].create({"name": "That one"})
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": vendor.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.serial_product.id, "product_qty": 1}
                    )
                ],
            }
        )
        purchase.button_confirm()
        receipt = purchase.picking_ids
        lot = self._new_lot(self.serial_product, "SN-1")
        receipt.move_line_ids.lot_id = lot
        self._receive(receipt)
        delivery = self._deliver(self._new_order([(self.serial_product, 1)]), lot)
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with(False, ticket=ticket, picking_id=delivery)
        self._choose(back, "vendor")
        self._arrive(back)
        self.assertEqual(self._sent_back(back).partner_id, vendor)
