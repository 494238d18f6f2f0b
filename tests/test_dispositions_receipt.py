# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from .common_dispositions import DispositionCommon


@tagged("post_install", "-at_install")
class TestDispositionsReceipt(DispositionCommon):
    """The receipt puts each line of a return where the warehouse wants it."""

    def test_validated_at_once_it_is_restocked(self):
        back = self._return_with(False, 2)
        line = back.move_line_ids
        self.assertEqual(line.helpdesk_disposition_choice, "restock")
        self.assertFalse(line.helpdesk_disposition)
        self.assertIs(back.with_user(self.warehouseman).button_validate(), True)
        self.assertEqual(back.state, "done")
        self.assertEqual(line.helpdesk_disposition, "restock")
        self.assertTrue(line.helpdesk_disposed_on)
        self.assertEqual(self._held(self.product), {self.stock: 97})
        self.assertFalse(self._questions(back))

    def test_two_at_once_and_without_the_button(self):
        first = self._return_with(False, 1)
        second = self._return_with(False, 2)
        self._choose(first, "scrap")
        self._choose(second, "quarantine")
        both = (first | second).with_user(self.warehouseman)
        both.move_ids.picked = True
        both._action_done()
        self.assertEqual(set(both.mapped("state")), {"done"})
        self.assertEqual(
            self._held(self.product),
            {self.stock: 95, self._scrap_location(): 1, self._quarantine(): 2},
        )

    def test_two_by_one_press(self):
        first = self._return_with(False, 1)
        second = self._return_with(False, 2)
        self._choose(second, "quarantine")
        (first | second).with_user(self.warehouseman).button_validate()
        self.assertEqual(
            self._held(self.product), {self.stock: 96, self._quarantine(): 2}
        )

    def test_quarantine_is_created_beside_stock_once(self):
        for __ in range(2):
            back = self._return_with(False, 1)
            self._choose(back, "quarantine")
            self._arrive(back)
        quarantine = self._quarantine()
        self.assertEqual(quarantine.location_id, self.warehouse.view_location_id)
        self.assertEqual(quarantine.name, "Quarantine")
        self.assertEqual(self._held(self.product), {self.stock: 95, quarantine: 2})
        # Nothing of it is promised to customers.
        self.assertFalse(quarantine._child_of(self.stock))

    def test_quarantine_of_the_warehouses_choice(self):
        shelf = self.env["stock.location"].create(
            {"name": "Look at", "location_id": self.stock.id, "usage": "internal"}
        )
        self.warehouse.helpdesk_quarantine_location_id = shelf
        back = self._return_with(False, 1)
        self._choose(back, "quarantine")
        self._arrive(back)
        self.assertEqual(self._held(self.product), {self.stock: 95, shelf: 1})
        self.assertEqual(self.warehouse.helpdesk_quarantine_location_id, shelf)

    def test_scrap_is_the_standard_one(self):
        back = self._return_with(False, 2)
        self._choose(back, "scrap")
        self._arrive(back)
        scrap = self.env["stock.scrap"].search([("picking_id", "=", back.id)])
        self.assertRecordValues(
            scrap,
            [
                {
                    "state": "done",
                    "product_id": self.product.id,
                    "scrap_qty": 2,
                    "location_id": self.stock.id,
                    "origin": back.name,
                }
            ],
        )
        self.assertEqual(
            self._held(self.product), {self.stock: 95, self._scrap_location(): 2}
        )
        # On the ticket it is still two that came back.
        document = self.env["helpdesk.after.sales.document"].search(
            [("res_model", "=", "stock.picking"), ("res_id", "=", back.id)]
        )
        self.assertEqual(document.quantity, 2)
        self.assertEqual(len(back._after_sales_get_contents()), 1)

    def test_repair_goes_where_repairs_start(self):
        bench = self.env["stock.location"].create(
            {
                "name": "Bench",
                "location_id": self.warehouse.view_location_id.id,
                "usage": "internal",
            }
        )
        back = self._return_with(False, 1)
        self._choose(back, "repair")
        self._arrive(back)
        self.assertEqual(self._held(self.product), {self.stock: 96})
        self.warehouse.repair_type_id.default_location_src_id = bench
        back = self._return_with(False, 1)
        self._choose(back, "repair")
        self._arrive(back)
        self.assertEqual(self._held(self.product), {self.stock: 96, bench: 1})
        self.assertFalse(
            self.env["repair.order"].search([("picking_id", "=", back.id)])
        )

    def test_part_of_a_line(self):
        back = self._return_with(False, 3)
        self._split_line(back, 1, "scrap")
        self._arrive(back)
        self.assertEqual(
            self._held(self.product), {self.stock: 97, self._scrap_location(): 1}
        )
        self.assertEqual(
            back.move_ids.filtered(
                lambda x: not x.scrap_id
            ).helpdesk_disposition_summary,
            "Restock: 2 Units; Scrap: 1 Units",
        )

    def test_serials_each_its_own(self):
        delivery = self._deliver_serials("SN-1", "SN-2", "SN-3")
        first, second, third = delivery.move_line_ids.lot_id.sorted("name")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with(False, ticket=ticket, picking_id=delivery)
        wanted = {first: "quarantine", second: "scrap", third: "restock"}
        for line in back.move_line_ids.with_user(self.warehouseman):
            line.helpdesk_disposition_choice = wanted[line.lot_id]
        self._arrive(back)
        for lot, location in (
            (first, self._quarantine()),
            (second, self._scrap_location()),
            (third, self.stock),
        ):
            held = self._held(self.serial_product, lot_id=lot)
            self.assertEqual(held, {location: 1})

    def test_lot_of_several_in_part(self):
        tea = self._new_product("Tea", tracking="lot")
        lot = self._new_lot(tea, "L-1")
        self._put_in_stock(tea, 10, lot)
        delivery = self._deliver(self._new_order([(tea, 6)]))
        ticket = self._new_ticket(product_id=tea.id)
        back = self._return_with(False, 5, ticket=ticket, picking_id=delivery)
        self._split_line(back, 2, "quarantine")
        self._arrive(back)
        self.assertEqual(
            self._held(tea, lot_id=lot), {self.stock: 7, self._quarantine(): 2}
        )

    def test_dozens(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["ir.config_parameter"].set_param("stock.propagate_uom", "1")
        self._put_in_stock(self.product, 50)
        order = self._new_order([(self.product, 2, {"product_uom_id": dozen.id})])
        delivery = self._deliver(order)
        ticket = self._new_ticket(sale_order_ids=[(6, 0, order.ids)])
        before = self._held(self.product)[self.stock]
        back = self._return_with(False, 2, ticket=ticket, picking_id=delivery)
        self.assertEqual(back.move_ids.product_uom, dozen)
        self._split_line(back, 1, "scrap")
        self._arrive(back)
        self.assertEqual(
            self._held(self.product),
            {self.stock: before + 12, self._scrap_location(): 12},
        )

    def test_owner_is_kept(self):
        owner = self.env["res.partner"].create({"name": "Lender"})
        self._add_vendor(self.product)
        for choice in ("quarantine", "scrap", "vendor"):
            back = self._return_with(False, 1)
            back.owner_id = owner
            self._choose(back, choice)
            self._arrive(back)
        held = self._held(self.product, owner_id=owner)
        self.assertEqual(
            held, {self._quarantine(): 1, self._scrap_location(): 1, self.stock: 1}
        )
        self.assertEqual(self._sent_back(back).move_line_ids.owner_id, owner)

    def test_package_is_kept(self):
        self._add_vendor(self.product)
        boxes = {}
        for choice in ("restock", "quarantine", "scrap", "vendor"):
            back = self._return_with(False, 1)
            self._choose(back, choice)
            boxes[choice] = box = self.env["stock.package"].create({"name": choice})
            back.move_line_ids.result_package_id = box
            self._arrive(back)
            if choice == "scrap":
                self.assertFalse(box.quant_ids.filtered("quantity"))
        self.assertEqual(boxes["restock"].location_id, self.stock)
        self.assertEqual(boxes["quarantine"].location_id, self._quarantine())
        self.assertEqual(self._sent_back(back).move_line_ids.package_id, box)

    def test_what_leaves_the_others_leaves_their_package(self):
        back = self._return_with(False, 3)
        self._split_line(back, 1, "quarantine")
        box = self.env["stock.package"].create({"name": "Box"})
        back.move_line_ids.result_package_id = box
        self._arrive(back)
        self.assertEqual(back.state, "done")
        self.assertEqual(box.location_id, self.stock)
        self.assertEqual(box.quant_ids.quantity, 2)
        self.assertEqual(self._held(self.product)[self._quarantine()], 1)
        self.assertFalse(
            self._held(self.product, package_id=box).get(self._quarantine())
        )

    def test_backorder_starts_anew(self):
        back = self._return_with(False, 3)
        self._choose(back, "quarantine")
        rest = self._arrive(back, 1)
        self.assertEqual(self._held(self.product)[self._quarantine()], 1)
        self.assertEqual(rest.move_line_ids.helpdesk_disposition_choice, "restock")
        self._arrive(rest)
        self.assertEqual(
            self._held(self.product), {self.stock: 97, self._quarantine(): 1}
        )

    def test_form_of_the_warehouse(self):
        back = self._return_with(False, 2).with_user(self.warehouseman)
        with Form(back) as form, form.move_ids.edit(0) as move:
            self.assertEqual(move.helpdesk_disposition, "restock")
            move.helpdesk_disposition = "scrap"
        self.assertEqual(back.move_line_ids.helpdesk_disposition, "scrap")
        action = back.move_ids.action_show_details()
        self.assertEqual(action["context"]["helpdesk_document_type"], "return")
        action = back.action_detailed_operations()
        self.assertEqual(action["context"]["helpdesk_document_type"], "return")
        action = self.delivery.action_detailed_operations()
        self.assertNotIn("helpdesk_document_type", action["context"])
        back.button_validate()
        self.assertEqual(back.move_ids.mapped("helpdesk_disposition"), ["scrap", False])


@tagged("post_install", "-at_install")
class TestDispositionsDefault(DispositionCommon):
    """What is proposed: by the reason, else by what follows."""

    def test_default_of_the_reason(self):
        broken = self.env["helpdesk.after.sales.reason"].create(
            {"name": "Broken on arrival", "return_disposition": "quarantine"}
        )
        back = self._return_with(False, 1, after_sales_reason_id=broken)
        self.assertEqual(back.move_ids.helpdesk_disposition, "quarantine")
        back.with_user(self.warehouseman).button_validate()
        self.assertEqual(
            self._held(self.product), {self.stock: 95, self._quarantine(): 1}
        )

    def test_default_of_the_outcome(self):
        back = self._return_with("refund", 1)
        self.assertEqual(back.move_ids.helpdesk_disposition, "restock")
        back.move_ids.helpdesk_outcome = "repair"
        back.invalidate_recordset()
        self.assertEqual(back.move_line_ids.helpdesk_disposition_choice, "repair")

    def test_other_transfers_have_none(self):
        for picking in (
            self.delivery,
            self._new_order([(self.product, 1)]).picking_ids,
        ):
            self.assertFalse(picking.move_ids.helpdesk_disposition)
            self.assertFalse(picking.move_line_ids.helpdesk_disposition_choice)
        form = self._standard_popup(self.delivery)
        with form.product_return_moves.edit(0) as line:
            line.quantity = 2
        action = form.save().action_create_returns()
        back = self.env["stock.picking"].browse(action["res_id"])
        back.move_line_ids.helpdesk_disposition = "scrap"
        self._receive(back)
        # It is no ticket's return.
        self.assertEqual(self._held(self.product), {self.stock: 97})
        self.assertFalse(back.move_line_ids.helpdesk_disposed_on)
