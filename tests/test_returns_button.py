# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsButton(ReturnCommon):
    """When the ticket offers a return."""

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

    def test_button_follows_the_customer_while_another_is_chosen(self):
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
        """A return to a vendor is an outgoing transfer, but nothing they can return."""
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
        form = self._standard_popup(receipt)
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
