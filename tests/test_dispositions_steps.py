# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common_dispositions import DispositionCommon


@tagged("post_install", "-at_install")
class TestDispositionsSteps(DispositionCommon):
    """Where receipts take several steps, the next ones carry on the rest alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.reception_steps = "two_steps"
        cls.input = cls.warehouse.wh_input_stock_loc_id

    def _next(self, picking):
        """Return the next step's transfer, if there is one."""
        moves = picking.move_ids.filtered(lambda x: not x.scrap_id)
        return moves.move_dest_ids.picking_id

    def test_all_goes_on_by_default(self):
        back = self._return_with(False, 2)
        self._arrive(back)
        self.assertEqual(self._held(self.product)[self.input], 2)
        step = self._next(back)
        self.assertEqual(step.move_ids.quantity, 2)
        self.assertFalse(step.move_line_ids.helpdesk_disposition_choice)
        self._receive(step)
        self.assertEqual(self._held(self.product), {self.stock: 97})

    def test_next_step_leaves_alone_what_is_set_apart(self):
        self._add_vendor(self.product)
        for choice in ("quarantine", "scrap", "vendor"):
            with self.subTest(choice=choice):
                before = self._held(self.product)[self.stock]
                back = self._return_with(False, 1)
                self._choose(back, choice)
                self._arrive(back)
                self.assertFalse(self._next(back))
                self.assertEqual(self._held(self.product)[self.stock], before)
        held = self._held(self.product)
        self.assertEqual(
            held,
            {
                self.stock: 95,
                self._quarantine(): 1,
                self._scrap_location(): 1,
                # Ready to be sent to the vendor.
                self.input: 1,
            },
        )
        self.assertEqual(self._sent_back(back).state, "assigned")

    def test_rest_goes_on(self):
        self._add_vendor(self.product)
        for choice in ("quarantine", "scrap", "vendor"):
            with self.subTest(choice=choice):
                delivery = self._deliver(self._new_order([(self.product, 3)]))
                back = self._return_with(False, 3, picking_id=delivery)
                self._split_line(back, 1, choice)
                self._arrive(back)
                step = self._next(back)
                self.assertRecordValues(
                    step.move_ids, [{"product_uom_qty": 2, "quantity": 2}]
                )
                self.assertEqual(step.move_line_ids.location_id, self.input)
                self._receive(step)
                self.assertFalse(self._next(back).filtered(lambda x: x.state != "done"))

    def test_next_step_takes_its_own_serials(self):
        self._add_vendor(self.serial_product)
        delivery = self._deliver_serials("SN-1", "SN-2", "SN-3", "SN-4")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with(False, ticket=ticket, picking_id=delivery)
        wanted = {
            "SN-1": "quarantine",
            "SN-2": "scrap",
            "SN-3": "vendor",
            "SN-4": "restock",
        }
        for line in back.move_line_ids.with_user(self.warehouseman):
            line.helpdesk_disposition_choice = wanted[line.lot_id.name]
        self._arrive(back)
        step = self._next(back)
        self.assertEqual(step.move_line_ids.lot_id.mapped("name"), ["SN-4"])
        self._receive(step)
        places = {
            lot.name: next(iter(self._held(self.serial_product, lot_id=lot)))
            for lot in delivery.move_line_ids.lot_id
        }
        self.assertEqual(
            places,
            {
                "SN-1": self._quarantine(),
                "SN-2": self._scrap_location(),
                "SN-3": self.input,
                "SN-4": self.stock,
            },
        )

    def test_three_steps_quarantine_is_quality_control(self):
        self.warehouse.reception_steps = "three_steps"
        control = self.warehouse.wh_qc_stock_loc_id
        back = self._return_with(False, 1)
        self._choose(back, "quarantine")
        self._arrive(back)
        self.assertFalse(self._next(back))
        self.assertFalse(self._quarantine())
        self.assertEqual(self._held(self.product), {self.stock: 95, control: 1})

    def test_repair_within_stock_goes_on(self):
        back = self._return_with(False, 1)
        self._choose(back, "repair")
        self._arrive(back)
        self._receive(self._next(back))
        self.assertEqual(self._held(self.product), {self.stock: 96})

    def test_rule_without_step_leaves_it_alone(self):
        self.warehouse.reception_steps = "one_step"
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id, "usage": "internal"}
        )
        route = self.env["stock.route"].create(
            {
                "name": "To the shelf",
                "rule_ids": [
                    Command.create(
                        {
                            "name": "To the shelf",
                            "action": "push",
                            "auto": "transparent",
                            "location_src_id": self.stock.id,
                            "location_dest_id": shelf.id,
                            "picking_type_id": self.warehouse.int_type_id.id,
                        }
                    )
                ],
            }
        )
        self.product.route_ids = route
        back = self._return_with(False, 3)
        self._split_line(back, 1, "quarantine")
        self._arrive(back)
        self.assertEqual(
            self._held(self.product),
            {self.stock: 95, shelf: 2, self._quarantine(): 1},
        )
