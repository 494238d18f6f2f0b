# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import Form, tagged

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestCouponsRedemption(CouponCommon):
    """The popup, the coupon it makes, and what becomes of it."""

    def test_redeemed_once_on_a_sales_order(self):
        coupon = self._make_coupon().sudo()
        order = self._new_order(confirm=False)
        self.assertNotIn("error", self._redeem(coupon, order))
        self.assertEqual(order.amount_total, 90.0)
        order.action_confirm()
        self.assertEqual(coupon.points, 0.0)
        self.assertEqual(coupon.after_sales_state, "used")
        self.assertEqual(coupon.after_sales_order_id, order)
        second = self._new_order(confirm=False)
        status = self._redeem(coupon, second)
        self.assertEqual(status["error"], "This coupon has already been used.")
        self.assertEqual(second.amount_total, 100.0)

    def test_program_with_rules_is_redeemed_once_too(self):
        self.program.rule_ids = [
            Command.create({"minimum_amount": 50.0, "minimum_qty": 1})
        ]
        coupon = self._make_coupon().sudo()
        order = self._new_order(confirm=False)
        self._redeem(coupon, order)
        order.action_confirm()
        self.assertEqual(order.amount_total, 90.0)
        second = self._new_order(confirm=False)
        self.assertIn("error", self._redeem(coupon, second))

    def test_expired_coupon_is_not_redeemed(self):
        coupon = self._make_coupon().sudo()
        coupon.expiration_date = fields.Date.today() - timedelta(days=2)
        status = self._redeem(coupon, self._new_order(confirm=False))
        self.assertEqual(status["error"], "This coupon is expired.")
        self.assertEqual(coupon.after_sales_state, "expired")

    def test_coupon_of_another_company_is_not_redeemed(self):
        coupon = self._make_coupon().sudo()
        other = self.env["res.company"].create({"name": "Other company"})
        order = (
            self.env["sale.order"]
            .with_company(other)
            .create({"partner_id": self.customer.id, "company_id": other.id})
        )
        status = order._try_apply_code(coupon.code)
        self.assertIn("is invalid", status["error"])

    def test_cancelled_order_gives_the_coupon_back(self):
        coupon = self._make_coupon().sudo()
        order = self._new_order(confirm=False)
        self._redeem(coupon, order)
        order.action_confirm()
        order._action_cancel()
        coupon.invalidate_recordset()
        self.assertEqual(coupon.after_sales_state, "unused")
        self.assertFalse(coupon.after_sales_order_id)

    def test_smart_button(self):
        ticket = self.ticket.with_user(self.agent)
        self.assertEqual(ticket.coupon_count, 0)
        coupon = self._make_coupon(valid_until="2030-12-31")
        ticket.invalidate_recordset(["coupon_count"])
        self.assertEqual(ticket.coupon_count, 1)
        action = ticket.action_view_coupons()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("loyalty.card", coupon.id)
        )
        form = Form(coupon.with_context(action["context"]))
        self.assertEqual(form.code, coupon.code)
        self.assertEqual(form.program_id, self.program)
        self.assertEqual(form.helpdesk_ticket_id, self.ticket)
        self.assertEqual(form.after_sales_state, "unused")
        # A revoked one stays part of the story.
        coupon.action_coupon_revoke()
        self._make_coupon()
        ticket.invalidate_recordset(["coupon_count", "coupon_ids"])
        self.assertEqual(ticket.coupon_count, 2)
        action = ticket.action_view_coupons()
        cards = self.env["loyalty.card"].with_user(self.agent)
        cards = cards.with_context(action["context"]).search(action["domain"])
        self.assertEqual(cards, ticket.coupon_ids)
        self.assertEqual(set(cards.mapped("after_sales_state")), {"revoked", "unused"})
        view_id = dict((kind, view) for view, kind in action["views"])["list"]
        arch = cards.get_view(view_id, "list")["arch"]
        for name in (
            "code",
            "program_id",
            "partner_id",
            "expiration_date",
            "points_display",
            "after_sales_state",
            "after_sales_order_id",
        ):
            self.assertIn(f'name="{name}"', arch)

    def test_colleague_without_the_ticket_reads_number_and_title(self):
        coupon = self._make_coupon()
        seller = self._new_user("seller", "sales_team.group_sale_manager")
        coupon = coupon.with_user(seller)
        self.assertFalse(coupon.helpdesk_ticket_accessible)
        self.assertEqual(coupon.helpdesk_ticket_label, self.ticket.display_name)
        self.assertIn(coupon, coupon.search([("helpdesk_ticket_id", "!=", False)]))

    def test_many_coupons_cost_as_few_queries_as_one(self):
        self._make_coupon()
        generator = self.env["loyalty.generate.wizard"].with_context(
            loyalty_no_mail=True
        )
        generator = generator.create(
            {
                "program_id": self.program.id,
                "coupon_qty": 200,
                "points_granted": 3,
                "helpdesk_ticket_id": self.ticket.id,
            }
        )
        generator.generate_coupons().partner_id = self.customer
        ticket = self.ticket.with_user(self.agent)

        def read_list():
            action = ticket.action_view_coupons()
            cards = self.env[action["res_model"]].with_user(self.agent)
            domain = action.get("domain", [("id", "=", action.get("res_id"))])
            cards.with_context(**action["context"]).search(domain, limit=80).web_read(
                {
                    "code": {},
                    "points_display": {},
                    "after_sales_state": {},
                    "after_sales_order_id": {"fields": {"display_name": {}}},
                }
            )
            self.assertGreater(ticket.coupon_count, 200)

        read_list()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            read_list()
