# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import vobject

from odoo import fields
from odoo.tests import tagged

from .common_field_service import FsmCommon, make_signature
from .common_notices import NoticeCase

STEPS = ("visit_planned", "visit_moved", "visit_cancelled", "visit_report")


@tagged("post_install", "-at_install")
class TestNoticesVisits(NoticeCase, FsmCommon):
    """The customer knows when somebody comes, and has it in their calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch(*STEPS)
        cls.customer.write({"tz": "Asia/Tehran", "street": "Main Street 1"})
        now = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        cls.start = now + timedelta(days=3)

    def _visit(self, **values):
        task = self._plan(visit_start=self.start, **values)
        self._flush_tracking()
        return self._tracked(task.with_env(self.env))

    def _get_event(self, mail):
        [file] = mail.attachment_ids.filtered(lambda x: x.name.endswith(".ics"))
        self.assertEqual(file.mimetype, "text/calendar")
        calendar = vobject.readOne(file.raw.decode())
        return calendar.method.value, calendar.vevent

    def test_undo_says_that_the_customer_is_told(self):
        task = self._visit()
        before = self._get_mails()
        action = task.with_user(self.agent).action_after_sales_undo()
        popup = self._open_popup_as(self.agent, action)
        self.assertIn(
            f"{self.customer.name} ({self.customer.email}) will get a mail: Visit "
            "cancelled.",
            popup.after_sales_notice,
        )
        popup.reason = "Came by themselves"
        popup.save().action_undo()
        self._assert_told(self._get_mails() - before, self.customer)

    def test_undo_of_what_nobody_waits_for(self):
        task = self._plan().with_env(self.env)
        action = task.with_user(self.agent).action_after_sales_undo()
        popup = self._open_popup_as(self.agent, action)
        self.assertFalse(popup.after_sales_notice)

    def test_planned_in_the_popup(self):
        task = self._visit()
        mail = self._get_mails()
        self._assert_told(mail, self.customer)
        local = fields.Datetime.context_timestamp(
            task.with_context(tz="Asia/Tehran"), self.start
        )
        self.assertIn(local.strftime("%m/%d/%Y"), mail.body)
        self.assertIn(local.strftime("%-I:%M"), mail.body.replace("\u202f", " "))
        method, event = self._get_event(mail)
        self.assertEqual(method, "REQUEST")
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        self.assertEqual(event.uid.value, f"after-sales-visit-{task.id}@{uuid}")
        self.assertEqual(event.sequence.value, "0")
        self.assertEqual(event.dtstart.value.replace(tzinfo=None), self.start)
        self.assertEqual(event.dtstart.value.utcoffset(), timedelta(0))
        self.assertEqual(event.dtend.value - event.dtstart.value, timedelta(hours=1))
        self.assertIn(task.name, event.summary.value)
        self.assertIn("Main Street 1", event.location.value)
        self.assertEqual(event.attendee.value, "mailto:deco@example.com")

    def test_organizer_is_the_company(self):
        self.company.email = "shop@example.com"
        self._visit()
        __, event = self._get_event(self._get_mails())
        self.assertEqual(event.organizer.value, "mailto:shop@example.com")

    def test_moved_and_cancelled(self):
        task = self._visit()
        task.visit_start = self.start + timedelta(days=1)
        self._flush_tracking()
        task.visit_start = self.start + timedelta(days=2)
        self._flush_tracking()
        task.with_user(self.technician).state = "1_canceled"
        mails = self._get_mails()
        events = [self._get_event(mail) for mail in mails]
        self.assertEqual(
            [method for method, __ in events],
            ["REQUEST", "REQUEST", "REQUEST", "CANCEL"],
        )
        self.assertEqual(len({event.uid.value for __, event in events}), 1)
        self.assertEqual(
            [event.sequence.value for __, event in events], ["0", "1", "2", "3"]
        )
        self.assertEqual(events[-1][1].status.value, "CANCELLED")
        for mail in mails:
            self._assert_told(mail, self.customer)
        self.assertEqual(
            self._get_sent(task),
            ["visit_planned", "visit_moved", "visit_moved", "visit_cancelled"],
        )

    def test_time_taken_away(self):
        """The mail says which visit it was."""
        task = self._visit()
        task.visit_start = False
        mail = self._get_mails()[-1]
        self.assertEqual(self._get_sent(task)[-1], "visit_cancelled")
        method, event = self._get_event(mail)
        self.assertEqual(method, "CANCEL")
        self.assertEqual(event.dtstart.value.replace(tzinfo=None), self.start)
        task.visit_start = self.start + timedelta(days=9)
        self.assertEqual(self._get_sent(task)[-1], "visit_planned")

    def test_same_time_tells_nothing(self):
        task = self._visit()
        task.write({"visit_start": self.start, "name": "Other name"})
        self._flush_tracking()
        task.visit_start = self.start + timedelta(days=1)
        task.visit_start = self.start
        self.assertEqual(self._get_sent(task), ["visit_planned"])

    def test_planned_later(self):
        task = self._plan()
        self._flush_tracking()
        self.assertFalse(self._get_mails())
        task = self._tracked(task.with_env(self.env))
        task.visit_start = self.start
        self.assertEqual(self._get_sent(task), ["visit_planned"])

    def test_nothing_of_the_past(self):
        task = self._visit()
        # They came earlier, and note it.
        task.visit_start = fields.Datetime.now() - timedelta(hours=1)
        self._flush_tracking()
        task.state = "1_canceled"
        self.assertEqual(self._get_sent(task), ["visit_planned"])

    def test_deleted(self):
        self._visit().unlink()
        method, event = self._get_event(self._get_mails()[-1])
        self.assertEqual(method, "CANCEL")
        self.assertEqual(event.sequence.value, "1")

    def test_done_cancels_nothing(self):
        task = self._visit()
        task.state = "1_done"
        self.assertNotIn("visit_cancelled", self._get_sent(task))

    def test_signed_report(self):
        task = self._visit()
        self._fill_in(task)
        self._sign(task.with_user(self.technician))
        mail = self._get_mails()[-1]
        self._assert_told(mail, self.customer)
        self.assertEqual(self._get_sent(task), ["visit_planned", "visit_report"])
        self.assertEqual(len(mail.attachment_ids), 1)
        self.assertIn(task.name, mail.attachment_ids.name)
        # Done besides: it is the same report.
        task.state = "1_done"
        self.assertEqual(self._get_sent(task), ["visit_planned", "visit_report"])

    def test_signed_in_the_portal(self):
        """Who signs gets it, though they did it themselves."""
        portal = self._new_user("signer", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        self.ticket.partner_id = portal.partner_id
        task = self._visit()
        self._fill_in(task)
        task.with_user(portal).sudo()._worksheet_sign(
            "Joe Willis",
            "",
            make_signature(),
            task._worksheet_get_fingerprint(),
            author=portal.partner_id,
        )
        self._assert_told(self._get_mails()[-1], portal.partner_id)
        self.assertEqual(self._get_sent(task), ["visit_planned", "visit_report"])

    def test_report_of_what_is_done(self):
        task = self._visit()
        self._fill_in(task)
        task.state = "1_done"
        self.assertEqual(self._get_sent(task), ["visit_planned", "visit_report"])

    def test_task_of_no_ticket(self):
        task = self._tracked(self._new_task(visit_start=self.start))
        task.visit_start = self.start + timedelta(days=1)
        self._flush_tracking()
        self.assertEqual(self._get_sent(task), [])
