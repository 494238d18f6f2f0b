# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_returns import ReturnShop


@tagged("post_install", "-at_install")
class TestOverviewTour(ReturnShop, HttpCase):
    """A return is seen and undone from its ticket, on a desktop and on a phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()
        popup = cls._popup_as(
            cls.agent, cls.ticket, "action_return", picking_id=cls.delivery
        )
        popup.save().action_create_returns()
        cls.back = cls.ticket.return_ids

    def _walk(self):
        url = f"/odoo/helpdesk-tickets/{self.ticket.id}"
        self.start_tour(url, "after_sales_overview_agent", login="agent")
        self.assertEqual(self.back.state, "cancel")
        notes = "".join(self.ticket.message_ids.mapped("body"))
        self.assertIn("Reason: Wrong delivery", notes)

    def test_desktop(self):
        self._walk()

    def test_phone(self):
        self.browser_size = "375x667"
        self.touch_enabled = True
        self._walk()
