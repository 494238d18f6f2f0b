# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

import pytz
from lxml import html

from odoo import Command, fields, http

from ..models.visit_slots.free_slots import FreeSlots
from .common_field_service import FsmPortalCommon

ZONE = "Europe/Brussels"


class SlotsShop:
    """Two technicians of a project, whose hours customers choose from."""

    @classmethod
    def _set_up_technicians(cls):
        cls.second = cls._new_user("second", "project.group_project_user")
        cls.second.name = "Sarah Second"
        calendar = cls.company.resource_calendar_id.copy({"tz": ZONE})
        cls.resources = cls.env["resource.resource"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "calendar_id": calendar.id,
                    "tz": ZONE,
                }
                for user in (cls.technician, cls.second)
            ]
        )
        cls.project.write(
            {"fsm_user_ids": [Command.set((cls.technician | cls.second).ids)]}
        )
        cls.customer.tz = cls.contact.tz = ZONE

    @classmethod
    def _get_day(cls, number=1):
        """Return a working day: the first from tomorrow on, or a later one."""
        day = fields.Datetime.now().astimezone(pytz.timezone(ZONE)).date()
        while number:
            day += timedelta(days=1)
            number -= day.weekday() < 5
        return day

    @classmethod
    def _at(cls, hour, day=1):
        """Return an hour of a working day of the technicians, naive UTC."""
        local = datetime.combine(cls._get_day(day), time(hour))
        zoned = pytz.timezone(ZONE).localize(local)
        return zoned.astimezone(pytz.utc).replace(tzinfo=None)

    @classmethod
    def _busy(cls, user, hour, day=1, hours=2, **values):
        start = cls._at(hour, day)
        return cls._new_task(
            name="Elsewhere",
            user_ids=[Command.set(user.ids)],
            visit_start=start,
            visit_end=start + timedelta(hours=hours),
            **values,
        )

    @classmethod
    def _get_free(cls, task):
        return FreeSlots(task.sudo())._free


class SlotsPortalCommon(SlotsShop, FsmPortalCommon):
    """A visit that is not planned, and its customer at the page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_technicians()
        cls.task.user_ids = False
        cls.slots_url = f"{cls.url}/slots"
        cls.ask_url = f"{cls.url}/ask"

    def _post(self, url, user=None, token=None, csrf=True, **data):
        self.authenticate(user and user.login, user and user.login.ljust(8, "x"))
        if csrf:
            data["csrf_token"] = http.Request.csrf_token(self)
        if token is not None:
            url = f"{url}?access_token={token}"
        return self.url_open(url, data=data)

    def _choose(self, start, user=None, token=None, **data):
        value = FreeSlots.get_value(start)
        return self._post(self.slots_url, user, token, slot=value, **data)

    def _get_offered(self, response):
        """Return the times that a page offers."""
        page = html.fromstring(response.content)
        return page.xpath("//input[@type='radio'][@name='slot']/@value")

    def _get_state(self, task=None):
        """Return what nobody may have changed."""
        task = task or self.task
        task.invalidate_recordset()
        return (
            task.visit_start,
            task.visit_end,
            task.user_ids.ids,
            task.visit_question_id.id,
            len(task.message_ids),
            len(task.helpdesk_ticket_id.message_ids),
        )


class SlotsTours:
    def test_customer_chooses_a_time(self):
        self.start_tour(
            f"{self.url}?access_token={self.token}", "helpdesk_after_sales_visit_choose"
        )
        self.task.invalidate_recordset()
        self.assertEqual(self.task.visit_start, self._at(8))

    def test_customer_moves_the_visit_and_asks_to_cancel_it(self):
        self.task.write(
            {
                "visit_start": self._at(8),
                "visit_end": self._at(10),
                "user_ids": self.technician.ids,
            }
        )
        self.start_tour(
            self.url, "helpdesk_after_sales_visit_move", login=self.buyer.login
        )
        self.task.invalidate_recordset()
        self.assertGreater(self.task.visit_start, self._at(8, 10))
        self.assertTrue(self.task.visit_question_id)
