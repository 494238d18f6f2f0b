# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import RaceCase


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestRepairsRace(RaceCase):
    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.use_product_repairs = True
        cls.ticket.product_id = cls.product

    def test_two_presses_of_one_popup_make_one_repair(self):
        popup = self._popup_as(self.agent, self.ticket, "action_repair").save()

        def press(env):
            return (
                env[popup._name]
                .with_user(self.agent.id)
                .browse(popup.id)
                .action_confirm()
            )

        results = self.run_together(press, press)
        self.assertEqual(results[0], results[1])
        self.assertRecordValues(
            self.ticket.repair_ids,
            [{"state": "confirmed", "product_id": self.product.id}],
        )
