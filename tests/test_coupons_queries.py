# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from .common_coupons import CouponCommon
from .common_queries import QueryCounter


@tagged("post_install", "-at_install")
class TestCouponsQueries(QueryCounter, CouponCommon):
    def _make_by_clicks(self, ticket):
        """Make a coupon and compose its mail, as clicks do it.

        :return: queries by step
        """
        counts = {}
        action, counts["click"] = self._count(ticket.action_coupon)
        popups = self.env[action["res_model"]].with_user(self.agent)
        popups = popups.with_context(action["context"])
        form, counts["open"] = self._count(lambda: Form(popups))
        form.program_id = self.program
        popup, counts["save"] = self._count(form.save)
        __, counts["send"] = self._count(popup.action_send_email)
        return counts

    def test_click_costs_what_it_did(self):
        tickets = [self._new_ticket().with_user(self.agent) for __ in range(2)]
        self._make_by_clicks(tickets[0])  # fills the caches of the process
        counts = self._make_by_clicks(tickets[1])
        # What it took when it was last worked on.
        self._assert_queries(counts, {"click": 6, "open": 14, "save": 14, "send": 47})
