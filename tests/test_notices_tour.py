# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import HttpCase, tagged

from ..models.notices import helpdesk_after_sales_mixin as notices_mixin
from .common_notices import NoticeCase
from .common_returns import ReturnShop


@tagged("post_install", "-at_install")
class TestNoticesTour(NoticeCase, ReturnShop, HttpCase):
    """A mail is sent again from the tab, which survives it."""

    def test_again(self):
        self._set_up_shop()
        self._switch("return_prepared")
        popup = self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=self.delivery
        )
        popup.save().action_create_returns()
        self.assertEqual(len(self._get_mails()), 1)
        # All of a test is in one moment.
        self.patch(notices_mixin, "PAUSE", timedelta())
        url = f"/odoo/helpdesk-tickets/{self.ticket.id}"
        self.start_tour(url, "after_sales_notice_again", login="agent")
        self.assertEqual(len(self._get_mails()), 2)
