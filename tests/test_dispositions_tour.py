# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_outcomes import OutcomeTourShop


@tagged("post_install", "-at_install")
class TestDispositionsTour(OutcomeTourShop, HttpCase):
    """Whoever receives a return chooses what becomes of its goods, piece by piece."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()

    def test_quarantine_and_scrap(self):
        delivery = self._deliver_serials("SN-1", "SN-2", "SN-3")
        first, second, third = delivery.move_line_ids.lot_id.sorted("name")
        action = self.ticket.with_user(self.agent).action_return()
        popup = self._open_popup_as(self.agent, action, picking_id=delivery).save()
        popup.action_create_returns()
        back = delivery.return_ids
        self._tour_as_warehouse("after_sales_dispositions_warehouse")
        self.assertEqual(back.state, "done")
        self.assertEqual(
            first.location_id, self.warehouse.helpdesk_quarantine_location_id
        )
        self.assertFalse(first.location_id._child_of(self.stock))
        self.assertEqual(third.location_id, self.stock)
        scrap = self.env["stock.scrap"].search([("picking_id", "=", back.id)])
        self.assertRecordValues(
            scrap,
            [{"state": "done", "lot_id": second.id, "scrap_qty": 1}],
        )
        self.assertEqual(second.location_id, scrap.scrap_location_id)
