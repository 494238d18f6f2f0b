# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.notices import helpdesk_after_sales_mixin as notices_mixin
from .common_malformed import MALFORMED, MalformedCase
from .common_notices import NoticeCase
from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestNoticesAgain(NoticeCase, MalformedCase, ReturnCommon):
    """A mail is sent again by whoever may write the ticket, while it is true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("return_prepared")

    def setUp(self):
        super().setUp()
        self.back = self._tracked(self._return())
        self._flush_tracking()
        # All of a test is in one moment.
        self.patch(notices_mixin, "PAUSE", timedelta())

    def _send_again(self, user, step="return_prepared", back=None):
        return (back or self.back).with_user(user).after_sales_send_notice_again(step)

    def test_sent_again(self):
        self.customer.email = "new@example.com"
        action = self._send_again(self.agent)
        self.assertIn("Deco Addict", action["params"]["message"])
        first, second = self._get_mails()
        self._assert_told(second, self.customer)
        self.assertEqual(second.subject, first.subject)
        self.assertEqual(self._get_sent(self.back), ["return_prepared"] * 2)

    def test_not_by_a_double_click(self):
        self.patch(notices_mixin, "PAUSE", timedelta(minutes=1))
        with self.assertRaisesRegex(UserError, "wait a minute"):
            self._send_again(self.agent)

    def test_not_where_the_service_is_off(self):
        self.team.use_product_returns = False
        with self.assertRaisesRegex(UserError, "does not offer"):
            self._send_again(self.agent)

    def _get_tab(self):
        self.env.flush_all()
        self.env["helpdesk.after.sales.document"].invalidate_model()
        ticket = self.ticket.with_user(self.agent)
        [line] = ticket.after_sales_get_overview()["documents"]
        return line

    def test_tab_offers_it_while_it_is_true(self):
        line = self._get_tab()
        [mail] = line["mails"]
        self.assertEqual((mail["step"], mail["failure"]), ("return_prepared", ""))
        self.assertTrue(mail["day"])
        self.assertTrue(mail["may_send"])
        row = self.env["helpdesk.after.sales.document"].with_user(self.agent)
        row.browse(line["id"]).action_send_again("return_prepared")
        self.assertEqual(self._get_sent(self.back), ["return_prepared"] * 2)
        self._receive(self.back)
        [mail] = self._get_tab()["mails"]
        self.assertFalse(mail["may_send"])

    def test_tab_says_why_none_went(self):
        self.customer.email = False
        ticket = self._new_ticket(sale_order_ids=self.order.ids)
        other = self._deliver(self._new_order([(self.product, 1)]))
        self._return(ticket, picking_id=other)
        self._flush_tracking()
        self.ticket = ticket
        [mail] = self._get_tab()["mails"]
        self.assertIn("no valid e-mail address", mail["failure"])
        self.assertFalse(mail["day"])

    def test_agent_of_another_team(self):
        team = self.team.copy({"name": "Other", "user_ids": [(6, 0, [])]})
        self.ticket.write({"team_id": team.id, "user_id": False})
        stranger = self._new_user("stranger", "helpdesk_mgmt.group_helpdesk_user_own")
        stock_user = self._new_user("worker", "stock.group_stock_user")
        for user in (stranger, stock_user, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._send_again(user)
        self.assertEqual(len(self._get_mails()), 1)

    def test_not_true_any_more(self):
        self._receive(self.back)
        with self.assertRaisesRegex(UserError, "not so any more"):
            self._send_again(self.agent)
        # Of that, nothing was sent.
        with self.assertRaisesRegex(UserError, "no such mail"):
            self._send_again(self.agent, "goods_received")
        for back in (self.delivery, self.back.browse(0), self.back.browse(10**9)):
            with self.assertRaises(UserError):
                self._send_again(self.manager, back=back)

    def test_reason_is_told(self):
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "no valid e-mail address"):
            self._send_again(self.agent)
        self.assertFalse(self._get_notes())

    def test_failed_before(self):
        self.customer.email = False
        ticket = self._new_ticket(sale_order_ids=self.order.ids)
        other = self._deliver(self._new_order([(self.product, 1)]))
        back = self._return(ticket, picking_id=other)
        self.assertEqual(self._get_sent(back), [])
        self.customer.email = "deco@example.com"
        self._send_again(self.agent, back=back)
        self.assertEqual(self._get_sent(back), ["return_prepared"])

    def test_malformed(self):
        back = self.back.with_user(self.agent)
        for value in MALFORMED:
            with self.subTest(value=value):
                self._try(lambda x=value: back.after_sales_send_notice_again(x))
        for value in ("x", None, 10**30, -1, "\0"):
            with self.subTest(id=value):
                strange = back.browse([value])
                self._try(
                    lambda x=strange: x.after_sales_send_notice_again("return_prepared")
                )
        self.assertEqual(len(self._get_mails()), 1)
