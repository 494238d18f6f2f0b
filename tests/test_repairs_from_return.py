# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_repairs import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairsFromReturn(RepairCommon):
    """Repairs of what a return brings back."""

    def test_repair_from_a_return_in_a_second_warehouse(self):
        second = self.env["stock.warehouse"].create(
            {"name": "Workshop", "code": "WS", "company_id": self.company.id}
        )
        self.env["stock.quant"]._update_available_quantity(
            self.product, second.lot_stock_id, 1
        )
        order = self._new_order(warehouse_id=second.id)
        returned = self._return(self._deliver(order))
        repair = self._repair(product_id=self.product)
        self.assertRecordValues(
            repair,
            [
                {
                    "picking_id": returned.id,
                    "picking_type_id": second.repair_type_id.id,
                    "location_id": second.lot_stock_id.id,
                    "product_qty": 1.0,
                    "state": "confirmed",
                }
            ],
        )
        repair.with_user(self.stock_user).action_repair_start()
        repair.with_user(self.stock_user).action_repair_end()
        self.assertEqual(repair.state, "done")
        self.assertEqual(
            self.env["stock.quant"]._get_available_quantity(
                self.product, second.lot_stock_id
            ),
            1,
        )

    def test_return_not_received_yet_warns(self):
        delivery = self._deliver(self._new_order())
        returned = self._return(delivery, receive=False)
        form = self._open(product_id=self.product)
        self.assertEqual(form.picking_id, returned)
        self.assertIn(f"{returned.name} is not received yet", form.after_sales_notice)
        popup = form.save()
        popup.action_confirm()
        self.assertEqual(self.ticket.repair_ids.state, "confirmed")
        returned.move_ids.picked = True
        returned._action_done()
        popup.invalidate_recordset()
        self.assertNotIn("not received yet", popup.after_sales_notice)

    def test_return_is_the_tickets_own_one_for_the_product(self):
        other_ticket = self._new_ticket()
        self._return(self._deliver(self._new_order()), ticket=other_ticket)
        form = self._open(product_id=self.product)
        self.assertFalse(form.picking_id)
        own = self._return(self._deliver(self._new_order([(self.part, 1)])))
        self.assertFalse(self._open(product_id=self.product).picking_id)
        form = self._open(product_id=self.part)
        self.assertEqual(form.picking_id, own)
        self.assertEqual(form.picking_product_ids[:], self.part)
        # Another product is not in that return.
        form.product_id = self.product
        self.assertFalse(form.picking_id)

    def test_returns_of_the_customer_are_offered(self):
        """By their address or by their order, and nobody else's."""
        mine = self._return(self._deliver(self._new_order()))
        elsewhere = self._return(
            self._deliver(
                self._new_order(partner_shipping_id=self.other_customer.id),
            )
        )
        theirs = self._return(
            self._deliver(self._new_order(partner_id=self.other_customer.id))
        )
        self.assertEqual(elsewhere.partner_id, self.other_customer)
        pickings = self.env["stock.picking"].with_user(self.stock_user)

        def find(customer):
            return pickings.search([("repair_customer_ids", "in", [customer])])

        self.assertEqual(find(self.customer.id), (mine | elsewhere))
        self.assertEqual(find(self.other_customer.id), (elsewhere | theirs))
        self.assertFalse(find(False))
        self.assertEqual(
            (mine | elsewhere | theirs)
            .with_user(self.stock_user)
            .filtered_domain([("repair_customer_ids", "in", self.customer.ids)]),
            (mine | elsewhere),
        )

    def test_all_that_the_return_brings_back_is_repaired(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.part.uom_ids = dozen
        self._return(
            self._deliver(
                self._new_order(
                    [(self.product, 3), (self.part, 2, {"product_uom_id": dozen.id})]
                )
            )
        )
        form = self._open(product_id=self.product)
        returned = form.picking_id
        self.assertEqual(self._repair(product_id=self.product).product_qty, 3)
        form.product_id = self.part
        self.assertEqual(form.picking_id, returned, "It brings back the part, too")
        popup = form.save()
        popup.action_confirm()
        self.assertRecordValues(
            popup.sudo().repair_id,
            [{"product_qty": 24, "product_uom": self.part.uom_id.id}],
        )

    def test_return_in_two_steps_and_expected_serial(self):
        self.warehouse.reception_steps = "two_steps"
        lot = self._new_lot(self.serial_product, "SN1")
        self.env["stock.quant"]._update_available_quantity(
            self.serial_product, self.warehouse.lot_stock_id, 1, lot_id=lot
        )
        order = self._new_order([(self.serial_product, 1)])
        returned = self._return(self._deliver(order, lot), receive=False)
        returned.move_line_ids.unlink()
        repair = self._repair(product_id=self.serial_product, lot_id=lot)
        self.assertRecordValues(
            repair,
            [
                {
                    "picking_id": returned.id,
                    "lot_id": lot.id,
                    "product_qty": 1.0,
                    "state": "confirmed",
                }
            ],
        )

    def test_serial_comes_from_the_return(self):
        lots = self._new_lot(self.serial_product, "SN1") | self._new_lot(
            self.serial_product, "SN2"
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                self.serial_product, self.warehouse.lot_stock_id, 1, lot_id=lot
            )
        order = self._new_order([(self.serial_product, 1)])
        returned = self._return(self._deliver(order, lots[0]))
        form = self._open(product_id=self.serial_product)
        self.assertEqual(form.picking_id, returned)
        self.assertEqual(form.lot_id, lots[0])
        form.lot_id = lots[1]
        popup = form.save()
        with self.assertRaisesRegex(UserError, "does not bring back .* SN2"):
            popup.action_confirm()
        self.assertFalse(self.ticket.repair_ids)

    def _return_serials(self, *names):
        """Return a transfer that brings back serial numbers, and these."""
        lots = self.env["stock.lot"]
        for name in names:
            lots |= self._new_lot(self.serial_product, name)
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                self.serial_product, self.warehouse.lot_stock_id, 1, lot_id=lot
            )
        order = self._new_order([(self.serial_product, len(lots))])
        return self._return(self._deliver(order, lots)), lots

    def test_serial_of_the_ticket_is_one_of_several_that_come_back(self):
        returned, lots = self._return_serials("SN1", "SN2")
        self.ticket.write({"product_id": self.serial_product.id, "lot_id": lots[1].id})
        form = self._open()
        self.assertEqual(form.picking_id, returned)
        self.assertEqual(form.lot_id, lots[1])
        form.lot_id = lots[0]
        # A change of the customer leaves the number that was chosen.
        form.partner_id = self.contact
        self.assertEqual(form.lot_id, lots[0])
        form.save().action_confirm()
        self.assertEqual(self.ticket.repair_ids.lot_id, lots[0])

    def test_which_of_several_serials_is_asked(self):
        self._return_serials("SN1", "SN2")
        self.assertFalse(self._open(product_id=self.serial_product).lot_id)

    def test_serials_that_come_back_need_no_warning(self):
        # They come back from a customer to whom we never sent them.
        returned, lots = self._return_serials("SN1", "SN2")
        returned.partner_id = self.other_customer
        self.ticket.partner_id = self.other_customer
        form = self._open(product_id=self.serial_product)
        self.assertEqual(form.picking_id, returned)
        for lot in lots:
            form.lot_id = lot
            self.assertFalse(form.after_sales_notice, lot.name)
        form.lot_id = self._new_lot(self.serial_product, "SN3")
        self.assertIn("did not receive SN3", form.after_sales_notice)

    def test_chosen_return_stays_for_each_of_its_products(self):
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.warehouse.lot_stock_id, 2
        )
        self.env["stock.quant"]._update_available_quantity(
            self.part, self.warehouse.lot_stock_id, 1
        )
        older = self._return(
            self._deliver(self._new_order([(self.product, 1), (self.part, 1)]))
        )
        newer = self._return(self._deliver(self._new_order([(self.product, 1)])))
        form = self._open(product_id=self.product)
        self.assertEqual(form.picking_id, newer)
        form.picking_id = older
        form.product_id = self.part
        self.assertEqual(form.picking_id, older)
        form.product_id = self.product
        self.assertEqual(form.picking_id, older)
        # What it does not bring back comes with another return, or none.
        form.product_id = self.old_part
        self.assertFalse(form.picking_id)

    def test_company_without_operation_type(self):
        self.env["stock.picking.type"].search(
            [("code", "=", "repair_operation"), ("company_id", "=", self.company.id)]
        ).active = False
        self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)]
        ).repair_type_id = False
        form = self._open()
        self.assertTrue(form.after_sales_blocked)
        self.assertIn("no operation type for repairs", form.after_sales_notice)
        popup = form.save()
        popup.product_id = self.product
        with self.assertRaisesRegex(UserError, "no operation type for repairs"):
            popup.action_confirm()
        self.assertFalse(self.ticket.repair_ids)

    def test_documents_are_in_the_tickets_company(self):
        other = self.env["res.company"].create({"name": "Second company"})
        self.env["stock.warehouse"].search([("company_id", "=", other.id)]) or self.env[
            "stock.warehouse"
        ].create({"name": "Second", "code": "SE", "company_id": other.id})
        team = self.team.copy(
            {"company_id": other.id, "user_ids": [Command.set(self.agent.ids)]}
        )
        self.agent.company_ids += other
        ticket = self._new_ticket(team_id=team.id, company_id=other.id)
        action = ticket.with_user(self.agent).action_repair()
        popup = Form(
            self.env["helpdesk.ticket.repair.wizard"]
            .with_user(self.agent)
            .with_context(
                action["context"], allowed_company_ids=(self.company | other).ids
            )
        )
        popup.product_id = self.product
        popup.save().action_confirm()
        repair = ticket.repair_ids
        self.assertEqual(repair.company_id, other)
        self.assertEqual(repair.picking_type_id.company_id, other)
