# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestLimitsCoupons(CouponCommon):
    """How many coupons a customer may get, and of which programs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = cls._new_user("approver", "helpdesk_mgmt.group_helpdesk_user")
        cls.team.write({"coupon_limit": 1, "approver_ids": [cls.approver.id]})

    def _popup(self, user=None, ticket=None, **values):
        return self._popup_as(
            user or self.agent, ticket or self.ticket, "action_coupon", **values
        )

    def _give(self, user=None, ticket=None, **values):
        popup = self._popup(user, ticket, **values).save()
        popup.action_send_email()
        return popup.sudo().coupon_id

    def assertRefused(self, call, message="would have 2 coupons"):
        before = len(self.env["loyalty.card"].search([]))
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            call()
        self.env.invalidate_all()
        self.assertEqual(len(self.env["loyalty.card"].search([])), before)

    def test_one_of_one(self):
        form = self._popup()
        self.assertIn("can still get 1 of 1 coupons", form.after_sales_limits)
        popup = form.save()
        popup.action_send_email()
        popup.action_send_email()
        self.assertFalse(popup.after_sales_beyond)
        form = self._popup()
        self.assertTrue(form.after_sales_beyond)
        self.assertIn("would have 2 coupons", form.after_sales_limits)
        for user in (self.agent, self.manager, self.env.ref("base.user_admin")):
            self.assertRefused(lambda user=user: self._give(user))

    def test_by_rpc(self):
        self._give()
        action = self.ticket.with_user(self.agent).action_coupon()
        popup = self.env[action["res_model"]].with_user(self.agent)
        popup = popup.with_context(action["context"]).create(
            {"program_id": self.program.id, "after_sales_beyond": False}
        )
        self.assertRefused(popup.action_send_email)

    def test_per_customer_not_per_ticket_or_contact(self):
        self._give()
        self.assertRefused(
            lambda: self._give(ticket=self._new_ticket(partner_id=self.contact.id))
        )
        self._give(ticket=self._new_ticket(partner_id=self.other_customer.id))

    def test_revoked_ones_do_not_count(self):
        self._give().with_user(self.agent).action_coupon_revoke()
        self._give()

    def test_long_ago(self):
        coupon = self._give()
        self.team.coupon_limit_days = 30
        self.assertRefused(self._give, "within 30 days")
        self.env.cr.execute(
            "UPDATE loyalty_card SET create_date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=31), coupon.id),
        )
        self.env.invalidate_all()
        self._give()
        self.team.coupon_limit_days = 0
        self.assertRefused(self._give, "would have 3 coupons")

    def test_of_another_company(self):
        """The customer of two companies gets of each."""
        coupon = self._give()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        coupon.sudo().helpdesk_company_id = company
        self._give()

    def test_ticket_moved_to_another_company(self):
        """It frees nothing, whoever moves it."""
        self._give()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.agent.company_ids += company
        ticket = self.ticket.with_user(self.agent)
        ticket.company_id = company
        self.assertRefused(lambda: self._give(ticket=self._new_ticket()))

    def test_a_linked_one_counts(self):
        coupon = self.env["loyalty.card"].create(
            {
                "program_id": self.program.id,
                "partner_id": self.contact.id,
                "points": 5,
            }
        )
        self._give().with_user(self.agent).action_coupon_revoke()
        coupon.helpdesk_ticket_id = self.ticket
        self.assertRefused(lambda: self._give(ticket=self._new_ticket()))

    def test_programs(self):
        other = self._new_program("Big one")
        self.team.coupon_program_ids = self.program
        form = self._popup()
        self.assertEqual(form.program_id, self.program)
        self.assertFalse(form.after_sales_beyond)
        form.program_id = other
        self.assertTrue(form.after_sales_beyond)
        self.assertRefused(form.save().action_send_email, "no coupons of Big one")
        self.assertTrue(self._give())

    def test_a_second_one_of_the_ticket_is_warned_of(self):
        self.team.coupon_limit = 5
        coupon = self._give()
        coupon.points = 0
        form = self._popup()
        self.assertIn("had a coupon already", form.after_sales_notice)
        self.assertIn(coupon.code, form.after_sales_notice)

    def test_approved(self):
        self._give()
        form = self._popup(approval_note="Third time")
        popup = form.save()
        popup.action_ask_approval()
        approval = popup.sudo().approval_id
        self.assertEqual(approval.name.split(":")[:2], ["Coupon", " Sorry"])
        action = approval.with_user(self.approver).action_open_popup()
        popup = self.env[action["res_model"]].with_user(self.approver)
        popup.browse(action["res_id"]).action_send_email()
        self.assertEqual(approval.state, "approved")
        self.assertEqual(len(self.ticket.coupon_ids), 2)
        self.assertRefused(self._give, "would have 3 coupons")

    def test_no_limit(self):
        self.team.write({"coupon_limit": 0, "coupon_program_ids": [Command.clear()]})
        self._give()
        self.assertFalse(self._popup().after_sales_limits)
        self._give()
