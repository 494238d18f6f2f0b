# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_repairs import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairsPopup(RepairCommon):
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

    def test_complaint_stands_in_the_notes(self):
        form = self._open(product_id=self.product)
        self.assertEqual(form.internal_notes, "<p>It does not work.</p>")
        form.internal_notes = "<p>It does not work. Smells burnt.</p>"
        form.save().action_confirm()
        self.assertEqual(
            self.ticket.repair_ids.internal_notes,
            "<p>It does not work. Smells burnt.</p>",
        )

    def test_existing_repair_is_told(self):
        self.assertFalse(self._open(product_id=self.product).after_sales_notice)
        repair = self._repair(product_id=self.product)
        notice = self._open(product_id=self.product).after_sales_notice
        self.assertIn("This ticket has a repair already: ", notice)
        self.assertIn(f"/odoo/repair.order/{repair.id}", notice)
        self.assertIn("(Desk lamp, Confirmed)", notice)
        repair.action_repair_cancel()
        self.assertFalse(self._open(product_id=self.product).after_sales_notice)

    def test_switches_periods_and_filters_are_in_the_views(self):
        with Form(self.team.with_user(self.manager)) as form:
            form.use_product_repairs = False
        self.assertFalse(self.team.use_product_repairs)
        product_manager = self._new_user(
            "product_manager", "base.group_user,product.group_product_manager"
        )
        # On the Sales tab, or, without it, in the general information.
        for sale_ok in (True, False):
            with Form(self.product.with_user(product_manager)) as form:
                form.sale_ok = sale_ok
                form.warranty = 24 + sale_ok
                form.warranty_type = "month"
            self.assertEqual(self.product.product_tmpl_id.warranty, 24 + sale_ok)
        self.service.sale_ok = False
        with (
            self.assertRaisesRegex(AssertionError, "invisible"),
            Form(self.service.product_tmpl_id) as form,
        ):
            form.warranty = 24
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
        self.assertIn("Repair of 1 Desk lamp", ticket_note.body)
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
        self.assertIn("(Repaired)", self.ticket.message_ids[0].body)
        self.assertIn(done.name, self.ticket.message_ids[0].body)
        cancelled = self._repair(product_id=self.product)
        self._flush_tracking()
        cancelled.with_user(self.stock_user).action_repair_cancel()
        self._flush_tracking()
        self.assertIn("(Cancelled)", self.ticket.message_ids[0].body)

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
