# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from freezegun import freeze_time
from lxml import etree
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepair(RepairCommon):
    """From the popup to the repair order."""

    def test_button_opens_popup_with_defaults(self):
        lot = self._new_lot(self.serial_product, "SN1")
        self.ticket.write({"product_id": self.serial_product.id, "lot_id": lot.id})
        action = self.ticket.with_user(self.agent).action_repair()
        self.assertEqual(action["name"], "Repair Reference")
        self.assertEqual(action["res_model"], "helpdesk.ticket.repair.wizard")
        with freeze_time("2026-03-04 10:00:00"):
            popup = self._open().save()
        self.assertRecordValues(
            popup,
            [
                {
                    "partner_id": self.customer.id,
                    "product_id": self.serial_product.id,
                    "lot_id": lot.id,
                    "picking_id": False,
                    "under_warranty": False,
                    "schedule_date": datetime(2026, 3, 4, 10),
                    "user_id": self.agent.id,
                }
            ],
        )
        self.assertFalse(self.ticket.repair_ids, "Discarding leaves nothing behind")

    def test_confirm_makes_a_confirmed_repair_though_not_in_stock(self):
        form = self._open(product_id=self.product)
        form.schedule_date = datetime(2030, 1, 2, 8)
        form.user_id = self.stock_user
        form.internal_notes = "<p>Smells burnt</p>"
        tags = self.env["repair.tags"].with_user(self.agent)
        form.tag_ids.add(tags.browse(tags.name_create("Urgent case")[0]))
        for line_type, part, quantity in (
            ("add", self.part, 2),
            ("remove", self.old_part, 1),
            ("recycle", self.old_part, 1),
        ):
            with form.part_ids.new() as line:
                line.repair_line_type = line_type
                line.product_id = part
                line.product_uom_qty = quantity
        popup = form.save()
        action = popup.action_confirm()
        self.assertEqual(
            action["params"]["next"]["type"], "ir.actions.act_window_close"
        )
        repair = self.ticket.repair_ids
        self.assertRecordValues(
            repair,
            [
                {
                    "state": "confirmed",
                    "partner_id": self.customer.id,
                    "product_id": self.product.id,
                    "product_qty": 1.0,
                    "company_id": self.company.id,
                    "user_id": self.stock_user.id,
                    "schedule_date": datetime(2030, 1, 2, 8),
                    "picking_type_id": self.warehouse.repair_type_id.id,
                    "internal_notes": "<p>Smells burnt</p>",
                    "under_warranty": False,
                }
            ],
        )
        self.assertEqual(repair.tag_ids.name, "Urgent case")
        self.assertRecordValues(
            repair.move_ids,
            [
                {
                    "repair_line_type": "add",
                    "product_id": self.part.id,
                    "product_uom_qty": 2.0,
                    "state": "confirmed",
                    "date": datetime(2030, 1, 2, 8),
                },
                {
                    "repair_line_type": "remove",
                    "product_id": self.old_part.id,
                    "product_uom_qty": 1.0,
                    "state": "assigned",
                    "date": datetime(2030, 1, 2, 8),
                },
                {
                    "repair_line_type": "recycle",
                    "product_id": self.old_part.id,
                    "product_uom_qty": 1.0,
                    "state": "assigned",
                    "date": datetime(2030, 1, 2, 8),
                },
            ],
        )

    def test_switches_periods_and_filters_are_in_the_views(self):
        with Form(self.team.with_user(self.manager)) as form:
            form.use_product_repairs = False
        self.assertFalse(self.team.use_product_repairs)
        product_manager = self._new_user(
            "product_manager", "base.group_user,product.group_product_manager"
        )
        with Form(self.product.with_user(product_manager)) as form:
            form.warranty_months = 24
        self.assertEqual(self.product.product_tmpl_id.warranty_months, 24)
        with (
            self.assertRaisesRegex(AssertionError, "invisible"),
            Form(self.service.product_tmpl_id) as form,
        ):
            form.warranty_months = 24
        for model, name, domain in (
            ("repair.order", "from_helpdesk", "[('helpdesk_ticket_id', '!=', False)]"),
            (
                "helpdesk.ticket.team",
                "use_product_repairs",
                "[('use_product_repairs', '=', True)]",
            ),
        ):
            arch = etree.fromstring(
                self.env[model].get_view(view_type="search")["arch"]
            )
            [node] = arch.findall(f".//filter[@name='{name}']")
            self.assertEqual(node.get("domain"), domain)

    def test_popup_asks_for_the_customer_first(self):
        self.ticket.partner_id = False
        action = self.ticket.with_user(self.agent).action_repair()
        self.assertEqual(action["res_model"], "helpdesk.ticket.customer.wizard")
        wizards = self.env[action["res_model"]].with_user(self.agent)
        form = Form(wizards.with_context(action["context"]))
        form.partner_id = self.customer
        action = form.save().action_continue()
        self.assertEqual(action["res_model"], "helpdesk.ticket.repair.wizard")

    def test_team_without_repairs_refuses(self):
        self.team.use_product_repairs = False
        with self.assertRaisesRegex(UserError, "does not offer Repairs"):
            self.ticket.with_user(self.agent).action_repair()

    def test_team_switched_off_meanwhile_refuses(self):
        popup = self._open(product_id=self.product).save()
        self.team.use_product_repairs = False
        with self.assertRaisesRegex(UserError, "does not offer Repairs"):
            popup.action_confirm()
        self.assertFalse(self.ticket.repair_ids)

    def test_save_as_new_leaves_the_repair_new(self):
        popup = self._open(product_id=self.product).save()
        popup.action_save()
        self.assertEqual(self.ticket.repair_ids.state, "draft")
        popup.action_confirm()
        self.assertEqual(self.ticket.repair_ids.state, "confirmed")
        self.assertEqual(self.ticket.repair_count, 1)

    def test_one_repair_however_often_pressed(self):
        popup = self._open(product_id=self.product).save()
        first = popup.action_confirm()
        notes = len(self.ticket.message_ids)
        self.assertEqual(popup.action_confirm(), first)
        self.assertEqual(len(self.ticket.repair_ids), 1)
        self.assertEqual(len(self.ticket.message_ids), notes)

    def test_popup_confirms_no_repair_but_its_own(self):
        other = self.env["repair.order"].create({"product_id": self.product.id})
        popup = self._open(product_id=self.product).save()
        for forge in (
            lambda: popup.write({"repair_id": other.id}),
            lambda: popup.create({"ticket_id": self.ticket.id, "repair_id": other.id}),
        ):
            with self.assertRaises(AccessError):
                forge()
        popup.action_confirm()
        self.assertEqual(other.state, "draft")

    def test_values_changed_after_the_confirmation_change_nothing(self):
        popup = self._open(product_id=self.product).save()
        popup.action_confirm()
        popup.product_id = self.part
        popup.action_confirm()
        self.assertEqual(self.ticket.repair_ids.product_id, self.product)

    def test_popup_of_somebody_else(self):
        popup = self._open(product_id=self.product).save()
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            popup.with_user(self.agent_all).action_confirm()
        self.assertFalse(self.ticket.repair_ids)
        self.assertFalse(popup.with_user(self.agent_all).has_access("read"))
        popup.part_ids = [Command.create({"product_id": self.part.id})]
        self.assertTrue(popup.part_ids.has_access("write"))
        self.assertFalse(popup.part_ids.with_user(self.agent_all).has_access("write"))

    def test_ticket_that_the_user_may_not_write(self):
        team = self.team.copy({"user_ids": [Command.set(self.manager.ids)]})
        foreign = self._new_ticket(team_id=team.id, user_id=self.manager.id)
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            foreign.with_user(self.agent).action_repair()
        popup = self._open(product_id=self.product).save()
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            popup.ticket_id = foreign
            popup.action_confirm()
        self.assertFalse(foreign.repair_ids)

    def test_smart_button_counts_and_opens(self):
        ticket = self.ticket.with_user(self.agent)
        self.assertEqual(ticket.repair_count, 0)
        first = self._repair(product_id=self.product)
        self.assertEqual(ticket.repair_count, 1)
        action = ticket.action_view_repairs()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("repair.order", first.id)
        )
        second = self._repair(product_id=self.part)
        ticket.invalidate_recordset()
        self.assertEqual(ticket.repair_count, 2)
        action = ticket.action_view_repairs()
        self.assertEqual(action["domain"], [("id", "in", (first | second).ids)])

    def test_notes_on_both_sides(self):
        repair = self._repair(product_id=self.product)
        ticket_note = self.ticket.message_ids[0]
        self.assertIn("Repair order created: ", ticket_note.body)
        self.assertIn(f'data-oe-id="{repair.id}"', ticket_note.body)
        self.assertEqual(ticket_note.author_id, self.agent.partner_id)
        self.assertIn(
            f'data-oe-id="{self.ticket.id}"', "".join(repair.message_ids.mapped("body"))
        )

    def test_done_and_cancelled_are_announced(self):
        done = self._repair(product_id=self.product)
        self._flush_tracking()
        done.with_user(self.stock_user).action_repair_start()
        done.with_user(self.stock_user).action_repair_end()
        self._flush_tracking()
        self.assertIn("is done", self.ticket.message_ids[0].body)
        self.assertIn(done.name, self.ticket.message_ids[0].body)
        cancelled = self._repair(product_id=self.product)
        self._flush_tracking()
        cancelled.with_user(self.stock_user).action_repair_cancel()
        self._flush_tracking()
        self.assertIn("is cancelled", self.ticket.message_ids[0].body)

    def test_parts_consumed_end_to_end(self):
        self.env["stock.quant"]._update_available_quantity(
            self.part, self.warehouse.lot_stock_id, 5
        )
        form = self._open(product_id=self.product)
        for line_type, part, quantity in (
            ("add", self.part, 2),
            ("remove", self.old_part, 1),
            ("recycle", self.old_part, 3),
        ):
            with form.part_ids.new() as line:
                line.repair_line_type = line_type
                line.product_id = part
                line.product_uom_qty = quantity
        form.save().action_confirm()
        repair = self.ticket.repair_ids.with_user(self.stock_user)
        repair.action_assign()
        repair.action_repair_start()
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")
        self.assertEqual(set(repair.move_ids.mapped("state")), {"done"})
        self.assertEqual(self.part.qty_available, 3)
        self.assertEqual(self.old_part.qty_available, 3, "The recycled ones")

    # ------------------------------------------------------------------
    # Returns, warehouses, companies
    # ------------------------------------------------------------------

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
        self.assertIn(f"{returned.name} is not received yet", form.picking_warning)
        popup = form.save()
        popup.action_confirm()
        self.assertEqual(self.ticket.repair_ids.state, "confirmed")
        returned.move_ids.picked = True
        returned._action_done()
        popup.invalidate_recordset()
        self.assertFalse(popup.picking_warning)

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

    def test_company_without_operation_type(self):
        self.env["stock.picking.type"].search(
            [("code", "=", "repair_operation"), ("company_id", "=", self.company.id)]
        ).active = False
        self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)]
        ).repair_type_id = False
        popup = self._open(product_id=self.product).save()
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

    # ------------------------------------------------------------------
    # Quotation
    # ------------------------------------------------------------------

    def test_quotation_leaves_the_repair_new(self):
        form = self._open(self.salesman, product_id=self.product)
        with form.part_ids.new() as line:
            line.product_id = self.part
            line.product_uom_qty = 2
        popup = form.save()
        action = popup.action_create_quotation()
        repair = self.ticket.repair_ids
        order = repair.sale_order_id
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", order.id)
        )
        self.assertEqual(repair.state, "draft")
        self.assertRecordValues(
            order, [{"partner_id": self.customer.id, "state": "draft"}]
        )
        self.assertRecordValues(
            order.order_line,
            [
                {
                    "product_id": self.part.id,
                    "product_uom_qty": 2,
                    "price_unit": 30.0,
                }
            ],
        )
        self.assertEqual(popup.action_create_quotation(), action)
        self.assertEqual(self.ticket.repair_count, 1)
        with self.assertRaisesRegex(UserError, "already linked"):
            repair.action_create_sale_order()
        # Ticked later, it makes the parts free all the same.
        repair.under_warranty = True
        self.assertEqual(order.amount_total, 0.0)

    def test_quotation_under_warranty_is_free(self):
        form = self._open(self.salesman, product_id=self.product)
        form.under_warranty = True
        with form.part_ids.new() as line:
            line.product_id = self.part
        form.save().action_create_quotation()
        order = self.ticket.repair_ids.sale_order_id
        self.assertEqual(order.order_line.product_id, self.part)
        self.assertEqual(order.amount_total, 0.0)

    def test_quotation_needs_sales_rights(self):
        for user in (self.agent, self.stock_user):
            popup = self._open(user, product_id=self.product).save()
            with self.assertRaisesRegex(AccessError, "rights in Sales"):
                popup.action_create_quotation()
            arch = popup.get_view(
                self.env.ref(
                    "helpdesk_mgmt_after_sales.helpdesk_ticket_repair_wizard_view_form"
                ).id
            )["arch"]
            self.assertNotIn("action_create_quotation", arch)
        self.assertFalse(self.ticket.repair_ids)

    def test_quotation_for_a_colleagues_customer_opens(self):
        self.customer.user_id = self.manager
        popup = self._open(self.salesman, product_id=self.product).save()
        action = popup.action_create_quotation()
        order = self.env["sale.order"].with_user(self.salesman).browse(action["res_id"])
        self.assertEqual(order.user_id, self.salesman)

    # ------------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------------

    def _assert_refused(self, message, user=None, error=UserError, **values):
        """Fill in values as RPC does, past the popup's domains."""
        action = self.ticket.with_user(user or self.agent).action_repair()
        popups = self.env["helpdesk.ticket.repair.wizard"].with_user(user or self.agent)
        with self.assertRaisesRegex(error, message):
            popups.with_context(action["context"]).create(
                {"product_id": self.product.id, **values}
            ).action_confirm()
        self.assertFalse(self.ticket.repair_ids)

    def test_refuses_bad_input(self):
        lot = self._new_lot(self.serial_product, "SN1")
        self._assert_refused("Choose the product", product_id=False)
        self._assert_refused("Choose the customer", partner_id=False)
        self._assert_refused(
            "Advice is not a physical product, so it cannot be repaired",
            product_id=self.service.id,
        )
        self._assert_refused(
            "SN1 is one of Coffee machine, not of Desk lamp", lot_id=lot.id
        )
        self._assert_refused("is not an internal user", user_id=self._portal_user().id)
        for quantity in (-1, 0):
            self._assert_refused(
                "quantity of part Heating element must be above zero",
                part_ids=[
                    Command.create(
                        {"product_id": self.part.id, "product_uom_qty": quantity}
                    )
                ],
            )
        self._assert_refused(
            "Advice is not a physical product, so it cannot be a part",
            part_ids=[Command.create({"product_id": self.service.id})],
        )
        self._assert_refused(
            "kg is not a unit of Heating element",
            part_ids=[
                Command.create(
                    {
                        "product_id": self.part.id,
                        "product_uom": self.env.ref("uom.product_uom_kgm").id,
                    }
                )
            ],
        )

    def _portal_user(self):
        return self._new_user("portal_customer", "base.group_portal")

    def test_refuses_returns_that_do_not_fit(self):
        delivery = self._deliver(self._new_order())
        foreign = self._return(
            self._deliver(self._new_order(partner_id=self.other_customer.id))
        )
        other_product = self._return(self._deliver(self._new_order([(self.part, 1)])))
        cancelled = self._return(delivery, receive=False)
        cancelled.action_cancel()
        for message, picking in (
            ("is not a return", delivery),
            ("is not a return", cancelled),
            ("is not one of Deco Addict", foreign),
            ("does not bring back Desk lamp", other_product),
        ):
            self._assert_refused(message, self.stock_user, picking_id=picking.id)

    def test_refuses_another_company(self):
        other = self.env["res.company"].create({"name": "Second company"})
        product = self._new_product("Foreign lamp", company_id=other.id)
        partner = self.env["res.partner"].create(
            {"name": "Foreign", "company_id": other.id}
        )
        self.agent.company_ids += other
        self._assert_refused("company inconsistencies", product_id=product.id)
        self._assert_refused("company inconsistencies", partner_id=partner.id)
        self._assert_refused(
            "company inconsistencies",
            part_ids=[Command.create({"product_id": product.id})],
        )

    def test_refuses_what_the_user_may_not_read(self):
        other = self.env["res.company"].create({"name": "Second company"})
        product = self._new_product("Foreign lamp", company_id=other.id)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            self._assert_refused(
                "", error=(AccessError, UserError), product_id=product.id
            )


@tagged("post_install", "-at_install")
class TestRepairWarranty(RepairCommon):
    """Whether a product is under warranty is looked up, not guessed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for product in (cls.product, cls.serial_product, cls.lot_product):
            product.warranty_months = 24
        cls.agent.tz = "UTC"

    def _stock(self, lot, quantity=1):
        self.env["stock.quant"]._update_available_quantity(
            lot.product_id, self.warehouse.lot_stock_id, quantity, lot_id=lot
        )
        return lot

    def _delivered(self, date, lines=None, lots=None, **values):
        """Sell and deliver at a date in the past.

        :return: the done transfer
        """
        with freeze_time(date):
            delivery = self._deliver(self._new_order(lines, **values), lots)
        self.assertEqual(delivery.state, "done")
        return delivery

    def _assert_warranty(self, expected, covered, ticket=None, **values):
        form = self._open(ticket=ticket, **values)
        self.assertEqual(form.warranty_info, expected)
        self.assertEqual(form.under_warranty, covered)

    @freeze_time("2026-06-01 12:00:00")
    def test_serial(self):
        lot = self._stock(self._new_lot(self.serial_product, "SN1"))
        delivery = self._delivered(
            "2025-03-15 10:00:00", [(self.serial_product, 1)], lot
        )
        expected = (
            f"Warranty until 03/15/2027 (delivered 03/15/2025 with {delivery.name})"
        )
        self.ticket.write({"product_id": self.serial_product.id, "lot_id": lot.id})
        self.assertEqual(self.ticket.with_user(self.agent).warranty_info, expected)
        self._assert_warranty(expected, True)
        self.assertTrue(self._repair().under_warranty)

    @freeze_time("2026-06-01 12:00:00")
    def test_lot_of_several_customers(self):
        lot = self._stock(self._new_lot(self.lot_product, "L1"), 5)
        delivery = self._delivered("2025-01-31 10:00:00", [(self.lot_product, 1)], lot)
        self._delivered(
            "2026-05-01 10:00:00",
            [(self.lot_product, 1)],
            lot,
            partner_id=self.other_customer.id,
        )
        self._assert_warranty(
            f"Warranty until 01/31/2027 (delivered 01/31/2025 with {delivery.name})",
            True,
            product_id=self.lot_product,
            lot_id=lot,
        )

    @freeze_time("2026-06-01 12:00:00")
    def test_untracked_takes_the_tickets_order_else_the_latest(self):
        old = self._delivered("2025-01-10 10:00:00")
        new = self._delivered("2026-01-10 10:00:00")
        self._assert_warranty(
            f"Warranty until 01/10/2028 (delivered 01/10/2026 with {new.name})",
            True,
            product_id=self.product,
        )
        self.ticket.sale_order_ids = old.sale_id
        self._assert_warranty(
            f"Warranty until 01/10/2027 (delivered 01/10/2025 with {old.name})",
            True,
            product_id=self.product,
        )

    @freeze_time("2026-06-01 12:00:00")
    def test_out_of_date(self):
        delivery = self._delivered("2024-05-31 10:00:00")
        self.ticket.product_id = self.product
        expected = (
            f"Warranty until 05/31/2026 (delivered 05/31/2024 with {delivery.name}): "
            "expired"
        )
        self.assertEqual(self.ticket.with_user(self.agent).warranty_info, expected)
        self._assert_warranty(expected, False)

    @freeze_time("2026-05-31 22:30:00")
    def test_last_day_counts_in_the_users_time_zone(self):
        delivery = self._delivered("2024-05-31 12:00:00")
        self._assert_warranty(
            f"Warranty until 05/31/2026 (delivered 05/31/2024 with {delivery.name})",
            True,
            product_id=self.product,
        )
        self.agent.tz = "Asia/Tehran"
        self._assert_warranty(
            f"Warranty until 05/31/2026 (delivered 05/31/2024 with {delivery.name}): "
            "expired",
            False,
            product_id=self.product,
        )

    def test_delivery_day_in_the_users_time_zone(self):
        with freeze_time("2026-06-01 12:00:00"):
            delivery = self._delivered("2025-05-31 22:30:00")
            self.agent.tz = "Asia/Tehran"
            self._assert_warranty(
                "Warranty until 06/01/2027 (delivered 06/01/2025 with "
                f"{delivery.name})",
                True,
                product_id=self.product,
            )

    def test_says_why_it_cannot_tell(self):
        self._assert_warranty(
            "Warranty unknown: no delivery of Desk lamp to Deco Addict was found.",
            False,
            product_id=self.product,
        )
        self._assert_warranty(
            "Warranty unknown: choose the lot/serial number.",
            False,
            product_id=self.serial_product,
        )
        lot = self._new_lot(self.serial_product, "SN1")
        self._assert_warranty(
            "Warranty unknown: no delivery of SN1 to Deco Addict was found.",
            False,
            product_id=self.serial_product,
            lot_id=lot,
        )
        self._assert_warranty(
            "Warranty unknown: Heating element has no warranty period.",
            False,
            product_id=self.part,
        )
        self._assert_warranty(False, False)

    def test_ticket_line_only_with_the_service_and_a_product(self):
        ticket = self.ticket.with_user(self.agent)
        self.assertFalse(ticket.warranty_info)
        self.ticket.product_id = self.product
        self.assertIn("Warranty unknown", ticket.warranty_info)
        self.team.use_product_repairs = False
        self.assertFalse(ticket.warranty_info)

    @freeze_time("2026-06-01 12:00:00")
    def test_other_customers_deliveries_stay_closed(self):
        self._delivered("2026-01-10 10:00:00", partner_id=self.other_customer.id)
        self._assert_warranty(
            "Warranty unknown: Gemini has no ticket that you may read.",
            False,
            product_id=self.product,
            partner_id=self.other_customer,
        )
        self._new_ticket(partner_id=self.other_customer.id)
        self._assert_warranty_starts(self.other_customer, "Warranty until 01/10/2028")

    def _assert_warranty_starts(self, partner, expected):
        form = self._open(product_id=self.product, partner_id=partner)
        self.assertTrue(form.warranty_info.startswith(expected), form.warranty_info)

    @freeze_time("2026-06-01 12:00:00")
    def test_shipped_elsewhere_than_to_who_ordered(self):
        delivery = self._delivered(
            "2026-01-10 10:00:00", partner_shipping_id=self.other_customer.id
        )
        self.assertEqual(delivery.partner_id, self.other_customer)
        self._assert_warranty_starts(self.customer, "Warranty until 01/10/2028")

    @freeze_time("2026-06-01 12:00:00")
    def test_handing_back_starts_no_new_warranty(self):
        lot = self._stock(self._new_lot(self.serial_product, "SN1"))
        delivery = self._delivered(
            "2024-01-10 10:00:00", [(self.serial_product, 1)], lot
        )
        with freeze_time("2026-05-10 10:00:00"):
            returned = self._return(delivery)
        with freeze_time("2026-05-20 10:00:00"):
            handed_back = self._return(returned)
        self.assertEqual(handed_back.location_dest_id.usage, "customer")
        self._assert_warranty(
            f"Warranty until 01/10/2026 (delivered 01/10/2024 with {delivery.name}): "
            "expired",
            False,
            product_id=self.serial_product,
            lot_id=lot,
        )

    @freeze_time("2026-06-01 12:00:00")
    def test_chosen_return_tells_the_delivery(self):
        old = self._delivered("2025-01-10 10:00:00")
        self._delivered("2026-01-10 10:00:00")
        returned = self._return(old)
        form = self._open(product_id=self.product)
        self.assertEqual(form.picking_id, returned)
        self.assertEqual(
            form.warranty_info,
            f"Warranty until 01/10/2027 (delivered 01/10/2025 with {old.name})",
        )

    @freeze_time("2026-06-01 12:00:00")
    def test_agent_overrules_and_that_is_logged(self):
        delivery = self._delivered("2026-01-10 10:00:00")
        repair = self._repair(product_id=self.product, under_warranty=False)
        self.assertFalse(repair.under_warranty)
        for record in (repair, self.ticket):
            self.assertIn(
                "is not treated as under warranty, though the look-up said: Warranty "
                f"until 01/10/2028 (delivered 01/10/2026 with {delivery.name})",
                record.message_ids[0].body,
            )
        repair = self._repair(product_id=self.part, under_warranty=True)
        self.assertTrue(repair.under_warranty)
        self.assertIn(
            "is treated as under warranty, though the look-up said: Warranty unknown",
            self.ticket.message_ids[0].body,
        )

    def test_more_deliveries_cost_no_more_queries(self):
        self.ticket.product_id = self.product
        counts = []
        for __ in range(3):
            for __ in range(4):
                self._delivered("2026-01-10 10:00:00")
            self.env.flush_all()
            self.env.invalidate_all()
            self.ticket.with_user(self.agent).mapped("product_id.warranty_months")
            before = self.cr.sql_log_count
            self.assertTrue(self.ticket.with_user(self.agent).warranty_info)
            counts.append(self.cr.sql_log_count - before)
        # The first one fills the caches.
        self.assertLessEqual(counts[2], counts[1] + 1)

    def test_not_overruled_is_not_logged(self):
        self._repair(product_id=self.product)
        self.assertNotIn("look-up", "".join(self.ticket.message_ids.mapped("body")))

    def test_changed_later_is_tracked(self):
        repair = self._repair(product_id=self.product)
        self._flush_tracking()
        repair.under_warranty = True
        self._flush_tracking()
        self.assertEqual(
            repair.message_ids[0].tracking_value_ids.field_id.name, "under_warranty"
        )

    def test_period_has_limits(self):
        for months in (-1, 1201):
            with (
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                self.product.warranty_months = months
                self.product.product_tmpl_id.flush_recordset()


@tagged("post_install", "-at_install")
class TestRepairAccess(RepairCommon):
    """Read access follows the ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.env["repair.order"].create(
            {"product_id": cls.product.id, "partner_id": cls.customer.id}
        )

    def _repair_with_part(self, **values):
        form = self._open(product_id=self.product, **values)
        with form.part_ids.new() as line:
            line.product_id = self.part
        popup = form.save()
        popup.action_confirm()
        return self.env["repair.order"].browse(popup.sudo().repair_id.id)

    def test_plain_agent_reads_his_tickets_repairs_only(self):
        repair = self._repair_with_part()
        repairs = self.env["repair.order"].with_user(self.agent)
        self.assertEqual(repairs.search([]), repair)
        self.assertEqual(
            [id_ for id_, __ in repairs.name_search(self.foreign.name)], []
        )
        self.assertEqual(
            [id_ for id_, __ in repairs.name_search(repair.name)], repair.ids
        )
        foreign = self.foreign.with_user(self.agent)
        for read in (
            lambda: foreign.read(["name"]),
            lambda: foreign.web_read({"name": {}}),
            lambda: foreign.move_ids.mapped("product_id"),
        ):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                read()
        own = repair.with_user(self.agent)
        for write in (
            lambda: own.write({"internal_notes": "x"}),
            lambda: own.action_repair_cancel(),
            lambda: own.unlink(),
            lambda: repairs.create({"product_id": self.product.id}),
        ):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                write()

    def test_parts_follow_the_repair(self):
        repair = self._repair_with_part()
        self.foreign.move_ids = [
            Command.create({"product_id": self.part.id, "repair_line_type": "add"})
        ]
        moves = (repair.move_ids | self.foreign.move_ids).with_user(self.agent)
        self.assertEqual(moves._filtered_access("read"), repair.move_ids)

    def test_form_and_list_load_for_who_may_only_read_the_ticket(self):
        # With every field that a setting can add.
        self.env.ref("base.group_user").implied_ids += self.env.ref(
            "uom.group_uom"
        ) | self.env.ref("stock.group_production_lot")
        repair = self._repair_with_part()
        reader = self._new_user("reader", "helpdesk_mgmt.group_helpdesk_user_own")
        self.env["ir.rule"].create(
            {
                "name": "all tickets, to read",
                "model_id": self.env["ir.model"]._get("helpdesk.ticket").id,
                "groups": [
                    Command.link(
                        self.env.ref("helpdesk_mgmt.group_helpdesk_user_own").id
                    )
                ],
                "domain_force": "[(1, '=', 1)]",
                "perm_write": False,
                "perm_create": False,
                "perm_unlink": False,
            }
        )
        self.assertFalse(self.ticket.with_user(reader).has_access("write"))
        for user in (self.agent, reader):
            as_user = repair.with_user(user)
            views = as_user.get_views([(False, "form"), (False, "list")])["views"]
            self.assertNotIn("<button", views["form"]["arch"])
            with Form(as_user) as form:
                self.assertEqual(form.name, repair.name)
                self.assertEqual(form.move_ids.edit(0).product_id, self.part)
            as_user.web_search_read(
                [],
                {
                    name: {"fields": {"display_name": {}}}
                    if as_user._fields[name].type == "many2one"
                    else {}
                    for name in self._list_field_names(views["list"])
                },
            )

    def _list_field_names(self, view):
        return {
            node.get("name") for node in etree.fromstring(view["arch"]).iter("field")
        }

    def test_stock_user_gets_the_standard_form(self):
        arch = (
            self.env["repair.order"]
            .with_user(self.stock_user)
            .get_view(view_type="form")["arch"]
        )
        self.assertIn("action_validate", arch)
        self.assertIn("helpdesk_ticket_id", arch)

    def test_way_back_to_the_ticket(self):
        repair = self._repair_with_part()
        stranger = self._new_user("stock_only", "stock.group_stock_user")
        self.assertTrue(repair.with_user(self.agent).helpdesk_ticket_accessible)
        self.assertFalse(repair.with_user(stranger).helpdesk_ticket_accessible)
        self.assertEqual(
            repair.with_user(stranger).helpdesk_ticket_label, self.ticket.display_name
        )

    def test_agent_of_another_company_reads_nothing(self):
        repair = self._repair_with_part()
        other = self.env["res.company"].create({"name": "Second company"})
        stranger = self._new_user(
            "stranger",
            "helpdesk_mgmt.group_helpdesk_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(repair.with_user(stranger).has_access("read"))

    def test_employee_and_portal_read_nothing(self):
        repair = self._repair_with_part()
        for user in (self.outsider, self._new_user("portal", "base.group_portal")):
            self.assertFalse(repair.with_user(user).has_access("read"))
            with self.assertRaises(AccessError):
                self.env["helpdesk.ticket.repair.wizard"].with_user(user).create(
                    {"ticket_id": self.ticket.id}
                )

    def test_roles_lose_nothing_by_being_agents(self):
        own = "helpdesk_mgmt.group_helpdesk_user_own"
        for groups in (
            "stock.group_stock_user",
            "base.group_system,stock.group_stock_manager",
        ):
            login = groups.replace(".", "_").replace(",", "_")
            both = self._new_user(f"{login}_agent", f"{groups},{own}")
            self.assertTrue(self.foreign.with_user(both).has_access("read"))
        for groups in (
            "stock.group_stock_user",
            "account.group_account_invoice",
            "sales_team.group_sale_salesman",
        ):
            login = groups.replace(".", "_")
            both = self._new_user(f"{login}_moves", f"{groups},{own}")
            delivery = self._deliver(self._new_order(partner_id=self.other_customer.id))
            self.assertTrue(delivery.move_ids.with_user(both).has_access("read"))

    def test_agent_creates_tags_but_keeps_those_there_are(self):
        tags = self.env["repair.tags"].with_user(self.agent)
        tag = tags.browse(tags.name_create("Urgent")[0])
        self.assertEqual(tag.name, "Urgent")
        with self.assertRaises(AccessError):
            tag.name = "Less urgent"
        with self.assertRaises(AccessError):
            tag.unlink()
