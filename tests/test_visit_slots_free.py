# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import pytz

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..models.visit_slots.free_slots import FreeSlots
from .common_field_service import FsmCommon
from .common_visit_slots import ZONE, SlotsShop


@tagged("post_install", "-at_install")
class TestVisitSlotsFree(SlotsShop, FsmCommon):
    """Working hours, without leaves and visits, in slots as long as a visit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_technicians()
        cls.task = cls._new_task(user_ids=False)

    def _get_hours(self, day=1, user=None):
        """Return the hours of a day at which somebody, or this user, is free."""
        zone = pytz.timezone(ZONE)
        found = []
        for start, users in self._get_free(self.task).items():
            local = pytz.utc.localize(start).astimezone(zone)
            if local.date() == self._get_day(day) and (not user or user in users):
                found.append(local.hour + local.minute / 60)
        return found

    def test_working_hours_in_slots_of_a_visit(self):
        self.assertEqual(self._get_hours(), [8, 10, 13, 15])
        self.project.fsm_visit_hours = 1.5
        self.assertEqual(self._get_hours(), [8, 9.5, 13, 14.5])
        self.project.fsm_visit_hours = 4
        self.assertEqual(self._get_hours(), [8, 13])
        self.project.fsm_visit_hours = 5
        self.assertEqual(self._get_hours(), [])

    def test_from_the_next_working_day_on_for_thirty_days(self):
        free = self._get_free(self.task)
        days = [
            pytz.utc.localize(x).astimezone(pytz.timezone(ZONE)).date() for x in free
        ]
        today = fields.Datetime.now().astimezone(pytz.timezone(ZONE)).date()
        self.assertEqual(days[0], self._get_day())
        self.assertGreater(days[0], today)
        self.assertLessEqual(days[-1], today + timedelta(days=30))
        self.assertGreaterEqual(days[-1], today + timedelta(days=28))
        self.assertFalse([day for day in days if day.weekday() > 4])

    def test_planned_visits_of_any_project(self):
        self._busy(self.technician, 9)
        self._busy(self.technician, 15, project_id=self._new_project("Elsewhere").id)
        self.assertEqual(self._get_hours(user=self.technician), [13])
        self.assertEqual(self._get_hours(), [8, 10, 13, 15])
        self._busy(self.second, 13, hours=1)
        self.assertEqual(self._get_hours(user=self.second), [8, 10, 15])

    def test_what_ended_or_was_cancelled_takes_no_time(self):
        for state in ("1_done", "1_canceled"):
            self._busy(self.technician, 8).state = state
        self._busy(self.technician, 8).active = False
        self.assertEqual(self._get_hours(user=self.technician), [8, 10, 13, 15])

    def test_long_visit_from_before(self):
        self._busy(self.technician, 8, hours=24 * 3)
        self.assertEqual(self._get_hours(day=2, user=self.technician), [])

    def test_leaves(self):
        leaves = self.env["resource.calendar.leaves"]
        values = {"company_id": self.company.id, "name": "Away"}
        leaves.create(
            {
                **values,
                "resource_id": self.resources[0].id,
                "date_from": self._at(8),
                "date_to": self._at(9) + timedelta(minutes=7),
            }
        )
        # On the quarter after it.
        self.assertEqual(self._get_hours(user=self.technician), [9.25, 13, 15])
        self.assertEqual(self._get_hours(user=self.second), [8, 10, 13, 15])
        leaves.create(
            {**values, "date_from": self._at(0), "date_to": self._at(23)},
        )
        self.assertEqual(self._get_hours(), [])

    def test_company_hours_without_a_resource(self):
        self.resources.unlink()
        self.company.resource_calendar_id.tz = ZONE
        self.assertEqual(self._get_hours(), [8, 10, 13, 15])
        self.assertEqual(len(self._get_free(self.task)[self._at(8)]), 2)

    def test_who_works_at_any_hour_is_not_sent_at_night(self):
        self.resources.calendar_id = False
        self.company.resource_calendar_id.tz = ZONE
        self.assertEqual(self._get_hours(), [8, 10, 13, 15])

    def test_own_time_is_no_choice(self):
        self.task.write(
            {
                "visit_start": self._at(8),
                "visit_end": self._at(10),
                "user_ids": [Command.set(self.technician.ids)],
            }
        )
        # Its own time makes nobody busy, and is not offered again.
        self.assertEqual(self._get_hours(), [10, 13, 15])

    def test_who_comes(self):
        def choose(hour):
            value = FreeSlots.get_value(self._at(hour))
            return FreeSlots(self.task.sudo()).find(value)[1]

        self.assertEqual(choose(8), self.project.fsm_user_ids[0])
        # Whoever has less to do that day, or is to come already.
        self._busy(self.project.fsm_user_ids[0], 15)
        self.assertEqual(choose(8), self.project.fsm_user_ids[1])
        self.task.user_ids = self.project.fsm_user_ids[0]
        self.assertEqual(choose(8), self.project.fsm_user_ids[0])

    def test_nobody_to_choose_from(self):
        for users in (self.technician | self.second, self.outsider):
            self.task.user_ids = users
            self.assertFalse(self._get_free(self.task))
        self.task.user_ids = False
        (self.technician | self.second).active = False
        self.assertFalse(self._get_free(self.task))

    def test_other_zones(self):
        self.customer.tz = "Asia/Tehran"
        days = self.task.sudo()._slots_get_days()
        values = [slot["value"] for day in days for slot in day["slots"]]
        self.assertIn(FreeSlots.get_value(self._at(8)), values)
        local = pytz.utc.localize(self._at(8)).astimezone(pytz.timezone("Asia/Tehran"))
        slot = next(
            slot
            for day in days
            for slot in day["slots"]
            if slot["value"] == FreeSlots.get_value(self._at(8))
        )
        self.assertIn(local.strftime("%-I:%M"), slot["start"])

    def test_settings_are_checked(self):
        for hours in (0, -1, 25, float("nan")):
            with self.assertRaisesRegex(ValidationError, "from 15 minutes"):
                self.project.fsm_visit_hours = hours
        portal = self._new_user("someone", "base.group_portal")
        with self.assertRaisesRegex(ValidationError, "no employee"):
            self.project.fsm_user_ids = portal

    def test_queries_do_not_grow(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            FreeSlots(self.task.sudo())
            return self.env.cr.sql_log_count - before

        few = count()
        users = self.env["res.users"].create(
            [{"name": f"T{x}", "login": f"slots_{x}"} for x in range(8)]
        )
        self.env["resource.resource"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": self.company.id,
                    "calendar_id": self.resources.calendar_id.id,
                }
                for user in users
            ]
        )
        self.project.fsm_user_ids |= users
        for user in users:
            for day in range(1, 6):
                self._busy(user, 8, day)
        self.assertLessEqual(count(), few)
