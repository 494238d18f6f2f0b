# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common_field_service import FsmCommon

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestFieldServicePlanning(FsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tomorrow = fields.Datetime.now().replace(hour=9, minute=0, second=0) + DAY
        cls.technician.name = "Tom Technician"

    def _at(self, hour, minute=0):
        return self.tomorrow.replace(hour=hour, minute=minute)

    def _visit(self, start=9, end=11, **values):
        return self._new_task(
            visit_start=self._at(start), visit_end=self._at(end), **values
        )

    def _open_popup(self, start=10, end=12, technicians=None, **values):
        form = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        form.visit_start = self._at(start)
        form.visit_end = self._at(end)
        for technician in technicians or self.technician:
            form.user_ids.add(technician)
        for name, value in values.items():
            setattr(form, name, value)
        return form

    # ------------------------------------------------------------------
    # Start and end
    # ------------------------------------------------------------------

    def _forms(self):
        """Yield what a visit is planned in: the popup, and the forms of tasks."""
        task = self._new_task().with_user(self.technician)
        yield self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        yield Form(task)
        new = self.env["project.task"].with_user(self.project_manager)
        form = Form(new.with_context(fsm_task=True))
        form.name = "By hand"
        yield form

    def test_end_follows_the_start_and_keeps_the_duration(self):
        for form in self._forms():
            with self.subTest(form=form._record._name):
                form.visit_start = self._at(9)
                self.assertEqual(form.visit_end, self._at(10))
                form.visit_end = self._at(12, 30)
                for hour in (8, 15, 4):
                    form.visit_start = self._at(hour)
                    self.assertEqual(form.visit_end, self._at(hour + 3, 30))
                form.visit_start = False
                self.assertFalse(form.visit_end)
                form.visit_start = self._at(9)
                self.assertEqual(form.visit_end, self._at(12, 30))
                saved = form.save()
                self.assertEqual(saved.visit_start, self._at(9))
                self.assertEqual(saved.visit_end, self._at(12, 30))

    def test_end_follows_the_start_without_a_form(self):
        popup = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        task = self._new_task().with_user(self.technician)
        for visit in (popup.save(), task):
            with self.subTest(visit._name):
                visit.visit_start = self._at(9)
                self.assertEqual(visit.visit_end, self._at(10))
                visit.write({"visit_start": self._at(7), "visit_end": self._at(10)})
                visit.write({"visit_start": self._at(12)})
                self.assertEqual(visit.visit_end, self._at(15))
                visit.visit_end = self._at(13)
                visit.visit_start = self._at(20)
                self.assertEqual(visit.visit_end, self._at(21))

    def test_visit_ends_after_its_start(self):
        popup = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        task = self._new_task().with_user(self.technician)
        for visit in (popup.save(), task):
            visit.visit_start = self._at(9)
            for end in (self._at(8), self._at(9)):
                with (
                    self.subTest(visit=visit._name, end=end),
                    self.assertRaisesRegex(ValidationError, "has to end after it"),
                ):
                    visit.visit_end = end
            with self.assertRaisesRegex(ValidationError, "or none of them"):
                visit.visit_end = False
        with self.assertRaisesRegex(ValidationError, "or none of them"):
            self._new_task(visit_end=self._at(8))
        with self.assertRaisesRegex(ValidationError, "has to end after it"):
            self._visit(11, 9)

    def test_popup_says_why_an_end_is_refused(self):
        form = self._open_popup(10, 9)
        with self.assertRaisesRegex(
            ValidationError, "visit of It does not work has to end after it starts"
        ):
            form.save()
        form.visit_end = self._at(11)
        form.save().action_create_task()
        self.assertEqual(self.ticket.fsm_task_ids.visit_end, self._at(11))

    def test_last_day_there_is(self):
        popup = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        for visit in (popup.save(), self._new_task().with_user(self.technician)):
            with (
                self.subTest(visit._name),
                self.assertRaisesRegex(
                    ValidationError, "year 9999 cannot|Planned Start cannot be used"
                ),
            ):
                visit.write({"visit_start": "9999-12-31 23:30:00"})

    def test_tasks_outside_of_field_service_have_no_visit(self):
        office = self._new_project("Office move", is_fsm=False)
        task = self._new_task(project_id=office.id).with_user(self.technician)
        form = Form(task)
        for name in ("visit_start", "visit_end", "visit_warning"):
            self.assertTrue(form._get_modifier(name, "invisible"), name)
        task.write({"date_deadline": fields.Datetime.now() - DAY})
        self.assertFalse(task.visit_warning)

    # ------------------------------------------------------------------
    # Warnings
    # ------------------------------------------------------------------

    def test_popup_warns_of_the_past_and_lets_pass(self):
        form = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        self.assertTrue(form._get_modifier("visit_warning", "invisible"))
        form.visit_start = self.tomorrow
        self.assertFalse(form.visit_warning)
        form.visit_start = self.tomorrow - 3 * DAY
        self.assertEqual(form.visit_warning, "The planned start is in the past.")
        popup = form.save()
        self.assertIn("in the past", popup.visit_warning)
        popup.action_create_task()
        self.assertEqual(self.ticket.fsm_task_ids.visit_start, self.tomorrow - 3 * DAY)

    def test_popup_warns_of_a_double_booked_technician_and_lets_pass(self):
        self.agent.tz = "Asia/Kolkata"
        self._visit(name="Boiler at the port")
        form = self._open_popup(10, 12)
        # Half past five hours later.
        self.assertRegex(
            form.visit_warning.replace("\u202f", " "),
            r"^Tom Technician: busy with Boiler at the port from "
            r"\d\d/\d\d/\d{4} 2:30 PM to 4:30 PM\.$",
        )
        form.user_ids.remove(self.technician.id)
        self.assertFalse(form.visit_warning)
        form.user_ids.add(self.technician)
        form.save().action_create_task()
        self.assertEqual(self.ticket.fsm_task_ids.user_ids, self.technician)

    def test_visit_over_midnight_shows_both_days(self):
        self.agent.tz = "UTC"
        task = self._visit(20, 21)
        task.visit_end = self._at(2) + DAY
        warning = self._open_popup(21, 22).visit_warning
        for day in (self.tomorrow, self.tomorrow + DAY):
            self.assertIn(day.strftime("%m/%d/%Y"), warning)

    def test_visit_that_the_agent_may_not_read_is_another_one(self):
        closed = self._new_project("Secret", privacy_visibility="followers")
        for name in ("Boiler of the mint", "Boiler of the bank"):
            self._visit(name=name, project_id=closed.id)
        form = self._open_popup(10, 12)
        self.assertEqual(
            form.visit_warning, "Tom Technician: busy with another visit at that time."
        )
        ticket = self._new_ticket()
        self._visit(9, 13, name="Mine", helpdesk_ticket_id=ticket.id)
        warnings = self._open_popup(10, 12).visit_warning
        self.assertIn("busy with Mine from", warnings)
        self.assertIn("busy with another visit", warnings)
        self.assertNotIn("Boiler", warnings)

    def test_nobody_is_named_whom_the_reader_may_not_know(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._new_user(
            "stranger",
            "base.group_portal",
            company_id=elsewhere.id,
            company_ids=elsewhere.ids,
        )
        self._visit(user_ids=[Command.set((stranger | self.technician).ids)])
        values = {
            "name": "x",
            "project_id": self.project.id,
            "visit_start": fields.Datetime.to_string(self._at(10)),
            "visit_end": fields.Datetime.to_string(self._at(12)),
        }
        tasks = self.env["project.task"].with_user(self.project_manager)
        for user, expected in ((self.technician, True), (stranger, False)):
            values["user_ids"] = [Command.set(user.ids)]
            spec = {"user_ids": {}, "visit_warning": {}}
            shown = tasks.onchange(values, ["user_ids"], spec)
            warning = shown["value"].get("visit_warning")
            self.assertEqual(bool(warning), expected, user.login)

    def test_whoever_is_free_is_not_warned_of(self):
        other = self._new_user("other", "project.group_project_user")
        office = self._new_project("Office move", is_fsm=False)
        self._visit(8, 10)
        self._visit(12, 13)
        self._visit(state="1_done")
        self._visit(state="1_canceled")
        self._visit(active=False)
        self._visit(is_template=True)
        self._visit(user_ids=[Command.set(other.ids)])
        self._visit(project_id=office.id)
        self.assertFalse(self._open_popup(10, 12).visit_warning)
        warning = self._open_popup(10, 12, self.technician | other).visit_warning
        self.assertIn("busy with Visit from", warning)
        self.assertNotIn("Tom", warning)

    def test_form_of_a_task_warns_when_it_is_planned_anew(self):
        task = self._visit(9, 10).with_user(self.technician)
        self._visit(12, 14, name="Boiler at the port")
        form = Form(task)
        # It does not stand in its own way.
        self.assertFalse(form.visit_warning)
        form.visit_start = self._at(13)
        self.assertIn("busy with Boiler at the port from", form.visit_warning)
        form.visit_start = self.tomorrow - 3 * DAY
        self.assertEqual(form.visit_warning, "The planned start is in the past.")
        form.save()
        # Now that its time has come, it is late, not planned wrong.
        self.assertFalse(Form(task).visit_warning)

    def test_done_visit_warns_of_nothing(self):
        task = self._visit()
        self._visit()
        self.assertTrue(task.visit_warning)
        task.state = "1_done"
        self.assertFalse(task.visit_warning)

    def test_warnings_of_many_visits_are_looked_up_together(self):
        tasks = self.env["project.task"].union(
            *(self._visit(hour, hour + 2) for hour in range(5, 15))
        )

        def count(tasks):
            tasks = tasks.with_user(self.project_manager)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(all(tasks.mapped("visit_warning")))
            return self.cr.sql_log_count - before

        count(tasks)
        self.assertLessEqual(count(tasks), count(tasks[:2]))

    def test_times_of_the_visit_are_the_readers(self):
        start, end = datetime(2027, 1, 5, 20), datetime(2027, 1, 5, 21, 30)
        for tz, expected in (
            ("UTC", "01/05/2027 8:00 PM to 9:30 PM"),
            ("Asia/Tehran", "01/05/2027 11:30 PM to 01/06/2027 1:00 AM"),
        ):
            texts = self.env["project.task"].with_context(tz=tz)
            texts = texts._visit_format(start, end)
            text = "{start} to {end}".format(**texts).replace("\u202f", " ")
            self.assertEqual(text, expected)
