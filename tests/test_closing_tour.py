# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_closing import ClosingShop


@tagged("post_install", "-at_install")
class TestClosingTour(ClosingShop, HttpCase):
    """What the status bar asks, and what lists of tickets show."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()
        cls.ticket.name = "With a coupon"
        strict = cls.team.copy({"name": "Strict", "after_sales_block_closing": True})
        cls.strict = cls._new_ticket(name="Of a strict team", team_id=strict.id)
        (cls.opened | cls.closed).team_ids += strict
        cls.strict.stage_id = cls.opened
        for ticket in (cls.ticket, cls.strict):
            cls._new_coupon(ticket)
        cls._new_ticket(name="With nothing", stage_id=cls.opened.id)

    def test_lists_and_status_bar(self):
        self.start_tour("/odoo/helpdesk-tickets", "after_sales_closing", login="agent")
        self.assertEqual(self.ticket.stage_id, self.closed)
        self.assertEqual(self.strict.stage_id, self.opened)
