# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_returns import ReturnShop


@tagged("post_install", "-at_install")
class TestAnalysisTour(ReturnShop, HttpCase):
    """A manager looks at the dashboard, and at what is behind it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()

    def test_dashboard(self):
        # What else is in the database may come back oftener.
        self.env.cr.execute("UPDATE stock_picking SET helpdesk_ticket_id = NULL")
        lamp = self._new_product("Lamp of dashboards")
        self._put_in_stock(lamp, 10)
        delivery = self._deliver(self._new_order([(lamp, 2)]))
        popup = self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=delivery
        )
        with popup.product_return_moves.edit(0) as line:
            line.quantity = 1
        popup.save().action_create_returns()
        self._receive(self.ticket.return_ids)
        self.start_tour(
            "/odoo/after-sales-dashboard", "after_sales_dashboard", login="manager"
        )
