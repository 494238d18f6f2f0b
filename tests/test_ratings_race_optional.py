# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import RaceCase


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestRatingsRaceOptional(RaceCase):
    """The page of the rating opened twice at once, with OCA's helpdesk_mgmt_rating."""

    def test_one_rating(self):
        if "rating_status" not in self.ticket._fields:
            self.skipTest("helpdesk_mgmt_rating is not installed")

        def open_page(env):
            return env["helpdesk.ticket"].browse(self.ticket.id)._rating_get_token()

        tokens = self.run_together(open_page, open_page)
        self.assertEqual(tokens, self.ticket.rating_ids.mapped("access_token") * 2)
