# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import RaceCase
from .common_notices import NoticeCase
from .common_returns import ReturnShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestNoticesRace(NoticeCase, ReturnShop, RaceCase):
    """Two transactions bring a document to the same step at once: one mail goes."""

    def test_one_mail(self):
        self._switch("return_prepared")
        popup = self._popup_as(self.agent, self.ticket, "action_return").save()
        action = popup.action_create_returns()
        self._switch("return_prepared", is_on=False)
        self.cr.precommit.run()
        self._switch("return_prepared")
        back_id = action["res_id"]
        # As the transfer was made before.
        self._switch("return_prepared").since = "2020-01-01 00:00:00"

        def tell(env):
            back = env["stock.picking"].browse(back_id)
            back._after_sales_queue_notices()
            env.cr.precommit.run()
            return True

        self.assertEqual(self.run_together(tell, tell), [True, True])
        notices = self.env["helpdesk.after.sales.notice"].search(
            [("res_model", "=", "stock.picking"), ("res_id", "=", back_id)]
        )
        self.assertEqual(len(notices), 1)
        mails = self.ticket.message_ids.filtered(
            lambda x: x.message_type == "auto_comment"
        )
        self.assertEqual(mails, notices.message_id)
        self.assertEqual(len(mails), 1)
