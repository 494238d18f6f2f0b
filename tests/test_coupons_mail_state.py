# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from odoo.addons.mail.tests.common import MockEmail

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestCouponsMailState(MockEmail, CouponCommon):
    """Whether the code reached the customer, told on the coupon and on its ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={})
        cls.ticket = cls.ticket.with_env(cls.env)

    def _send(self, coupon, user=None):
        """Send the mail as the user does; return the customer's notification."""
        user = user or self.agent
        coupon = coupon.with_user(user).with_context({})
        with self.mock_mail_gateway():
            self._compose_form(
                coupon.action_coupon_send(), user
            ).save().action_send_mail()
        notifications = self.env["mail.notification"].search(
            [("mail_message_id.res_id", "=", coupon.id)], order="id desc"
        )
        return notifications.filtered(lambda x: x.res_partner_id == self.customer)[:1]

    def _states(self, coupon, user=None):
        """Return what a user sees on the coupon and on its ticket."""
        self.env.invalidate_all()
        user = user or self.agent
        return (
            coupon.with_user(user).after_sales_mail_state,
            self.ticket.with_user(user).coupon_mail_state,
        )

    def test_made_sent_failed_bounced(self):
        self.assertFalse(self.ticket.with_user(self.agent).coupon_mail_state)
        coupon = self._make_coupon()
        self.assertEqual(self._states(coupon), ("not_sent",) * 2)
        notification = self._send(coupon)
        for status, state in (
            ("ready", "outgoing"),
            ("process", "outgoing"),
            ("pending", "sent"),
            ("sent", "sent"),
            ("canceled", "failed"),
            ("exception", "failed"),
            ("bounce", "bounced"),
        ):
            with self.subTest(status):
                notification.notification_status = status
                self.assertEqual(self._states(coupon), (state,) * 2)
        # Sent again, it is on its way.
        self._send(coupon).notification_status = "sent"
        self.assertEqual(self._states(coupon), ("sent",) * 2)

    def test_every_state_of_a_mail_means_something(self):
        statuses = self.env["mail.notification"]._fields["notification_status"]
        coupon = self._make_coupon()
        notification = self._send(coupon)
        for status in statuses.get_values(self.env):
            notification.notification_status = status
            states = self._states(coupon)
            self.assertTrue(all(states), (status, states))

    def test_discarded_mail_is_not_sent(self):
        coupon = self._make_coupon()
        self._compose_form(coupon.action_coupon_send(), self.agent).save()
        self.assertEqual(self._states(coupon), ("not_sent",) * 2)
        # Nor is a note.
        coupon.message_post(body="Ask for their address first")
        self.assertEqual(self._states(coupon), ("not_sent",) * 2)

    def test_customer_without_address(self):
        self.customer.email = False
        coupon = self._make_coupon()
        self._send(coupon)
        with self.mock_mail_gateway():
            self.env["mail.mail"].search([("res_id", "=", coupon.id)]).send()
        self.assertEqual(self._states(coupon), ("failed",) * 2)

    def test_what_matters_is_the_customer(self):
        follower = self.env["res.partner"].create(
            {"name": "Fay", "email": "fay@example.com"}
        )
        self.ticket.message_subscribe(follower.ids)
        coupon = self._make_coupon()
        customers = self._send(coupon)
        others = customers.mail_message_id.notification_ids - customers
        self.assertIn(follower, others.res_partner_id)
        customers.notification_status = "sent"
        others.notification_status = "bounce"
        self.assertEqual(self._states(coupon), ("sent",) * 2)
        # Sent to others only, they matter.
        customers.unlink()
        self.assertEqual(self._states(coupon), ("bounced",) * 2)

    def test_ticket_tells_the_one_that_needs_the_agent(self):
        first, second = self._make_coupon(), self._make_coupon()
        self._send(first).notification_status = "sent"
        self.assertEqual(self._states(first), ("sent", "not_sent"))
        self._send(second).notification_status = "bounce"
        self.assertEqual(self._states(first), ("sent", "bounced"))
        # What cannot be used any more needs nobody.
        second.action_coupon_revoke()
        self.assertEqual(self._states(second), ("bounced", "sent"))
        first.action_coupon_revoke()
        self.assertEqual(self._states(first), ("sent", False))

    def test_shown_on_ticket_coupon_and_list(self):
        coupon = self._make_coupon()
        self.assertEqual(Form(coupon).after_sales_mail_state, "not_sent")
        with Form(self.ticket.with_user(self.agent)) as form:
            self.assertEqual(form.coupon_mail_state, "not_sent")
        self._make_coupon()
        action = self.ticket.with_user(self.agent).action_view_coupons()
        arch = coupon.get_view(*action["views"][0])["arch"]
        self.assertIn('name="after_sales_mail_state"', arch)

    def test_whoever_may_not_read_coupons_is_not_told(self):
        self._make_coupon()
        self.ticket.message_subscribe(self.outsider.partner_id.ids)
        self.env.invalidate_all()
        self.assertFalse(self.ticket.with_user(self.outsider).coupon_mail_state)

    def test_each_user_is_told_by_their_own_rights(self):
        self._make_coupon()
        self.ticket.message_subscribe(self.outsider.partner_id.ids)
        self.env.invalidate_all()
        for user, told in (
            (self.agent, (1, "not_sent")),
            (self.outsider, (0, False)),
            (self.agent, (1, "not_sent")),
        ):
            ticket = self.ticket.with_user(user)
            self.assertEqual((ticket.coupon_count, ticket.coupon_mail_state), told)

    def test_no_query_per_coupon(self):
        coupons = self.env["loyalty.card"]
        for __ in range(7):
            coupon = self._make_coupon()
            self._send(coupon)
            coupons |= coupon
        counts = []
        for some in (coupons[:2], coupons):
            self.env.invalidate_all()
            records = self.env["loyalty.card"].with_user(self.agent).browse(some.ids)
            records.mapped("display_name")
            before = self.cr.sql_log_count
            records.mapped("after_sales_mail_state")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 4)

    def test_coupon_of_no_ticket_has_no_state(self):
        card = self.env["loyalty.card"].create({"program_id": self.program.id})
        self.assertFalse(card.after_sales_mail_state)
