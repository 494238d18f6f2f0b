# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_fsm import FsmCommon


class FsmTours:
    def test_plain_agent_plans_an_intervention(self):
        self.start_tour(
            f"/odoo/helpdesk.ticket/{self.ticket.id}",
            "helpdesk_after_sales_fsm_plan",
            login=self.agent.login,
        )
        task = self.ticket.fsm_task_ids
        self.assertEqual(task.partner_id, self.customer)
        self.assertFalse(task.user_ids)

    def test_technician_fills_in_and_the_customer_signs_on_his_screen(self):
        task = self._new_task()
        self.start_tour(
            f"/odoo/project.task/{task.id}",
            "helpdesk_after_sales_fsm_work",
            login=self.technician.login,
        )
        self.assertRecordValues(
            task,
            [
                {
                    "state": "1_done",
                    "worksheet_signed_by": "Joe Willis",
                    "worksheet_signed_role": "Site manager",
                    "worksheet_intact": True,
                }
            ],
        )
        values = {
            line["string"]: line.get("value")
            for line in task._worksheet_get_content()["worksheet"]
        }
        self.assertEqual(values["Findings"], "Leaks at the valve")
        self.assertTrue(values["Tight"])

    def test_customer_signs_in_the_portal(self):
        self._new_user("buyer", "base.group_portal", partner_id=self.contact.id)
        self.ticket.partner_id = self.contact
        task = self._plan(name="Boiler on fire").sudo()
        self._fill_in(task)
        task.action_fsm_done()
        self.start_tour(
            f"/my/ticket/{self.ticket.id}",
            "helpdesk_after_sales_fsm_portal",
            login="buyer",
        )
        self.assertEqual(task.worksheet_signed_by, "Joe Willis")
        self.assertTrue(task.worksheet_intact)


@tagged("post_install", "-at_install")
class TestTourFsm(FsmTours, FsmCommon, HttpCase):
    pass


@tagged("post_install", "-at_install")
class TestTourFsmPhone(FsmTours, FsmCommon, HttpCase):
    browser_size = "375x667"
    touch_enabled = True
