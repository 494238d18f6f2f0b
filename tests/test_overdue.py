# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import Form, tagged

from .common_plans import QueryPlans
from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestOverdue(QueryPlans, ReturnCommon):
    """An agent is asked once about a return that has not arrived."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.return_overdue_days = 14

    def _new_return(self, days, quantity=1, ticket=None):
        form = self._open(ticket)
        self._set_quantities(form, quantity)
        back = self._press(form.save())
        self.env.cr.execute(
            "UPDATE stock_picking SET create_date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=days), back.id),
        )
        back.invalidate_recordset(["create_date"])
        return back

    def _run_cron(self):
        cron = self.env.ref("helpdesk_mgmt_after_sales.ir_cron_ask_overdue")
        cron.ir_actions_server_id.with_user(cron.user_id).run()
        self.env.invalidate_all()

    def _questions(self, picking):
        overdue = "helpdesk_mgmt_after_sales.mail_activity_type_overdue"
        return picking.activity_ids.filtered(
            lambda x: x.activity_type_id == self.env.ref(overdue)
        )

    def test_asks_once(self):
        late = self._new_return(15)
        early = self._new_return(13)
        self._run_cron()
        question = self._questions(late)
        self.assertEqual(question.user_id, self.agent)
        self.assertIn("14 days", question.note)
        self.assertTrue(late.helpdesk_overdue_on)
        self.assertFalse(self._questions(early))
        question.with_user(self.agent).action_feedback()
        self._run_cron()
        self.assertFalse(self._questions(late))

    def test_arrived_or_undone_is_not_asked_about(self):
        arrived, undone, late = (self._new_return(15) for __ in range(3))
        self._receive(arrived)
        undone.action_cancel()
        self._run_cron()
        self.assertFalse(self._questions(arrived | undone))
        self._receive(late)
        self.assertFalse(self._questions(late))

    def test_cancelling_takes_the_question_back(self):
        late = self._new_return(15)
        self._run_cron()
        self.assertTrue(self._questions(late))
        action = late.with_user(self.agent).action_after_sales_undo()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(action["context"])
        )
        form.reason = "The customer keeps it"
        form.save().action_undo()
        self.assertEqual(late.state, "cancel")
        self.assertFalse(self._questions(late))

    def test_replacement_and_delivery_are_not_waited_for(self):
        form = self._open()
        self._set_quantities(form, 1)
        self._press(form.save(), "action_create_exchanges")
        pickings = self.ticket.return_ids
        self.env.cr.execute(
            "UPDATE stock_picking SET create_date = %s WHERE id IN %s",
            (fields.Datetime.now() - timedelta(days=20), tuple(pickings.ids)),
        )
        pickings.invalidate_recordset(["create_date"])
        self._run_cron()
        asked = pickings.filtered("helpdesk_overdue_on")
        self.assertEqual(asked.mapped("helpdesk_document_type"), ["return"])

    def test_never_where_team_does_not_wait(self):
        self.team.return_overdue_days = 0
        late = self._new_return(400)
        self._run_cron()
        self.assertFalse(self._questions(late))

    def test_few_are_looked_at_among_a_million(self):
        late = self._new_return(15)
        old = {"create_date": "2020-01-01 00:00:00"}
        self._copy_rows(self.delivery, old, numbered=["name"])
        pickings = self.env["stock.picking"]
        self._assert_indexed(
            lambda: self.assertEqual(
                pickings.search(pickings._overdue_get_domain(14), limit=80), late
            ),
            "stock_picking_after_sales_expected_idx",
            tables=("stock_picking",),
        )
