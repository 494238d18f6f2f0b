# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import RaceCase
from .common_carriers import LabelCase
from .common_returns import ReturnShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestCarriersRaceOptional(LabelCase, ReturnShop, RaceCase):
    """A carrier is asked once, whoever presses at once: it bills each label."""

    def _open(self, **values):
        return self._popup_as(self.agent, self.ticket, "action_return", **values).save()

    def _press(self, record, button):
        def press(env):
            mine = env[record._name].with_user(self.agent.id).browse(record.id)
            return getattr(mine, button)()

        return press

    def test_double_click_on_return(self):
        popup = self._open(picking_id=self.delivery)
        results = self.run_together(
            *[self._press(popup, "action_create_returns") for __ in range(2)]
        )
        self.assertEqual(results[0]["res_id"], results[1]["res_id"])
        back = self.delivery.return_ids
        self.assertEqual(self.provider.asked, [back.name])
        self.assertEqual(len(self._labels(back)), 1)

    def test_double_click_on_get_return_label(self):
        delivery = self._deliver(self._new_order([(self.product, 1)]))
        delivery.carrier_id = self.carrier
        popup = self._open(picking_id=delivery, return_label=False)
        back = self.env["stock.picking"].browse(popup.action_create_returns()["res_id"])
        results = self.run_together(
            *[self._press(back, "action_get_return_label") for __ in range(2)]
        )
        self.assertEqual(results, [True, True])
        self.assertEqual(self.provider.asked, [back.name])
        self.assertEqual(len(self._labels(back)), 1)
