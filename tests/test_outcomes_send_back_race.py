# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import RaceCase
from .common_returns import ReturnShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestOutcomesSendBackRace(ReturnShop, RaceCase):
    """A repair is sent back once, and a receipt makes its repair once."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.use_product_repairs = True
        cls.warehouseman = cls._new_user("warehouseman", "stock.group_stock_user")
        form = cls._popup_as(cls.agent, cls.ticket, "action_return", outcome="repair")
        with form.product_return_moves.edit(0) as line:
            line.quantity = 1
        cls.back = cls.env["stock.picking"].browse(
            form.save().action_create_returns()["res_id"]
        )

    def test_once_each(self):
        def receive(env):
            back = env["stock.picking"].browse(self.back.id)
            back = back.with_user(self.warehouseman.id)
            if back.state != "done":
                back.move_ids.picked = True
                back.button_validate()

        self.run_together(receive, receive)
        repair = self.ticket.repair_ids
        self.assertRecordValues(repair, [{"state": "confirmed", "product_qty": 1}])
        repair.action_repair_start()
        repair.action_repair_end()

        def press(user):
            def send(env):
                of_user = env["repair.order"].with_user(user.id).browse(repair.id)
                return of_user.action_send_back()["res_id"]

            return send

        first, second = self.run_together(press(self.agent), press(self.warehouseman))
        self.assertEqual(first, second)
        self.assertEqual(repair.helpdesk_delivery_ids.ids, [first])
