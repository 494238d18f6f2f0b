# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_repairs import WarrantyCommon


@tagged("post_install", "-at_install")
class TestRepairsLots(WarrantyCommon):
    """Which serial numbers the popup offers, and what it says of the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls._new_lot(cls.serial_product, "A-elsewhere")
        cls.received = cls._new_lot(cls.serial_product, "Z-received")
        for lot in (cls.elsewhere, cls.received):
            cls.env["stock.quant"]._update_available_quantity(
                lot.product_id, cls.warehouse.lot_stock_id, 1, lot_id=lot
            )
        lines = [(cls.serial_product, 1)]
        cls._deliver(cls._new_order(lines), cls.received)
        cls._deliver(
            cls._new_order(lines, partner_id=cls.other_customer.id), cls.elsewhere
        )

    def _search(self, form, **values):
        lots = self.env["stock.lot"].with_user(self.agent)
        lots = lots.with_context(repair_first_lot_ids=form.received_lot_ids.ids)
        domain = [("product_id", "=", self.serial_product.id)]
        return [name for __, name in lots.name_search(domain=domain, **values)]

    def test_what_the_customer_received_comes_first(self):
        form = self._open(product_id=self.serial_product)
        self.assertEqual(form.received_lot_ids[:], self.received)
        self.assertEqual(self._search(form), ["Z-received", "A-elsewhere"])
        self.assertEqual(self._search(form, limit=1), ["Z-received"])
        self.assertEqual(self._search(form, name="else"), ["A-elsewhere"])
        self.assertEqual(self._search(form, limit=None), ["Z-received", "A-elsewhere"])
        form.partner_id = self.other_customer
        self.assertFalse(
            form.received_lot_ids[:], "Of whom the agent has no ticket, nothing is told"
        )

    def test_the_view_names_them_to_the_drop_down(self):
        form = self._open(product_id=self.serial_product)
        node = form._view["tree"].find(".//field[@name='lot_id']")
        self.assertEqual(
            node.get("context"), "{'repair_first_lot_ids': received_lot_ids}"
        )

    def test_a_context_of_nonsense_changes_nothing(self):
        lots = self.env["stock.lot"].with_user(self.agent)
        expected = lots.name_search("A-elsewhere")
        for nonsense in ("x", 7, ["x", None, True], {}, [[1]]):
            found = lots.with_context(repair_first_lot_ids=nonsense).name_search(
                "A-elsewhere"
            )
            self.assertEqual(found, expected)

    def test_another_number_warns_and_goes_on(self):
        form = self._open(product_id=self.serial_product, lot_id=self.received)
        self.assertFalse(form.after_sales_notice)
        form.lot_id = self.elsewhere
        self.assertIn(
            "Deco Addict did not receive A-elsewhere from us", form.after_sales_notice
        )
        form.save().action_confirm()
        self.assertEqual(self.ticket.repair_ids.lot_id, self.elsewhere)

    def test_a_number_that_comes_back_needs_no_warning(self):
        delivery = self._deliver(
            self._new_order([(self.serial_product, 1)]), self._stocked("SN9")
        )
        returned = self._return(delivery)
        form = self._open(product_id=self.serial_product)
        self.assertEqual(form.picking_id, returned)
        self.assertEqual(form.lot_id.name, "SN9")
        self.assertFalse(form.after_sales_notice)

    def _stocked(self, name):
        return self._stock(self._new_lot(self.serial_product, name))
