# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsPopup(ReturnCommon):
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
        self.assertEqual(action["context"], {"create": False})
        self.assertEqual(action["target"], "current")

    def test_notes_on_both_sides(self):
        picking = self._return()
        note = picking.message_ids.filtered(
            lambda x: self.ticket.display_name in (x.body or "")
        )
        self.assertTrue(note)
        message = self.ticket.message_ids[0]
        self.assertIn(
            f"Return of 5 Desk lamp (Expected) – {picking.name}", message.preview
        )
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
            (done, "mt_after_sales_done", "Received"),
            (cancelled, "mt_after_sales_cancelled", "Cancelled"),
        ):
            subtype = self.env.ref(f"helpdesk_mgmt_after_sales.{xmlid}")
            message = messages.filtered(
                lambda x, s=subtype, p=picking: x.subtype_id == s and p.name in x.body
            )
            self.assertEqual(len(message), 1)
            self.assertIn(f"Desk lamp ({word}) – {picking.name}", message.preview)
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
