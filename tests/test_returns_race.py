# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common import RaceCase
from .common_returns import ReturnShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestReturnsRace(ReturnShop, RaceCase):
    def _press(self, user, popup):
        """Return a function that presses Return in a popup opened beforehand."""

        def press(env):
            mine = env[popup._name].with_user(user.id).browse(popup.id)
            return mine.action_create_returns()

        return press

    def _open(self, user, delivery, quantity):
        form = self._popup_as(user, self.ticket, "action_return", picking_id=delivery)
        with form.product_return_moves.edit(0) as line:
            line.quantity = quantity
        return form.save()

    def _assert_one_was_late(self, results, made):
        """Check that the loser is told who returned all, and is led there."""
        errors = [result for result in results if isinstance(result, RedirectWarning)]
        self.assertEqual(len(errors), 1, results)
        message, action, __ = errors[0].args[:3]
        self.assertIn(f"{made.create_uid.name} returned it just now.", message)
        self.assertIn(f"{made.name} (", message)
        self.assertEqual((action["res_model"], action["res_id"]), (made._name, made.id))

    def test_two_agents_never_return_more_than_was_delivered(self):
        popups = {
            user: self._open(user, self.delivery, 3)
            for user in (self.agent, self.agent_all)
        }
        results = self.run_together(
            *(self._press(user, popup) for user, popup in popups.items())
        )
        errors = [result for result in results if isinstance(result, UserError)]
        self.assertEqual(len(errors), 1, results)
        self.assertIn("2 Units can still be returned, not 3", errors[0].args[0])
        moves = self.delivery.return_ids.move_ids
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 3)

    def test_two_agents_share_a_delivery_without_order(self):
        """No order line that both would write by chance keeps them apart here."""
        customers = self.env.ref("stock.stock_location_customers")
        delivery = self.delivery.copy(
            {"sale_id": False, "location_dest_id": customers.id, "move_ids": []}
        )
        self.env["stock.move"].create(
            {
                "picking_id": delivery.id,
                "product_id": self.product.id,
                "product_uom_qty": 4,
                "location_id": self.stock.id,
                "location_dest_id": customers.id,
            }
        )
        delivery.action_confirm()
        delivery.action_assign()
        self._receive(delivery)
        popups = {
            user: self._open(user, delivery, 4) for user in (self.agent, self.manager)
        }
        results = self.run_together(
            *(self._press(user, popup) for user, popup in popups.items())
        )
        self._assert_one_was_late(results, delivery.return_ids)
        self.assertEqual(delivery.return_ids.move_ids.product_uom_qty, 4)

    def test_what_was_sent_again_shares_its_goods_with_the_first_delivery(self):
        delivery = self._deliver(self._new_order([(self.product, 2)]))
        popup = self._open(self.agent, delivery, 2)
        back = popup.action_create_returns()["res_id"]
        back = self._receive(self.env["stock.picking"].browse(back))
        popup = self.env["stock.return.picking"].create({"picking_id": back.id})
        popup.product_return_moves.quantity = 2
        again = popup.action_create_returns()["res_id"]
        again = self._receive(self.env["stock.picking"].browse(again))
        results = self.run_together(
            self._press(self.agent, self._open(self.agent, delivery, 2)),
            self._press(self.manager, self._open(self.manager, again, 2)),
        )
        backs = (delivery | again).return_ids - back
        self.assertEqual(len(backs), 1)
        self._assert_one_was_late(results, backs)

    def test_two_presses_of_one_popup_make_one_return(self):
        delivery = self._deliver(self._new_order([(self.product, 6)]))
        popup = self._open(self.agent, delivery, 1)
        press = self._press(self.agent, popup)
        results = self.run_together(press, press)
        self.assertEqual(results[0]["res_id"], results[1]["res_id"])
        self.assertEqual(len(delivery.return_ids), 1)
