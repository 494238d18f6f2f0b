# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user, tagged

from .common_closing import ClosingCommon
from .common_queries import QueryCounter

QUESTION = "helpdesk_mgmt_after_sales.mail_activity_type_ask_close"


@tagged("post_install", "-at_install")
class TestClosingAsk(QueryCounter, ClosingCommon):
    """When the last document of a ticket ends, its agent is asked to close it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.after_sales_ask_close = True
        cls.worker = new_test_user(cls.env, "worker", "stock.group_stock_user")

    def _return_one(self):
        popup = self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=self.delivery
        )
        with popup.product_return_moves.edit(0) as line:
            line.quantity = 1
        popup.save().action_create_returns()
        return self.ticket.return_ids.sorted("id")[-1]

    def _receive_as_worker(self, picking):
        picking = self._tracked(picking).with_user(self.worker)
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()
        self._flush_tracking()
        self.assertEqual(picking.state, "done")

    def _get_questions(self):
        return self.ticket.activity_ids.filtered(
            lambda x: x.activity_type_id == self.env.ref(QUESTION)
        )

    def test_last_one_asks(self):
        back = self._return_one()
        coupon = self._make_coupon()
        self._receive_as_worker(back)
        self.assertFalse(self._get_questions())
        self._tracked(coupon).action_coupon_revoke()
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

    def test_stock_user_without_helpdesk_asks(self):
        self._receive_as_worker(self._return_one())
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_accountant_without_helpdesk_asks(self):
        accountant = new_test_user(
            self.env, "accountant_only", "account.group_account_invoice"
        )
        self._reverse(self._popup(invoices=self.invoice))
        credit_note = self._tracked(self.ticket.draft_credit_note_ids)
        credit_note.with_user(accountant).action_post()
        self._flush_tracking()
        self.assertEqual(len(self._get_questions()), 1)

    def test_asks_once(self):
        self._receive_as_worker(self._return_one())
        self._receive_as_worker(self._return_one())
        self.assertEqual(len(self._get_questions()), 1)
        self._get_questions().with_user(self.agent).action_feedback("Not yet")
        self._receive_as_worker(self._return_one())
        self.assertEqual(len(self._get_questions()), 1)

    def test_several_in_one_transaction(self):
        first, second = self._return_one(), self._return_one()
        pickings = self._tracked(first | second).with_user(self.worker)
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty
        pickings.move_ids.picked = True
        pickings.button_validate()
        self._flush_tracking()
        self.assertEqual(len(self._get_questions()), 1)

    def test_off(self):
        self.team.after_sales_ask_close = False
        self._receive_as_worker(self._return_one())
        self.assertFalse(self._get_questions())

    def test_closed_ticket(self):
        back = self._return_one()
        self._close()
        self._receive_as_worker(back)
        self.assertFalse(self._get_questions())

    def test_nobody_assigned(self):
        self.ticket.user_id = False
        self._receive_as_worker(self._return_one())
        self.assertFalse(self._get_questions())
        self.team.user_id = self.manager
        self._receive_as_worker(self._return_one())
        self.assertEqual(self._get_questions().user_id, self.manager)

    def test_assigned_user_who_left(self):
        self.team.user_id = self.manager
        back = self._return_one()
        self.agent.active = False
        self._receive_as_worker(back)
        self.assertEqual(self._get_questions().user_id, self.manager)

    def test_assigned_user_without_helpdesk(self):
        back = self._return_one()
        self.ticket.user_id = self.outsider
        self._receive_as_worker(back)
        self.assertFalse(self._get_questions())

    def test_type_deleted(self):
        back = self._return_one()
        self.env.ref(QUESTION).unlink()
        self._receive_as_worker(back)
        self.assertFalse(self.ticket.activity_ids)
        self._close()

    def test_closing_takes_the_question_back(self):
        self._receive_as_worker(self._return_one())
        other = self.ticket.activity_schedule(user_id=self.agent.id)
        question = self._get_questions()
        self._close(self.agent_all)
        self.assertFalse(question.exists())
        self.assertTrue(other.exists())

    def test_agents_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.agent.lang = "fa_IR"
        self._receive_as_worker(self._return_one())
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
