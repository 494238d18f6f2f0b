# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsBadInput(ReturnCommon):
    """What a client may send, and what is refused."""

    def _stock_agent(self):
        login = "stock_agent"
        return self.env["res.users"].search([("login", "=", login)]) or self._new_user(
            login, "helpdesk_mgmt.group_helpdesk_user,stock.group_stock_user"
        )

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
        self.assertEqual(sum(cancelled._return_get_returnable().values()), 0)
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
