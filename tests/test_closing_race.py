# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import RaceCase
from .common_closing import ClosingShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestClosingRace(ClosingShop, RaceCase):
    """The last two documents of a ticket end at once, each while the other is open."""

    def test_one_question(self):
        self.team.after_sales_ask_close = True
        refund, coupon = self._new_refund(), self._new_coupon()

        def end(document, method):
            def run(env):
                tracking = env[document._name].with_context(tracking_disable=False)
                getattr(tracking.browse(document.id), method)()
                env.flush_all()
                env.cr.precommit.run()

            return run

        # Neither writes anything that the other one writes.
        self.run_together(
            end(refund, "button_cancel"), end(coupon, "action_coupon_revoke")
        )
        for document in (refund, coupon):
            self.assertEqual(document._after_sales_get_common_state(), "cancelled")
        self.assertEqual(len(self._get_questions()), 1)
