# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import RaceCase
from .common_returns import ReturnShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestOutcomesReplaceRace(ReturnShop, RaceCase):
    """Two at once send one replacement."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.use_credit_notes = True
        cls.other = cls._new_product("Desk lamp deluxe", list_price=150.0)
        cls._put_in_stock(cls.other, 10)

    def test_two_retries_send_one(self):
        self._invoice(self.order)
        form = self._popup_as(
            self.agent,
            self.ticket,
            "action_return",
            picking_id=self.delivery,
            outcome="replace",
        )
        with form.product_return_moves.edit(0) as line:
            line.quantity = 2
            line.replace_product_id = self.other
        action = form.save().action_create_returns()
        back = self.env["stock.picking"].browse(action["res_id"])
        self.team.use_credit_notes = False
        self._receive(back)
        self.assertTrue(back.helpdesk_outcome_due)
        self.team.use_credit_notes = True

        def press(env):
            mine = env["stock.picking"].with_user(self.agent.id).browse(back.id)
            return mine.action_follow_up()

        self.assertEqual(self.run_together(press, press), [True, True])
        self.assertEqual(len(self.order.order_line), 2)
        self.assertEqual(len(back.helpdesk_credit_note_ids), 1)
        self.assertEqual(back.helpdesk_replacement_move_ids.product_uom_qty, 2)
        self.assertEqual(back.move_ids.helpdesk_replaced_quantity, 2)

    def test_two_presses_send_one_in_advance(self):
        order = self._new_order([(self.product, 5)])
        delivery = self._deliver(order)
        form = self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=delivery
        )
        popup = form.save()

        def press(env):
            mine = env[popup._name].with_user(self.agent.id).browse(popup.id)
            return mine.action_create_exchanges()

        results = self.run_together(press, press)
        self.assertEqual(results[0]["res_id"], results[1]["res_id"])
        moves = delivery.return_ids.helpdesk_replacement_move_ids
        self.assertEqual(moves.product_uom_qty, 5)
