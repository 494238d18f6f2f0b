# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_return import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturn(ReturnCommon):
    """The plain case, as the agent without any right in Inventory."""

    def test_plain_agent_returns_a_delivery(self):
        form = self._open()
        self.assertEqual(form.partner_id, self.customer)
        self.assertEqual(form.picking_id, self.delivery)
        self.assertEqual(form.return_location_id, self.stock)
        self.assertFalse(form.after_sales_notice)
        line = form.product_return_moves.edit(0)
        self.assertEqual(line.product_id, self.product)
        self.assertEqual(line.quantity, 5)
        self.assertEqual(line.delivered_quantity, 5)
        self.assertEqual(line.returned_quantity, 0)
        self.assertEqual(line.returnable_quantity, 5)
        self.assertEqual(line.uom_id, self.product.uom_id)
        self.assertTrue(line.to_refund)
        self._set_quantities(form, 2)
        picking = self._press(form.save())
        self.assertRecordValues(
            picking,
            [
                {
                    "helpdesk_ticket_id": self.ticket.id,
                    "helpdesk_document_type": "return",
                    "return_id": self.delivery.id,
                    "origin": f"Return of {self.delivery.name}",
                    "sale_id": self.order.id,
                    "state": "assigned",
                    "picking_type_code": "incoming",
                    "location_dest_id": self.stock.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertRecordValues(
            picking.move_ids,
            [
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 2,
                    "to_refund": True,
                    "origin_returned_move_id": self.delivery.move_ids.id,
                    "sale_line_id": self.order.order_line.id,
                }
            ],
        )
        self.assertEqual(self.ticket.return_ids, picking)
        self.assertEqual(self.ticket.with_user(self.agent).return_count, 1)
        self._receive(picking)
        self.assertEqual(self.order.order_line.qty_delivered, 3)
        self.assertEqual(
            self.env["stock.quant"]._get_available_quantity(self.product, self.stock),
            97,
        )

    def test_delivered_quantity_stays_when_unticked(self):
        form = self._open()
        with form.product_return_moves.edit(0) as line:
            line.quantity = 1
            line.to_refund = False
        self._receive(self._press(form.save()))
        self.assertEqual(self.order.order_line.qty_delivered, 5)

    def test_return_all_takes_what_is_left(self):
        form = self._open()
        self._set_quantities(form, 1)
        self._press(form.save())
        form = self._open()
        self._set_quantities(form, 1)
        picking = self._press(form.save(), "action_create_returns_all")
        self.assertEqual(picking.move_ids.product_uom_qty, 4)

    def test_second_press_returns_the_same_and_makes_nothing(self):
        popup = self._open().save()
        first = self._press(popup)
        for button in (
            "action_create_returns",
            "action_create_returns_all",
            "action_create_exchanges",
        ):
            self.assertEqual(self._press(popup, button), first)
        self.assertEqual(self.ticket.return_ids, first)

    def test_lines_can_be_removed(self):
        chair = self._new_product("Chair")
        self._put_in_stock(chair, 10)
        order = self._new_order([(self.product, 1), (chair, 2)])
        delivery = self._deliver(order)
        form = self._open(picking_id=delivery)
        self.assertEqual(len(form.product_return_moves), 2)
        form.product_return_moves.remove(0)
        picking = self._press(form.save())
        self.assertEqual(picking.move_ids.product_id, chair)

    def test_breadcrumb_action_is_clean(self):
        action = self._open().save().action_create_returns()
        self.assertEqual(action["context"], {})
        self.assertEqual(action["target"], "current")

    def test_notes_on_both_sides(self):
        picking = self._return()
        note = picking.message_ids.filtered(
            lambda x: self.ticket.display_name in (x.body or "")
        )
        self.assertTrue(note)
        message = self.ticket.message_ids[0]
        self.assertIn(f"Return created: {picking.name}", message.preview)
        self.assertEqual(message.author_id, self.agent.partner_id)

    def test_followers_hear_when_done_or_cancelled(self):
        self.ticket.message_subscribe(self.customer.ids)
        first = self._open()
        self._set_quantities(first, 1)
        done = self._press(first.save())
        cancelled = self._return()
        self._receive(self._tracked(done))
        self._tracked(cancelled).action_cancel()
        self._flush_tracking()
        self.env.invalidate_all()
        messages = self.ticket.message_ids
        for picking, xmlid, word in (
            (done, "mt_after_sales_done", "done"),
            (cancelled, "mt_after_sales_cancelled", "cancelled"),
        ):
            subtype = self.env.ref(f"helpdesk_mgmt_after_sales.{xmlid}")
            message = messages.filtered(
                lambda x, s=subtype, p=picking: x.subtype_id == s and p.name in x.body
            )
            self.assertEqual(len(message), 1)
            self.assertIn(f"Return {picking.name} is {word}", message.preview)
            self.assertIn(self.customer, message.notified_partner_ids)

    def test_backorder_stays_with_the_ticket(self):
        picking = self._return()
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking._action_done()
        backorder = picking.backorder_ids
        self.assertRecordValues(
            picking | backorder,
            [
                {
                    "helpdesk_ticket_id": self.ticket.id,
                    "helpdesk_document_type": "return",
                    "return_id": self.delivery.id,
                }
            ]
            * 2,
        )
        self.assertEqual(self.ticket.return_ids, picking | backorder)

    def test_smart_button_opens_one_or_many(self):
        ticket = self.ticket.with_user(self.agent)
        form = self._open()
        self._set_quantities(form, 1)
        first = self._press(form.save())
        action = ticket.action_view_returns()
        self.assertEqual(action["res_id"], first.id)
        second = self._return()
        action = ticket.action_view_returns()
        self.assertEqual(action["views"][0][1], "list")
        self.assertEqual(
            self.env["stock.picking"].search(action["domain"]), first | second
        )

    # ------------------------------------------------------------------
    # The button
    # ------------------------------------------------------------------

    def test_button_needs_switch_and_delivery(self):
        self.assertTrue(self.ticket.with_user(self.agent).has_delivery)
        other = self._new_ticket(partner_id=self.other_customer.id)
        self.assertFalse(other.with_user(self.agent).has_delivery)
        with self.assertRaisesRegex(UserError, "Nothing was delivered to Gemini"):
            other.with_user(self.agent).action_return()
        self.team.use_product_returns = False
        with self.assertRaisesRegex(UserError, "does not offer Returns"):
            self.ticket.with_user(self.agent).action_return()

    def test_inventory_filters_what_comes_from_helpdesk(self):
        arch = self.env["stock.picking"].get_view(view_type="search")["arch"]
        self.assertIn('string="From Helpdesk"', arch)
        picking = self._return()
        found = picking.search([("helpdesk_ticket_id", "!=", False)])
        self.assertIn(picking, found)
        self.assertNotIn(self.delivery, found)

    def test_button_is_in_the_form(self):
        arch = self.ticket.with_user(self.agent).get_view(view_type="form")["arch"]
        self.assertIn('name="action_return"', arch)
        self.assertIn("not use_product_returns or not has_delivery", arch)

    def test_has_delivery_by_parent_contact_or_order(self):
        ticket = self._new_ticket(partner_id=self.contact.id)
        self.assertTrue(ticket.has_delivery)
        # Shipped to somebody else: the order's customer counts.
        neighbour = self.env["res.partner"].create({"name": "Neighbour"})
        order = self._new_order(
            partner_id=self.other_customer.id, partner_shipping_id=neighbour.id
        )
        delivery = self._deliver(order)
        self.assertEqual(delivery.partner_id, neighbour)
        for partner in (self.other_customer, neighbour):
            ticket = self._new_ticket(partner_id=partner.id)
            self.assertTrue(ticket.has_delivery)
            self.assertEqual(self._open(ticket).picking_id, delivery)

    def test_button_follows_the_customer_while_he_is_changed(self):
        with Form(self.ticket.with_user(self.agent)) as form:
            self.assertTrue(form.has_delivery)
            form.partner_id = self.other_customer
            self.assertFalse(form.has_delivery)
            form.partner_id = self.contact
            self.assertTrue(form.has_delivery)
        with Form(self.env["helpdesk.ticket"].with_user(self.agent)) as form:
            form.name = "New"
            form.description = "New"
            form.partner_id = self.customer
            self.assertTrue(form.has_delivery)

    def test_only_done_outgoing_deliveries_count(self):
        ticket = self._new_ticket(partner_id=self.other_customer.id)
        order = self._new_order(partner_id=self.other_customer.id)
        self.assertFalse(ticket.has_delivery)
        order.picking_ids.action_cancel()
        ticket.invalidate_recordset(["has_delivery"])
        self.assertFalse(ticket.has_delivery)

    def test_returned_purchase_is_no_delivery(self):
        """A return to a vendor is an outgoing transfer, but nothing he can return."""
        receipt = self.env["stock.picking"].create(
            {
                "partner_id": self.other_customer.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.stock.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 3,
                            "location_id": self.env.ref(
                                "stock.stock_location_suppliers"
                            ).id,
                            "location_dest_id": self.stock.id,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()
        self._receive(receipt)
        form = self._standard_wizard(receipt)
        with form.product_return_moves.edit(0) as line:
            line.quantity = 3
        back = self.env["stock.picking"].browse(
            form.save().action_create_returns()["res_id"]
        )
        self._receive(back)
        self.assertEqual(back.picking_type_code, "outgoing")
        ticket = self._new_ticket(partner_id=self.other_customer.id)
        self.assertFalse(ticket.has_delivery)
        self.assertFalse(back.with_user(self.agent).has_access("read"))

    def test_customer_less_ticket_asks_first(self):
        ticket = self._new_ticket(partner_id=False)
        action = ticket.with_user(self.agent).action_return()
        self.assertEqual(action["res_model"], "helpdesk.ticket.customer.wizard")
        form = self._popup_as(self.agent, ticket, "action_return")
        form.partner_id = self.customer
        action = form.save().action_continue()
        self.assertEqual(action["res_model"], "stock.return.picking")

    # ------------------------------------------------------------------
    # The filters
    # ------------------------------------------------------------------

    def test_single_delivery_selects_itself_two_do_not(self):
        self.assertEqual(self._open().picking_id, self.delivery)
        self._deliver(self._new_order())
        self.assertFalse(self._open().picking_id)

    def test_ticket_order_preselects_its_delivery(self):
        order = self._new_order()
        delivery = self._deliver(order)
        self.ticket.sale_order_ids = order
        form = self._open()
        self.assertEqual(form.sale_order_id, order)
        self.assertEqual(form.picking_id, delivery)
        form.sale_order_id = self.order
        self.assertEqual(form.picking_id, self.delivery)

    def test_product_and_lot_narrow(self):
        first = self._deliver_serials("SN1", "SN2")
        second = self._deliver_serials("SN3")
        self.ticket.product_id = self.serial_product
        form = self._open()
        self.assertFalse(form.picking_id)
        found = self.env["stock.picking"].search(form.picking_domain)
        self.assertEqual(found, first | second)
        form.lot_id = first.move_line_ids.lot_id[0]
        self.assertEqual(form.picking_id, first)
        self.assertEqual(self.env["stock.picking"].search(form.picking_domain), first)
        self.assertEqual(len(form.product_return_moves), 1)
        self.assertEqual(
            self.env["sale.order"].search(form.sale_order_domain), first.sale_id
        )

    def test_ticket_product_narrows_the_lines(self):
        chair = self._new_product("Chair")
        self._put_in_stock(chair, 10)
        delivery = self._deliver(self._new_order([(self.product, 1), (chair, 2)]))
        self.ticket.product_id = chair
        form = self._open()
        self.assertEqual(form.picking_id, delivery)
        self.assertEqual(
            [line["product_id"] for line in form.product_return_moves._records],
            [chair.id],
        )
        form.product_id = self.env["product.product"]
        form.picking_id = delivery
        self.assertEqual(len(form.product_return_moves), 2)

    def test_notice_when_nothing_fits(self):
        self.ticket.product_id = self.serial_product
        form = self._open()
        self.assertFalse(form.picking_id)
        self.assertRegex(
            form.after_sales_notice,
            "No done delivery to Deco Addict contains Coffee machine. Empty Sales",
        )
        form.product_id = self.env["product.product"]
        self.assertFalse(form.after_sales_notice)
        self.assertEqual(form.picking_id, self.delivery)

    def test_notice_when_all_is_back(self):
        self._return()
        form = self._open()
        self.assertIn("nothing left to return", form.after_sales_notice)

    # ------------------------------------------------------------------
    # How much
    # ------------------------------------------------------------------

    def test_default_is_what_is_left_and_pending_returns_count(self):
        form = self._open()
        self._set_quantities(form, 2)
        pending = self._press(form.save())
        line = self._open().product_return_moves.edit(0)
        self.assertEqual(
            (line.delivered_quantity, line.returned_quantity, line.quantity), (5, 2, 3)
        )
        pending.action_cancel()
        self.assertEqual(self._open().product_return_moves.edit(0).quantity, 5)

    def test_standard_returns_of_others_count(self):
        form = self._standard_wizard(self.delivery)
        with form.product_return_moves.edit(0) as line:
            line.quantity = 4
        form.save().action_create_returns()
        form = self._open()
        self.assertEqual(form.product_return_moves.edit(0).quantity, 1)
        self._set_quantities(form, 2)
        with self.assertRaisesRegex(
            UserError, "Of Desk lamp in .*, 1 Units can still be returned, not 2"
        ):
            form.save().action_create_returns()

    def test_partially_received_return_counts_what_came(self):
        picking = self._return()
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(self._open().product_return_moves.edit(0).quantity, 0)
        picking.backorder_ids.action_cancel()
        self.assertEqual(self._open().product_return_moves.edit(0).quantity, 3)

    def test_return_of_return_can_be_returned_once(self):
        back = self._receive(self._return())
        form = self._standard_wizard(back)
        with form.product_return_moves.edit(0) as line:
            line.quantity = 5
        again = self.env["stock.picking"].browse(
            form.save().action_create_returns()["res_id"]
        )
        # Not sent again yet: nothing is at the customer's.
        line = self._open(picking_id=self.delivery).product_return_moves.edit(0)
        self.assertEqual(line.quantity, 0)
        self._receive(again)
        form = self._open(picking_id=self.delivery)
        self.assertEqual(form.product_return_moves.edit(0).quantity, 5)
        self._set_quantities(form, 3)
        self._press(form.save())
        form = self._open(picking_id=again)
        self.assertEqual(form.product_return_moves.edit(0).quantity, 2)
        self._set_quantities(form, 3)
        with self.assertRaisesRegex(UserError, "2 Units can still be returned"):
            form.save().action_create_returns()
        self._set_quantities(form, 2)
        self._press(form.save())
        line = self._open(picking_id=self.delivery).product_return_moves.edit(0)
        self.assertEqual(line.quantity, 0)

    def test_serial_sent_again_can_be_returned_once(self):
        delivery = self._deliver_serials("SN1", "SN2")
        back = self._receive(self._return(picking_id=delivery))
        form = self._standard_wizard(back)
        with form.product_return_moves.edit(0) as line:
            line.quantity = 1
        again = self.env["stock.picking"].browse(
            form.save().action_create_returns()["res_id"]
        )
        again.move_line_ids.unlink()
        again.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.serial_product.id,
                    "lot_id": delivery.move_line_ids.lot_id[1].id,
                    "quantity": 1,
                    "picking_id": again.id,
                }
            )
        ]
        self._receive(again)
        form = self._open(picking_id=delivery)
        self.assertEqual(form.product_return_moves.edit(0).quantity, 0)
        self.assertEqual(form.product_return_moves.edit(1).quantity, 1)
        self._press(form.save())
        form = self._open(picking_id=again)
        self.assertEqual(form.product_return_moves.edit(0).lot_id.name, "SN2")
        self.assertEqual(form.product_return_moves.edit(0).quantity, 0)
        self._set_quantities(form, 1)
        with self.assertRaisesRegex(UserError, r"\(SN2\) .* 0 Units can still"):
            form.save().action_create_returns()

    def test_unit_is_the_deliverys(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order([(self.product, 2, {"product_uom_id": dozen.id})])
        delivery = self._deliver(order)
        delivery_unit = delivery.move_ids.product_uom
        form = self._open(picking_id=delivery)
        line = form.product_return_moves.edit(0)
        self.assertEqual(line.uom_id, delivery_unit)
        self.assertEqual(
            delivery_unit._compute_quantity(line.quantity, self.product.uom_id), 24
        )

    def test_dozens_and_units_mix(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order([(self.product, 1, {"product_uom_id": dozen.id})])
        picking = order.picking_ids
        picking.move_ids.product_uom = dozen
        picking.move_ids.product_uom_qty = 1
        delivery = self._deliver(order)
        form = self._open(picking_id=delivery)
        line = form.product_return_moves.edit(0)
        self.assertEqual((line.uom_id, line.quantity), (dozen, 1))
        self._set_quantities(form, 0.5)
        back = self._press(form.save())
        self.assertEqual(back.move_ids.product_uom, dozen)
        self.assertEqual(back.move_ids.product_qty, 6)
        self.assertEqual(
            self._open(picking_id=delivery).product_return_moves.edit(0).quantity, 0.5
        )
        self._receive(back)
        self.assertEqual(order.order_line.qty_delivered, 0.5)

    # ------------------------------------------------------------------
    # Lots and serials
    # ------------------------------------------------------------------

    def test_return_carries_exactly_the_chosen_serials(self):
        delivery = self._deliver_serials("SN1", "SN2", "SN3")
        form = self._open(picking_id=delivery)
        self.assertEqual(len(form.product_return_moves), 3)
        form.product_return_moves.remove(0)
        self._set_quantities(form, 0)
        picking = self._press(form.save())
        self.assertEqual(picking.move_ids.product_uom_qty, 1)
        self.assertEqual(picking.move_line_ids.lot_id.name, "SN3")
        self.assertEqual(picking.state, "assigned")
        self._receive(picking)
        quant = self.env["stock.quant"].search(
            [("location_id", "=", self.stock.id), ("lot_id.name", "=", "SN3")]
        )
        self.assertEqual(quant.quantity, 1)

    def test_several_serials_come_in_one_move(self):
        delivery = self._deliver_serials("SN1", "SN2", "SN3")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        picking = self._press(form.save())
        self.assertEqual(picking.move_line_ids.lot_id.mapped("name"), ["SN1", "SN3"])
        self.assertEqual(sum(picking.move_ids.mapped("product_uom_qty")), 2)
        self.assertEqual(sum(picking.move_line_ids.mapped("quantity")), 2)

    def test_serial_of_a_line_can_be_chosen(self):
        delivery = self._deliver_serials("SN1", "SN2")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        with form.product_return_moves.edit(0) as line:
            line.lot_id = delivery.move_line_ids.lot_id[1]
        picking = self._press(form.save())
        self.assertEqual(picking.move_line_ids.lot_id.name, "SN2")

    def test_returned_serial_is_not_returned_again(self):
        delivery = self._deliver_serials("SN1", "SN2")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        self._press(form.save())
        form = self._open(picking_id=delivery)
        self.assertEqual(form.product_return_moves.edit(0).quantity, 0)
        self.assertEqual(form.product_return_moves.edit(1).quantity, 1)
        self._set_quantities(form, 1)
        with self.assertRaisesRegex(
            UserError, r"Of Coffee machine \(SN1\) in .*, 0 Units can still be returned"
        ):
            form.save().action_create_returns()

    def test_second_return_leaves_the_first_its_serials(self):
        delivery = self._deliver_serials("SN1", "SN2")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        first = self._press(form.save())
        second = self._return(picking_id=delivery)
        self.assertEqual(first.move_line_ids.lot_id.name, "SN1")
        self.assertEqual(first.state, "assigned")
        self.assertEqual(second.move_line_ids.lot_id.name, "SN2")

    def test_serials_delivered_by_the_dozen_come_back_in_pieces(self):
        names = [f"D{n:02}" for n in range(12)]
        lots = self.env["stock.lot"]
        for name in names:
            lots |= self._new_lot(self.serial_product, name)
        self._put_in_stock(self.serial_product, 1, lots)
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order(
            [(self.serial_product, 1, {"product_uom_id": dozen.id})]
        )
        order.picking_ids.move_ids.product_uom = dozen
        order.picking_ids.move_ids.product_uom_qty = 1
        delivery = self._deliver(order, lots)
        self.assertEqual(delivery.move_ids.product_uom, dozen)
        form = self._open(picking_id=delivery)
        self.assertEqual(len(form.product_return_moves), 12)
        line = form.product_return_moves.edit(0)
        self.assertEqual((line.quantity, line.uom_id), (1, self.serial_product.uom_id))
        for _index in range(11):
            form.product_return_moves.remove(0)
        back = self._press(form.save())
        self.assertEqual(back.move_line_ids.lot_id.name, "D11")
        self.assertEqual(back.move_ids.product_qty, 1)
        form = self._open(picking_id=delivery)
        left = [form.product_return_moves.edit(index).quantity for index in range(12)]
        self.assertEqual(left, [1] * 11 + [0])

    def test_pending_return_whose_serial_is_not_known_counts(self):
        delivery = self._deliver_serials("SN1", "SN2")
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        self._press(form.save()).do_unreserve()
        form = self._open(picking_id=delivery)
        quantities = [
            form.product_return_moves.edit(index).quantity for index in range(2)
        ]
        self.assertEqual(quantities, [1, 0])
        self._set_quantities(form, 1, 1)
        with self.assertRaisesRegex(UserError, "1 Units can still be returned, not 2"):
            form.save().action_create_returns()
        self._set_quantities(form, 0, 1)
        self.assertEqual(self._press(form.save()).move_line_ids.lot_id.name, "SN2")

    def test_lots_by_quantity(self):
        paint = self._new_product("Paint", tracking="lot")
        lots = self._new_lot(paint, "A") | self._new_lot(paint, "B")
        self._put_in_stock(paint, 4, lots)
        order = self._new_order([(paint, 7)])
        picking = order.picking_ids
        picking.move_ids.picked = True
        picking._action_done()
        form = self._open(picking_id=picking)
        lines = {}
        for index in range(2):
            line = form.product_return_moves.edit(index)
            lines[line.lot_id.name] = line.quantity
        self.assertEqual(lines, {"A": 4, "B": 3})
        self._set_quantities(form, 1, 2)
        back = self._press(form.save())
        self.assertEqual(
            {x.lot_id.name: x.quantity for x in back.move_line_ids}, {"A": 1, "B": 2}
        )
        form = self._open(picking_id=picking)
        self._set_quantities(form, 3, 2)
        with self.assertRaisesRegex(UserError, r"Paint \(B\).* 1 Units can still"):
            form.save().action_create_returns()

    def test_foreign_serial_is_refused(self):
        delivery = self._deliver_serials("SN1")
        foreign = self._new_lot(self.serial_product, "SN9")
        popup = self._open(picking_id=delivery).save()
        popup.product_return_moves.lot_id = foreign
        with self.assertRaisesRegex(
            UserError, "SN9 of Coffee machine was not delivered .* one of: SN1"
        ):
            popup.action_create_returns()
        popup.product_return_moves.lot_id = False
        with self.assertRaisesRegex(UserError, "Choose which lot or serial number"):
            popup.action_create_returns()
        popup.product_return_moves.write(
            {"lot_id": delivery.move_line_ids.lot_id.id, "quantity": 0.5}
        )
        with self.assertRaisesRegex(UserError, "SN1 of Coffee machine is one piece"):
            popup.action_create_returns()

    # ------------------------------------------------------------------
    # Refusals
    # ------------------------------------------------------------------

    def test_bad_quantities_are_refused_and_nothing_written(self):
        before = self.env["stock.picking"].search_count([])
        popup = self._open().save()
        line = popup.product_return_moves
        for quantity, message in (
            (6, "5 Units can still be returned, not 6"),
            (0, "Nothing to return from .*: enter the Quantity"),
            (-1, "cannot be negative"),
        ):
            line.quantity = quantity
            with self.assertRaisesRegex(UserError, message):
                popup.action_create_returns()
        # Two lines of the same move share what is left.
        line.quantity = 3
        line.copy()
        with self.assertRaisesRegex(UserError, "5 Units can still be returned, not 6"):
            popup.action_create_returns()
        popup.product_return_moves.unlink()
        with self.assertRaisesRegex(UserError, "Nothing to return from"):
            popup.action_create_returns()
        self.assertEqual(self.env["stock.picking"].search_count([]), before)
        self.assertFalse(self.ticket.return_ids)

    def test_product_that_was_not_delivered_is_refused(self):
        chair = self._new_product("Chair")
        popup = self._open().save()
        popup.product_return_moves.product_id = chair
        with self.assertRaisesRegex(UserError, "Chair was not delivered by"):
            popup.action_create_returns()
        popup.product_return_moves.write({"product_id": chair.id, "move_id": False})
        with self.assertRaisesRegex(UserError, "Chair was not delivered by"):
            popup.action_create_returns()

    def test_move_of_another_delivery_is_refused(self):
        other = self._deliver(self._new_order(partner_id=self.other_customer.id))
        popup = self._open().save()
        with self.assertRaisesRegex(UserError, "You may not use what was entered"):
            popup.product_return_moves.move_id = other.move_ids
        popup.sudo().product_return_moves.move_id = other.move_ids
        with self.assertRaisesRegex(UserError, "Desk lamp was not delivered by"):
            popup.action_create_returns()

    def test_what_was_cancelled_in_a_delivery_is_refused(self):
        order = self._new_order([(self.product, 2), (self.serial_product, 1)])
        delivery = order.picking_ids
        done = delivery.move_ids.filtered(lambda x: x.product_id == self.product)
        done.quantity = 2
        done.picked = True
        cancelled = delivery.move_ids - done
        delivery.with_context(cancel_backorder=True)._action_done()
        self.assertEqual((done.state, cancelled.state), ("done", "cancel"))
        self.assertEqual(sum(cancelled._get_returnable().values()), 0)
        popup = self._open(picking_id=delivery).save()
        line = popup.product_return_moves.create(
            {
                "wizard_id": popup.id,
                "product_id": self.serial_product.id,
                "move_id": cancelled.id,
                "quantity": 1,
            }
        )
        self.assertIn(line, popup.product_return_moves)
        with self.assertRaisesRegex(UserError, "Coffee machine was not delivered by"):
            popup.action_create_returns()

    def test_delivery_not_done_is_refused(self):
        order = self._new_order()
        popup = self._open().save()
        with self.assertRaisesRegex(UserError, "You may not use what was entered"):
            popup.picking_id = order.picking_ids
        popup.sudo().picking_id = order.picking_ids
        with self.assertRaisesRegex(UserError, "cannot be returned from ticket"):
            popup.action_create_returns()
        popup = self._open(user=self._stock_agent()).save()
        popup.picking_id = order.picking_ids
        with self.assertRaisesRegex(UserError, "is not done yet"):
            popup.action_create_returns()

    def test_delivery_of_another_customer_is_refused(self):
        other = self._deliver(self._new_order(partner_id=self.other_customer.id))
        for user in (self.agent, self._stock_agent()):
            popup = self._open(user=user).save()
            popup.sudo().picking_id = other
            with self.assertRaisesRegex(
                UserError, "cannot be returned from ticket .* to Deco Addict"
            ):
                popup.action_create_returns()

    def test_no_delivery_is_refused(self):
        popup = self._open().save()
        popup.picking_id = False
        with self.assertRaisesRegex(UserError, "Choose the delivery to return"):
            popup.action_create_returns()

    def test_location_must_be_internal_and_of_the_company(self):
        popup = self._open().save()
        company = self.env["res.company"].create({"name": "Other company"})
        foreign = self.env["stock.warehouse"].search([("company_id", "=", company.id)])
        for location in (
            self.env.ref("stock.stock_location_customers"),
            foreign.lot_stock_id,
        ):
            popup.sudo().return_location_id = location
            with self.assertRaisesRegex(UserError, "Choose an internal location"):
                popup.action_create_returns()
        popup.return_location_id = False
        with self.assertRaisesRegex(UserError, "Choose the Return Location"):
            popup.action_create_returns()

    def test_popup_belongs_to_its_creator_and_ticket_to_its_agents(self):
        popup = self._open().save()
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            popup.with_user(self.agent_all).action_create_returns()
        self.ticket.user_id = self.manager
        self.ticket.team_id = self.env["helpdesk.ticket.team"].create(
            {"name": "Other", "use_product_returns": True}
        )
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            popup.action_create_returns()

    def _stock_agent(self):
        login = "stock_agent"
        return self.env["res.users"].search([("login", "=", login)]) or self._new_user(
            login, "helpdesk_mgmt.group_helpdesk_user,stock.group_stock_user"
        )

    # ------------------------------------------------------------------
    # Where to
    # ------------------------------------------------------------------

    def test_goods_end_in_the_chosen_location(self):
        repair = self.env["stock.location"].create(
            {"name": "Repair", "location_id": self.stock.id}
        )
        picking = self._return(return_location_id=repair)
        self.assertEqual(picking.location_dest_id, repair)
        self._receive(picking)
        quants = self.env["stock.quant"]
        self.assertEqual(quants._get_available_quantity(self.product, repair), 5)

    def test_receipt_in_two_steps_ends_in_the_chosen_location(self):
        self.warehouse.reception_steps = "two_steps"
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        form = self._open()
        self.assertEqual(
            form.return_location_id, self.warehouse.in_type_id.default_location_dest_id
        )
        form.return_location_id = shelf
        self.assertIn(" > ", form.return_route)
        picking = self._press(form.save())
        self.assertEqual(picking.location_dest_id, self.warehouse.wh_input_stock_loc_id)
        self.assertEqual(picking.move_ids.location_final_id, shelf)
        self._receive(picking)
        follow_up = picking.move_ids.move_dest_ids
        self.assertEqual(follow_up.location_id, self.warehouse.wh_input_stock_loc_id)
        self._receive(follow_up.picking_id)
        quants = self.env["stock.quant"]
        self.assertEqual(quants._get_available_quantity(self.product, shelf), 5)
        self.assertEqual(self.order.order_line.qty_delivered, 0)
        self.assertEqual(self.ticket.return_ids, picking)

    def test_receipt_in_two_steps_left_as_it_is(self):
        self.warehouse.reception_steps = "two_steps"
        picking = self._return()
        self._receive(picking)
        follow_up = picking.move_ids.move_dest_ids
        self.assertEqual(follow_up.location_dest_id, self.stock)

    def test_return_without_an_operation_type_for_it(self):
        self.warehouse.out_type_id.return_picking_type_id = False
        picking = self._return()
        self.assertEqual(picking.location_dest_id, self.stock)
        self._receive(picking)
        self.assertEqual(self.order.order_line.qty_delivered, 0)
        # It is an outgoing transfer by its type, but not one to return again.
        found = self.env["stock.picking"].search(self._open().picking_domain)
        self.assertEqual(found, self.delivery)

    def test_location_out_of_the_steps_reach_is_reached_directly(self):
        self.warehouse.reception_steps = "two_steps"
        scrap = self.env["stock.location"].create(
            {"name": "Quarantine", "location_id": self.warehouse.view_location_id.id}
        )
        picking = self._return(return_location_id=scrap)
        self.assertEqual(picking.location_dest_id, scrap)
        self._receive(picking)
        self.assertFalse(picking.move_ids.move_dest_ids)
        quants = self.env["stock.quant"]
        self.assertEqual(quants._get_available_quantity(self.product, scrap), 5)

    def test_delivery_in_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._new_order([(self.product, 3)])
        self._deliver_in_steps(order)
        ship = order.picking_ids.filtered(lambda x: x.picking_type_code == "outgoing")
        self.assertEqual(ship.state, "done")
        form = self._open(sale_order_id=order)
        self.assertEqual(form.picking_id, ship)
        picking = self._press(form.save())
        self.assertEqual(picking.picking_type_code, "incoming")
        self._receive(picking)
        self.assertEqual(order.order_line.qty_delivered, 0)

    def _deliver_in_steps(self, order):
        for _step in range(3):
            for picking in order.picking_ids.filtered(
                lambda x: x.state not in ("done", "cancel")
            ):
                picking.action_assign()
                self._receive(picking)

    # ------------------------------------------------------------------
    # Exchange
    # ------------------------------------------------------------------

    def test_exchange_makes_return_and_replacement(self):
        form = self._open()
        self._set_quantities(form, 2)
        back = self._press(form.save(), "action_create_exchanges")
        replacement = self.ticket.return_ids - back
        self.assertRecordValues(
            back | replacement,
            [
                {
                    "helpdesk_document_type": "return",
                    "picking_type_code": "incoming",
                    "helpdesk_ticket_id": self.ticket.id,
                    "sale_id": self.order.id,
                },
                {
                    "helpdesk_document_type": "replacement",
                    "picking_type_code": "outgoing",
                    "helpdesk_ticket_id": self.ticket.id,
                    "sale_id": self.order.id,
                },
            ],
        )
        self.assertEqual(replacement.move_ids.helpdesk_return_id, back)
        self.assertEqual(replacement.move_ids.product_uom_qty, 2)
        bodies = " ".join(self.ticket.message_ids.mapped("preview"))
        self.assertIn(f"Return created: {back.name}", bodies)
        self.assertIn(f"Replacement created: {replacement.name}", bodies)
        self.assertTrue(replacement.with_user(self.agent).has_access("read"))
        self._receive(back)
        self._receive(replacement)
        self.assertEqual(self.order.order_line.qty_delivered, 5)
        # The replacement can come back, too.
        line = self._open(picking_id=replacement).product_return_moves.edit(0)
        self.assertEqual(line.quantity, 2)

    def test_exchange_of_one_serial_of_several(self):
        delivery = self._deliver_serials("SN1", "SN2", "SN3")
        self._put_in_stock(
            self.serial_product, 1, [self._new_lot(self.serial_product, "SN4")]
        )
        form = self._open(picking_id=delivery)
        self._set_quantities(form, 0, 1, 0)
        back = self._press(form.save(), "action_create_exchanges")
        self.assertEqual(back.move_line_ids.lot_id.name, "SN2")
        replacement = self.ticket.return_ids - back
        self.assertEqual(replacement.move_ids.product_uom_qty, 1)
        self.assertEqual(replacement.move_line_ids.lot_id.name, "SN4")

    def test_exchange_always_updates_the_order(self):
        form = self._open()
        with form.product_return_moves.edit(0) as line:
            line.to_refund = False
        back = self._press(form.save(), "action_create_exchanges")
        self._receive(back)
        self._receive(self.ticket.return_ids - back)
        self.assertEqual(self.order.order_line.qty_delivered, 5)

    def test_replacement_merges_into_an_open_delivery(self):
        order = self._new_order([(self.product, 6)])
        picking = order.picking_ids
        picking.move_ids.quantity = 4
        picking.move_ids.picked = True
        picking._action_done()
        waiting = picking.backorder_ids
        form = self._open(picking_id=picking)
        self._set_quantities(form, 1)
        back = self._press(form.save(), "action_create_exchanges")
        self.assertEqual(self.ticket.return_ids, back | waiting)
        self.assertEqual(back.helpdesk_document_type, "return")
        self.assertEqual(waiting.helpdesk_document_type, "replacement")
        self.assertEqual(sum(waiting.move_ids.mapped("product_uom_qty")), 3)
        self.assertEqual(
            waiting.move_ids.filtered("helpdesk_return_id").product_uom_qty, 1
        )
        # Another ticket's replacement does not disappear in it.
        other_ticket = self._new_ticket()
        form = self._open(other_ticket, picking_id=picking)
        self._set_quantities(form, 1)
        self._press(form.save(), "action_create_exchanges")
        self.assertEqual(len(other_ticket.return_ids), 2)
        self.assertNotIn(waiting, other_ticket.return_ids)

    def test_backorder_keeps_the_replacement_with_its_ticket(self):
        order = self._new_order([(self.product, 6)])
        picking = order.picking_ids
        picking.move_ids.quantity = 4
        picking.move_ids.picked = True
        picking._action_done()
        waiting = picking.backorder_ids
        form = self._open(picking_id=picking)
        self._set_quantities(form, 1)
        back = self._press(form.save(), "action_create_exchanges")
        waiting.action_assign()
        replacement = waiting.move_ids.filtered("helpdesk_return_id")
        (waiting.move_ids - replacement).picked = True
        waiting._action_done()
        self.assertEqual(waiting.state, "done")
        self.assertFalse(waiting.helpdesk_ticket_id)
        self.assertEqual(replacement.picking_id, waiting.backorder_ids)
        self.assertEqual(self.ticket.return_ids, back | replacement.picking_id)
        self.assertEqual(replacement.picking_id.helpdesk_document_type, "replacement")

    def test_replacement_in_three_steps_is_linked_up_to_the_customer(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        back = self._return(button="action_create_exchanges")
        self.assertEqual(len(self.ticket.return_ids), 2)
        for _step in range(3):
            for picking in self.ticket.return_ids.filtered(
                lambda x: x.helpdesk_document_type == "replacement"
                and x.state != "done"
            ):
                picking.action_assign()
                self._receive(self._tracked(picking))
                self._flush_tracking()
        self.env.invalidate_all()
        replacements = self.ticket.return_ids - back
        self.assertEqual(len(replacements), 3)
        ship = replacements.filtered(lambda x: x.picking_type_code == "outgoing")
        self.assertEqual(ship.state, "done")
        done = self.env.ref("helpdesk_mgmt_after_sales.mt_after_sales_done")
        news = self.ticket.message_ids.filtered(lambda x: x.subtype_id == done)
        self.assertEqual(len(news), 1)
        self.assertIn(ship.name, news.body)

    def test_exchange_of_a_delivery_without_order(self):
        delivery = self._deliver_by_hand(self.other_customer, 3)
        ticket = self._new_ticket(partner_id=self.other_customer.id)
        back = self._return(ticket, button="action_create_exchanges")
        self.assertEqual(back.return_id, delivery)
        replacement = ticket.return_ids - back
        self.assertEqual(replacement.partner_id, self.other_customer)
        self.assertEqual(replacement.move_ids.product_uom_qty, 3)

    def _deliver_by_hand(self, partner, quantity):
        customers = self.env.ref("stock.stock_location_customers")
        picking = self.env["stock.picking"].create(
            {
                "partner_id": partner.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.stock.id,
                            "location_dest_id": customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return self._receive(picking)

    # ------------------------------------------------------------------
    # Return slip
    # ------------------------------------------------------------------

    def test_agent_downloads_the_slip(self):
        delivery = self._deliver_serials("SN1")
        self.warehouse.partner_id.write({"street": "1 Warehouse Road"})
        picking = self._return(picking_id=delivery).with_user(self.agent)
        action = picking.action_print_return_slip()
        self.assertEqual(action["type"], "ir.actions.report")
        reports = self.env["ir.actions.report"].with_user(self.agent)
        html, __ = reports._render_qweb_html(action["report_name"], picking.ids)
        html = html.decode()
        for text in (
            picking.name,
            self.ticket.number,
            "1 Warehouse Road",
            "Coffee machine",
            "SN1",
            "data:image/png;base64",
        ):
            self.assertIn(text, html)

    def test_slip_is_a_pdf(self):
        reports = self.env["ir.actions.report"].with_user(self.agent)
        if reports.get_wkhtmltopdf_state() not in ("ok", "upgrade", "workers"):
            self.skipTest("wkhtmltopdf is not installed")
        picking = self._return()
        pdf, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            "helpdesk_mgmt_after_sales.action_report_return_slip", picking.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))

    def test_agent_mails_the_slip(self):
        picking = self._return().with_user(self.agent)
        action = picking.action_send_return_slip()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(**action["context"])
        )
        composer = form.save()
        self.assertEqual(composer.partner_ids, self.customer)
        self.assertIn(picking.name, composer.subject)
        self.assertEqual(len(composer.attachment_ids), 1)
        self.assertIn("Return Slip", composer.attachment_ids.name)
        composer.action_send_mail()
        message = picking.message_ids[0]
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertIn(self.customer, message.notified_partner_ids)
        self.assertTrue(message.attachment_ids)

    def test_only_returns_of_tickets_have_a_slip(self):
        with self.assertRaisesRegex(UserError, "not the return of a Helpdesk ticket"):
            self.delivery.with_user(self.agent).action_send_return_slip()
        with self.assertRaisesRegex(UserError, "not the return of a Helpdesk ticket"):
            self.delivery.with_user(self.agent).action_print_return_slip()

    def test_agent_posts_on_no_other_transfer(self):
        with self.assertRaises(AccessError):
            self.delivery.with_user(self.agent).message_post(body="x")

    # ------------------------------------------------------------------
    # The standard wizard
    # ------------------------------------------------------------------

    def test_standard_wizard_is_as_before(self):
        stock_user = self._new_user("stock_user", "stock.group_stock_user")
        form = Form(
            self.env["stock.return.picking"]
            .with_user(stock_user)
            .with_context(
                active_id=self.delivery.id,
                active_ids=self.delivery.ids,
                active_model="stock.picking",
            )
        )
        arch = form._view["tree"]
        self.assertFalse(arch.xpath("//field[@name='return_location_id']"))
        line = form.product_return_moves.edit(0)
        self.assertEqual(line.quantity, 0)
        with form.product_return_moves.edit(0) as line:
            # Painted red only, as the standard has it.
            line.quantity = 7
        picking = self.env["stock.picking"].browse(
            form.save().action_create_returns()["res_id"]
        )
        self.assertEqual(picking.move_ids.product_uom_qty, 7)
        self.assertFalse(picking.helpdesk_ticket_id)
        self.assertFalse(picking.helpdesk_document_type)
        delivery = self._deliver(self._new_order())
        for button in ("action_create_returns_all", "action_create_exchanges"):
            popup = self._standard_wizard(delivery).save()
            popup.product_return_moves.quantity = 1
            getattr(popup, button)()
        self.assertEqual(len(delivery.return_ids), 2)
        self.assertFalse(self.ticket.return_ids)

    # ------------------------------------------------------------------
    # Many deliveries
    # ------------------------------------------------------------------

    def test_many_deliveries_are_not_loaded(self):
        """Button and popup cost the same with two deliveries as with 3000."""
        ticket = self.ticket.with_user(self.agent)
        self._deliver(self._new_order())

        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(ticket.has_delivery)
            button = self.env.cr.sql_log_count - before
            self.assertFalse(self._open().picking_id)
            return button, self.env.cr.sql_log_count - before - button

        queries()
        queries()
        button, popup = queries()
        self.assertLessEqual(button, 4)
        columns = ", ".join(
            name
            for name, field in self.delivery._fields.items()
            if field.store and field.column_type and name not in ("id", "name")
        )
        self.env.cr.execute(
            f"""INSERT INTO stock_picking (name, {columns})
                SELECT 'MANY/' || n, {columns}
                FROM stock_picking, generate_series(1, 3000) n WHERE id = %s""",
            [self.delivery.id],
        )
        self.env.cr.execute("ANALYZE stock_picking")
        self.assertEqual(queries(), (button, popup))
