# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""At which times customers may have their visit."""

from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import fields
from odoo.tools import format_time

from odoo.addons.project.models.project_task import CLOSED_STATES

from ..helpdesk_after_sales_date import format_date, format_weekday

# The technicians' plan of today is made: customers choose from the next working day on.
FIRST_DAY = 1
# Working hours and holidays of later are rarely known.
LAST_DAY = 30
# A leave may end at any minute, a visit begins at one that people say.
STEP = timedelta(minutes=15)


class FreeSlots:
    """The free times of a project's technicians for one of its visits; no model.

    Their working hours, without their leaves and the company's, are cut into slots as
    long as a visit; those during which they are at another visit are left out. It takes
    the same number of queries for any number of technicians, visits and days; two more
    for each further working schedule.
    """

    def __init__(self, task_sudo):
        """
        :param task_sudo: the visit, in superuser mode
        """
        self.task = task_sudo
        self.env = task_sudo.env
        self.tz = pytz.timezone(task_sudo._fsm_get_tz())
        self.length = timedelta(
            minutes=round(task_sudo.project_id.fsm_visit_hours * 60)
        )
        today = fields.Datetime.now().astimezone(self.tz).date()
        self.start = self._get_midnight(today + timedelta(days=FIRST_DAY))
        self.end = self._get_midnight(today + timedelta(days=LAST_DAY + 1))
        self.users = task_sudo._slots_get_technicians()
        self._visits = {}
        self._free = self._find() if self.users else {}

    def _get_midnight(self, day):
        return self.tz.localize(datetime.combine(day, time.min))

    # ------------------------------------------------------------------
    # What is free
    # ------------------------------------------------------------------

    def _find(self):
        self._visits = self._get_visits()
        free = defaultdict(list)
        for user, hours in self._get_hours().items():
            for start in self._cut(hours):
                end = start + self.length
                if not any(x < end and start < y for x, y in self._visits[user]):
                    free[start].append(user)
        # When they come already is nothing to choose.
        free.pop(self.task.visit_start, None)
        return dict(sorted(free.items()))

    def _cut(self, hours):
        """Cut working hours into slots.

        :param hours: intervals of aware datetimes
        :return: when each begins, naive UTC
        """
        for begin, stop, __ in hours:
            start = begin.astimezone(pytz.utc).replace(tzinfo=None)
            stop = stop.astimezone(pytz.utc).replace(tzinfo=None)
            start += (datetime.min - start) % STEP
            while start + self.length <= stop:
                yield start
                start += self.length

    def _get_hours(self):
        """Return when the technicians work.

        :return: intervals by user
        :rtype: dict
        """
        company = self.task._slots_get_company()
        resources = self.env["resource.resource"].search(
            [
                ("user_id", "in", self.users.ids),
                ("company_id", "in", (company.id, False)),
            ],
            # Of several theirs in this company counts.
            order="company_id, id",
        )
        by_user = {}
        for resource in resources:
            by_user.setdefault(resource.user_id, resource)
        by_calendar = defaultdict(self.users.browse)
        for user in self.users:
            resource = by_user.get(user, resources.browse())
            by_calendar[resource.calendar_id or company.resource_calendar_id] |= user
        leaves = [
            ("time_type", "=", "leave"),
            ("company_id", "in", (company.id, False)),
        ]
        hours = {}
        for calendar, users in by_calendar.items():
            if not calendar:
                continue
            mine = resources.browse(by_user[x].id for x in users if x in by_user)
            found = calendar._work_intervals_batch(
                self.start, self.end, mine, domain=leaves
            )
            for user in users:
                resource = by_user.get(user, resources.browse())
                hours[user] = found[resource.id]
                if resource and not resource.calendar_id:
                    # Whoever may work at any hour is not sent to customers at night.
                    hours[user] &= found[False]
        return hours

    def _get_visits(self):
        """Return when the technicians are at other visits, of any project.

        :return: list of start and end, naive UTC, by user
        :rtype: dict
        """
        visits = self.env["project.task"].search_fetch(
            [
                ("user_ids", "in", self.users.ids),
                ("visit_start", "<", self._to_naive(self.end)),
                ("visit_end", ">", self._to_naive(self.start)),
                ("state", "not in", list(CLOSED_STATES)),
                ("has_template_ancestor", "=", False),
                ("id", "!=", self.task.id),
            ],
            ["visit_start", "visit_end", "user_ids"],
            order="visit_start, id",
        )
        by_user = defaultdict(list)
        for visit in visits:
            for user in visit.user_ids:
                by_user[user].append((visit.visit_start, visit.visit_end))
        return by_user

    @staticmethod
    def _to_naive(moment):
        return moment.astimezone(pytz.utc).replace(tzinfo=None)

    # ------------------------------------------------------------------
    # What customers choose
    # ------------------------------------------------------------------

    def get_days(self):
        """Return what the page offers.

        :return: days with their name and their slots, each with its ``value`` and what
            is read of it
        :rtype: list[dict]
        """
        days = {}
        for start in self._free:
            local = pytz.utc.localize(start).astimezone(self.tz)
            days.setdefault(local.date(), []).append(
                {
                    "value": self.get_value(start),
                    "start": self._format_time(local),
                    "end": self._format_time(
                        pytz.utc.localize(start + self.length).astimezone(self.tz)
                    ),
                }
            )
        return [
            {"name": self._format_day(day), "slots": slots}
            for day, slots in days.items()
        ]

    def _format_day(self, day):
        return self.env._(
            "%(weekday)s, %(day)s",
            weekday=format_weekday(self.env, day),
            day=format_date(self.env, day),
        )

    def _format_time(self, moment):
        return format_time(self.env, moment.timetz(), time_format="short")

    @staticmethod
    def get_value(start):
        """Return what a form sends for a slot.

        :param datetime start: naive UTC
        :rtype: str
        """
        return start.strftime("%Y%m%dT%H%M%SZ")

    def find(self, value):
        """Return the slot that a form sent, if it is free.

        Nothing of what was sent is used: it is looked for among what is offered.

        :param value: what came
        :return: when it begins, naive UTC, and who comes; None if it is not free
        """
        for start, users in self._free.items():
            if self.get_value(start) == value:
                return start, self._choose_technician(start, users)
        return None

    def _choose_technician(self, start, users):
        """Return who comes: who is to come already, or who has the fewest visits then.

        :param datetime start: naive UTC
        :param list users: who is free
        """
        day = pytz.utc.localize(start).astimezone(self.tz).date()
        begin = self._to_naive(self._get_midnight(day))
        end = self._to_naive(self._get_midnight(day + timedelta(days=1)))
        return min(
            users,
            key=lambda user: (
                user not in self.task.user_ids,
                sum(x < end and begin < y for x, y in self._visits[user]),
            ),
        )
