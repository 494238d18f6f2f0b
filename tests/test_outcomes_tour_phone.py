# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_outcomes import OutcomeTourShop


@tagged("post_install", "-at_install")
class TestOutcomesTourPhone(OutcomeTourShop, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()

    def test_replacement_is_chosen(self):
        self._tour_as_agent("after_sales_replace_phone")
        self.assertRecordValues(
            self.delivery.return_ids.move_ids,
            [{"helpdesk_outcome": "replace", "product_uom_qty": 1, "to_refund": True}],
        )
