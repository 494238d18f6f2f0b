# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.visit_slots.free_slots import FreeSlots
from .common import RaceCase
from .common_field_service import FsmRaceShop
from .common_visit_slots import SlotsShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestVisitSlotsRace(SlotsShop, FsmRaceShop, RaceCase):
    """Nobody is sent to two customers at once."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls._set_up_technicians()
        cls.project.fsm_user_ids = [Command.set(cls.technician.ids)]

    def _new_visit(self, **values):
        return self._new_task(
            user_ids=False, helpdesk_ticket_id=self.ticket.id, **values
        )

    def _chooser(self, task, start):
        value = FreeSlots.get_value(start)

        def choose(env):
            visit = env["project.task"].browse(task.id)
            return visit._slots_choose(value, visit.partner_id)

        return choose

    def test_two_customers_choose_the_same_hour(self):
        tasks = [self._new_visit(name=name) for name in ("One", "Other")]
        start = self._at(8, 1)
        results = self.run_together(*(self._chooser(task, start) for task in tasks))
        self.assertEqual(sorted(results), [False, True])
        self.assertEqual([x.visit_start for x in tasks].count(start), 1)

    def test_two_projects_of_one_technician(self):
        other_project = self._new_project(
            fsm_user_ids=[Command.set(self.technician.ids)]
        )
        tasks = [
            self._new_visit(name="One"),
            self._new_visit(name="Other", project_id=other_project.id),
        ]
        start = self._at(8, 2)
        results = self.run_together(*(self._chooser(task, start) for task in tasks))
        self.assertEqual(sorted(results), [False, True])

    def test_two_technicians_go_to_two_customers(self):
        self.project.fsm_user_ids |= self.second
        tasks = [self._new_visit(name=name) for name in ("One", "Other")]
        start = self._at(8, 3)
        results = self.run_together(*(self._chooser(task, start) for task in tasks))
        self.assertEqual(results, [True, True])
        self.assertEqual(
            tasks[0].user_ids | tasks[1].user_ids, self.technician | self.second
        )
        self.project.fsm_user_ids = [Command.set(self.technician.ids)]

    def test_agent_plans_at_the_same_time(self):
        task, planned = (self._new_visit(name=name) for name in ("One", "Other"))
        start = self._at(8, 4)
        user_id = self.technician.id

        def plan(env):
            env["project.task"].browse(planned.id).write(
                {
                    "visit_start": start,
                    "visit_end": start + timedelta(hours=1),
                    "user_ids": [Command.set([user_id])],
                }
            )
            return "planned"

        results = self.run_together(self._chooser(task, start), plan)
        # The agent may plan as they like, and is warned; the customer may not.
        self.assertEqual(results[1], "planned")
        self.assertIn(results[0], (True, False))
        if not results[0]:
            self.assertFalse(task.visit_start)
        else:
            self.assertIn("busy", planned.visit_warning)

    def test_one_customer_presses_twice(self):
        task = self._new_visit()
        choose = self._chooser(task, self._at(8, 5))
        self.assertEqual(self.run_together(choose, choose), [True, True])
        notes = task.message_ids.filtered(lambda x: "chose the time" in x.body)
        self.assertEqual(len(notes), 1)

    def test_asked_twice_at_once(self):
        task = self._new_visit()

        def ask(env):
            visit = env["project.task"].browse(task.id)
            visit._slots_ask_agent("cancel", "Bye", visit.partner_id)
            return "asked"

        results = self.run_together(ask, ask)
        errors = [x for x in results if isinstance(x, UserError)]
        self.assertEqual(len(errors), 1, results)
        self.assertIn("asked already", errors[0].args[0])
        messages = task.message_ids.filtered(lambda x: "Bye" in x.body)
        self.assertEqual(len(messages), 1)
