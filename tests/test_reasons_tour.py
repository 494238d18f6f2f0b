# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestReasonsTour(CouponCommon, HttpCase):
    def test_plain_agent_gives_a_reason(self):
        reasons = self.env["helpdesk.after.sales.reason"]
        reasons.search([]).active = False
        repairs = self.env["helpdesk.after.sales.service"].search(
            [("switch", "=", "use_product_repairs")]
        )
        reason = reasons.create({"name": "Late"})
        reasons.create({"name": "Worn out", "service_ids": [Command.set(repairs.ids)]})
        self.team.after_sales_reason_required = True
        self.start_tour(
            f"/odoo/helpdesk.ticket/{self.ticket.id}",
            "helpdesk_after_sales_reason",
            login=self.agent.login,
        )
        self.assertEqual(self.ticket.coupon_ids.after_sales_reason_id, reason)
