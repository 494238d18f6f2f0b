# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

from odoo.tests import new_test_user, tagged

from .common_closing import QUESTION, ClosingShop
from .common_queries import QueryCounter
from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestClosingAsk(QueryCounter, ClosingShop, ReturnCommon):
    """When the last document of a ticket ends, its agent is asked to close it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.after_sales_ask_close = True
        # Without rights in Helpdesk.
        cls.accountant = new_test_user(
            cls.env, "accountant_only", "account.group_account_invoice"
        )

    def _end(self, refunds=None):
        """Post refunds of the ticket, all in one transaction."""
        refunds = self._tracked(refunds or self._new_refund())
        refunds.with_user(self.accountant).action_post()
        self._flush_tracking()

    def test_accountant_of_two_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.accountant.company_ids += other
        refund = self._tracked(self._new_refund())
        refund.with_user(self.accountant).with_context(
            allowed_company_ids=(self.company | other).ids
        ).action_post()
        self._flush_tracking()
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_last_one_asks(self):
        coupon = self._new_coupon()
        self._end()
        self.assertFalse(self._get_questions())
        self._tracked(coupon).with_user(self.agent).action_coupon_revoke()
        self._flush_tracking()
        self.assertRecordValues(
            self._get_questions(),
            [
                {
                    "user_id": self.agent.id,
                    "summary": "Close?",
                    "create_uid": self.env.ref("base.user_root").id,
                }
            ],
        )

    def test_accountant_without_helpdesk_asks(self):
        self._end()
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_stock_user_without_helpdesk_asks(self):
        worker = new_test_user(self.env, "stock_only", "stock.group_stock_user")
        self._return()
        back = self._tracked(self.ticket.return_ids).with_user(worker)
        for move in back.move_ids:
            move.quantity = move.product_uom_qty
        back.move_ids.picked = True
        back.button_validate()
        self._flush_tracking()
        self.assertEqual(back.state, "done")
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_last_draft_deleted_asks(self):
        """Once all else is done: what is gone needs no agent any more."""
        refund = self._new_refund()
        refund.with_user(self.accountant).unlink()
        self._flush_tracking()
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_what_was_over_is_deleted(self):
        refund = self._new_refund()
        refund.button_cancel()
        self._flush_tracking()
        self._get_questions().unlink()
        refund.with_user(self.accountant).unlink()
        self.assertFalse(self._get_questions())

    def _run_cron(self, lastcall=False, **values):
        """Run the scheduled action as the scheduler does, in the test's transaction.

        :param lastcall: when it ran before
        """
        cron = self.env.ref("helpdesk_mgmt_after_sales.ir_cron_closing_ask")
        cron.write({"lastcall": lastcall, **values})
        cron.ir_actions_server_id.with_user(cron.user_id).run()

    def test_coupon_expires(self):
        coupon = self._new_coupon()
        today = self.program._coupon_get_today(self.company)
        for days, asked in ((0, 0), (1, 1)):
            coupon.expiration_date = today - timedelta(days=days)
            self._run_cron()
            self.assertEqual(len(self._get_questions()), asked)

    def test_coupon_expires_while_the_server_is_down(self):
        coupon = self._new_coupon()
        today = self.program._coupon_get_today(self.company)
        now = datetime.combine(today, time(12))
        for expired, last_run, asked in (
            # Of what expired the day before it, that run has asked.
            (6, 5, 0),
            (5, 5, 1),
            (2, 5, 1),
            (1, 1, 1),
            # Twice a day.
            (1, 0, 0),
            # Nobody waits any more.
            (40, 60, 0),
            (30, 60, 1),
        ):
            with self.subTest(expired=expired, last_run=last_run):
                self._get_questions().unlink()
                coupon.expiration_date = today - timedelta(days=expired)
                self._run_cron(now - timedelta(days=last_run))
                self.assertEqual(len(self._get_questions()), asked)

    def test_coupon_expires_and_the_scheduled_action_fails(self):
        """What its failed runs should have asked is asked by the first that works."""
        coupon = self._new_coupon()
        today = self.program._coupon_get_today(self.company)
        now = datetime.combine(today, time(12))
        for expired, asked in ((5, 0), (4, 1)):
            coupon.expiration_date = today - timedelta(days=expired)
            # Odoo notes failed runs as the last ones, too.
            self._run_cron(
                now - timedelta(days=1),
                failure_count=3,
                first_failure_date=now - timedelta(days=3),
            )
            self.assertEqual(len(self._get_questions()), asked)

    def test_coupon_expires_while_more_is_open(self):
        coupon = self._new_coupon()
        today = self.program._coupon_get_today(self.company)
        coupon.expiration_date = today - timedelta(days=1)
        self._new_refund()
        self.env["loyalty.card"]._cron_closing_ask()
        self.assertFalse(self._get_questions())

    def test_asks_once(self):
        self._end()
        self._end()
        self.assertEqual(len(self._get_questions()), 1)
        self._get_questions().with_user(self.agent).action_feedback("Not yet")
        self._end()
        self.assertEqual(len(self._get_questions()), 1)

    def test_several_in_one_transaction(self):
        self._end(self._new_refund() + self._new_refund())
        self.assertEqual(len(self._get_questions()), 1)

    def test_off(self):
        self.team.after_sales_ask_close = False
        self._end()
        self.assertFalse(self._get_questions())

    def test_closed_ticket(self):
        refund = self._new_refund()
        self._close()
        self._end(refund)
        self.assertFalse(self._get_questions())

    def test_nobody_assigned(self):
        self.ticket.user_id = False
        self._end()
        self.assertFalse(self._get_questions())
        self.team.user_id = self.manager
        self._end()
        self.assertEqual(self._get_questions().user_id, self.manager)

    def test_assigned_user_who_left(self):
        self.team.user_id = self.manager
        refund = self._new_refund()
        self.agent.active = False
        self._end(refund)
        self.assertEqual(self._get_questions().user_id, self.manager)

    def test_assigned_user_without_helpdesk(self):
        refund = self._new_refund()
        self.ticket.user_id = self.outsider
        self._end(refund)
        self.assertFalse(self._get_questions())

    def test_type_deleted(self):
        refund = self._new_refund()
        self.env.ref(QUESTION).unlink()
        self._end(refund)
        self.assertFalse(self.ticket.activity_ids)
        self._close()

    def test_closing_takes_the_question_back(self):
        self._end()
        other = self.ticket.activity_schedule(user_id=self.agent.id)
        question = self._get_questions()
        self._close(self.agent_all)
        self.assertFalse(question.exists())
        self.assertTrue(other.exists())

    def test_agents_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.agent.lang = "fa_IR"
        self._end()
        self.assertTrue(self._get_questions().summary)

    def test_no_ticket_costs_nothing(self):
        costs = []
        # The first one fills the caches.
        for ask in (False, False, True):
            self.team.after_sales_ask_close = ask
            invoice = self._tracked(self._new_invoice(post=False))

            def post(invoice=invoice):
                invoice.action_post()
                self._flush_tracking()

            costs.append(self._count(post)[1])
        self.assertEqual(costs[1], costs[2])
