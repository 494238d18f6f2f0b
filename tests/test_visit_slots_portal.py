# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..models.visit_slots.free_slots import FreeSlots
from .common_visit_slots import SlotsPortalCommon


@tagged("post_install", "-at_install")
class TestVisitSlotsPortal(SlotsPortalCommon):
    """The customer chooses when somebody comes, over HTTP."""

    def assertChosen(self, response, start, user=None):
        self.assertEqual(response.status_code, 200)
        self.assertIn("message=slot_ok", response.url)
        self.assertIn("We come on", response.text)
        self.task.invalidate_recordset()
        self.assertRecordValues(
            self.task,
            [{"visit_start": start, "visit_end": start + timedelta(hours=2)}],
        )
        self.assertEqual(len(self.task.user_ids), 1)
        self.assertIn(self.task.user_ids, self.technician | self.second)

    def test_customer_chooses(self):
        self._busy(self.second, 8)
        page = self._get(self.slots_url, self.buyer)
        self.assertEqual(page.status_code, 200)
        self.assertIn("When may we come?", page.text)
        self.assertIn("Europe/Brussels", page.text)
        self.assertIn(FreeSlots.get_value(self._at(8)), self._get_offered(page))
        self.assertChosen(self._choose(self._at(8), self.buyer), self._at(8))
        self.assertEqual(self.task.user_ids, self.technician)
        self.assertEqual(self.task.stage_id, self.stages["Planned"])

    def test_link_of_the_visit_without_login(self):
        page = self._get(self.slots_url, access_token=self.token)
        self.assertIn("When may we come?", page.text)
        response = self._choose(self._at(10), token=self.token)
        self.assertChosen(response, self._at(10))
        self.assertIn(self.token, response.url)
        # Chosen by the customer, not by "Public user".
        note = self.task.message_ids.filtered(lambda x: "chose the time" in x.body)
        self.assertEqual(note.author_id, self.contact)
        tracked = self.task.message_ids.filtered("tracking_value_ids")
        self.assertNotIn(self.env.ref("base.public_partner"), tracked.author_id)

    def test_noted_on_both_sides(self):
        self._choose(self._at(8), self.buyer)
        for record in (self.task, self.ticket):
            [note] = record.message_ids.filtered(
                lambda x: "chose the time of the visit" in x.body
            )
            self.assertEqual(note.author_id, self.contact)
            self.assertTrue(note.subtype_id.internal)
            self.assertIn("Boiler on fire", note.body)
            self.assertIn("8:00", note.body.replace("\u202f", " "))

    def test_moves_it_until_the_day_before(self):
        self._choose(self._at(8), self.buyer)
        page = self._get(self.url, self.buyer)
        self.assertIn("Move the visit", page.text)
        page = self._get(self.slots_url, self.buyer)
        # Their own time is none to move to.
        self.assertNotIn(FreeSlots.get_value(self._at(8)), self._get_offered(page))
        self.assertChosen(self._choose(self._at(13), self.buyer), self._at(13))
        [note] = self.ticket.message_ids.filtered(lambda x: "moved" in x.body)
        self.assertEqual(note.author_id, self.contact)
        # The day itself is too late.
        soon = fields.Datetime.now() + timedelta(minutes=1)
        self.contact.tz = "UTC"
        if soon.date() == fields.Date.today():
            self.task.write(
                {"visit_start": soon, "visit_end": soon + timedelta(hours=1)}
            )
            before = self._get_state()
            page = self._choose(self._at(8), self.buyer)
            self.assertIn("until the day before", page.text)
            self.assertFalse(self._get_offered(page))
            self.assertEqual(self._get_state(), before)
            self.assertNotIn("Move the visit", self._get(self.url, self.buyer).text)

    def test_slot_that_went_meanwhile(self):
        value = FreeSlots.get_value(self._at(8))
        self.assertIn(value, self._get_offered(self._get(self.slots_url, self.buyer)))
        for user in (self.technician, self.second):
            self._busy(user, 8)
        before = self._get_state()
        page = self._choose(self._at(8), self.buyer)
        self.assertIn("not free any more", page.text)
        self.assertNotIn(value, self._get_offered(page))
        self.assertIn(FreeSlots.get_value(self._at(10)), self._get_offered(page))
        self.assertEqual(self._get_state(), before)

    def test_nothing_chosen(self):
        page = self._post(self.slots_url, self.buyer)
        self.assertIn("Choose a time first", page.text)

    def test_sent_twice(self):
        self._choose(self._at(8), self.buyer)
        before = self._get_state()
        response = self._choose(self._at(8), self.buyer)
        self.assertIn("message=slot_ok", response.url)
        self.assertEqual(self._get_state(), before)

    def test_what_is_not_offered(self):
        before = self._get_state()
        past = fields.Datetime.now() - timedelta(days=7)
        values = (
            FreeSlots.get_value(past),
            FreeSlots.get_value(self._at(7)),
            FreeSlots.get_value(self._at(8) + timedelta(minutes=30)),
            FreeSlots.get_value(self._at(8, 60)),
            self._at(8).isoformat(),
            "1",
            "-1",
            "9" * 30,
            "\u0661\u0662",
            "a\0b",
            "x" * 10000,
            "[]",
        )
        for value in values:
            with self.subTest(value[:40]):
                page = self._post(self.slots_url, self.buyer, slot=value)
                self.assertEqual(page.status_code, 200)
                self.assertIn("not free any more", page.text)
        self.assertEqual(self._get_state(), before)

    def test_forged_values_are_not_read(self):
        response = self._choose(
            self._at(8),
            self.buyer,
            user_ids=self.outsider.id,
            user_id=self.outsider.id,
            visit_end="2030-01-01",
            visit_start="2030-01-01",
            project_id=1,
            task_id=1,
        )
        self.assertChosen(response, self._at(8))

    def test_ended_visits(self):
        for values in (
            {"state": "1_done"},
            {"state": "1_canceled"},
            {
                "state": "01_in_progress",
                "visit_start": self._at(8) - timedelta(days=30),
                "visit_end": self._at(10) - timedelta(days=30),
            },
        ):
            self.task.write(values)
            before = self._get_state()
            page = self._choose(self._at(8), self.buyer)
            self.assertEqual(page.status_code, 200)
            self.assertIn('class="alert alert-info"', page.text)
            self.assertFalse(self._get_offered(page))
            self.assertEqual(self._get_state(), before)
            page = self._get(self.url, self.buyer)
            self.assertNotIn("/slots", page.text)
            self.assertNotIn("/ask", page.text)

    def test_signed_visit(self):
        self.task.action_fsm_done()
        self._sign(self.buyer)
        self.task.state = "01_in_progress"
        before = self._get_state()
        page = self._choose(self._at(8), self.buyer)
        self.assertIn("cannot be", page.text)
        self.assertEqual(self._get_state(), before)

    def test_without_technicians_nothing_is_offered(self):
        self.project.fsm_user_ids = False
        self.assertNotIn("/slots", self._get(self.url, self.buyer).text)
        page = self._choose(self._at(8), self.buyer)
        self.assertIn("together with you", page.text)
        self.assertFalse(self.task.visit_start)

    def test_planned_for_two(self):
        self.task.user_ids = self.technician | self.second
        page = self._choose(self._at(8), self.buyer)
        self.assertIn("together with you", page.text)
        self.assertFalse(self.task.visit_start)

    def test_all_are_busy(self):
        self.project.fsm_visit_hours = 5
        page = self._get(self.slots_url, self.buyer)
        self.assertIn("All our technicians are busy", page.text)
        self.assertFalse(self._get_offered(page))

    def test_first_name_only(self):
        self._choose(self._at(8), self.buyer)
        self.task.user_ids = [Command.set(self.technician.ids)]
        page = self._get(self.slots_url, self.buyer)
        self.assertIn("Tom", page.text)
        self.assertNotIn("Tom Technician", page.text)

    def test_page_is_not_kept(self):
        page = self._get(self.slots_url, self.buyer)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
