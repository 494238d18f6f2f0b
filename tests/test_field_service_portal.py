# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged

from .common_field_service import FsmPortalCommon


@tagged("post_install", "-at_install")
class TestFieldServicePortal(FsmPortalCommon):
    """Two customers, the public with and without the link, over HTTP."""

    def assertRefused(self, response):
        # Sent to their own pages, or to the login.
        self.assertRegex(response.url, "/(my|my/home)$|/web/login")
        self.assertNotIn("Boiler on fire", response.text)
        self.assertNotIn("Leaks at the valve", response.text)

    def test_customer_follows_and_sees_the_task(self):
        self.assertIn(self.contact, self.task.message_partner_ids)
        self.assertIn("Boiler on fire", self._get("/my/tasks", self.buyer).text)
        self.task.write(
            {
                "visit_start": datetime(2026, 12, 1, 9),
                "visit_end": datetime(2026, 12, 1, 11),
            }
        )
        self.contact.tz = "Asia/Tehran"
        html = self._get(self.url, self.buyer).text
        for text in (
            "Boiler on fire",
            "New",
            "Planned",
            "In Progress",
            "Planned visit:",
            "12:30",
            "Tom",
            "task_chat",
        ):
            self.assertIn(text, html)
        self.assertNotIn("Leaks at the valve", html)
        self.assertNotIn("fsm_accept", html)

    def test_colleague_of_the_customer_sees_it(self):
        colleague = self._new_user("colleague", "base.group_portal")
        colleague.partner_id.parent_id = self.customer
        self.assertIn("Boiler on fire", self._get(self.url, colleague).text)

    def test_progress_bar_shows_the_stage(self):
        self.task.stage_id = self.stages["Planned"]
        self.assertEqual(
            [
                (stage["name"], stage["reached"], stage["current"])
                for stage in self.task._fsm_get_portal_stages()
            ],
            [
                ("New", True, False),
                ("Planned", True, True),
                ("In Progress", False, False),
                ("Done", False, False),
            ],
        )
        html = self._get(self.url, self.buyer).text
        self.assertEqual(html.count('aria-current="step"'), 1)
        self.task.stage_id = self.stages["Cancelled"]
        self.assertEqual(self.task._fsm_get_portal_stages()[-1]["name"], "Cancelled")

    def test_says_only_what_is_so(self):
        page = self._get(self.url, self.buyer).text
        self.assertIn("not planned yet", page)
        self.assertNotIn("00:00", page, "Nobody allotted hours.")
        self.task.action_fsm_done()
        page = self._get(self.url, self.buyer).text
        self.assertNotIn("not planned yet", page)

    def test_worksheet_once_done(self):
        self.task.action_fsm_done()
        html = self._get(self.url, self.buyer).text
        self.assertIn("Leaks at the valve", html)
        self.assertIn("fsm_accept", html)
        self.assertIn("portal.signature_form", html)

    def test_worksheet_once_sent(self):
        self.task.worksheet_sent = True
        self.assertIn("fsm_accept", self._get(self.url, self.buyer).text)

    def test_page_works_by_its_link_without_login(self):
        self.task.action_fsm_done()
        html = self._get(self.url, access_token=self.token).text
        self.assertIn("Boiler on fire", html)
        self.assertIn("Leaks at the valve", html)
        self.assertIn("fsm_accept", html)

    def test_strangers_see_nothing(self):
        self.task.action_fsm_done()
        for user in (self.stranger, None):
            for url in (self.url, f"{self.url}/report"):
                self.assertRefused(self._get(url, user))
                self.assertRefused(self._get(url, user, access_token="wrong"))
                self.assertRefused(self._get(url, user, access_token=""))
                other = self._new_task(name="Other")._portal_ensure_token()
                self.assertRefused(self._get(url, user, access_token=other))
        self.assertNotIn("Boiler on fire", self._get("/my/tasks", self.stranger).text)

    def test_guessed_id(self):
        missing = self.task.copy()
        missing_id = missing.id
        missing.unlink()
        for url in (f"/my/tasks/{missing_id}", f"/my/tasks/{missing_id}/report"):
            self.assertRefused(self._get(url, self.buyer, access_token=self.token))
        self.assertIn(
            "does not open any task",
            self._sign(self.buyer, task_id=missing_id)["error"],
        )

    def test_project_that_customers_do_not_see(self):
        self.task.action_fsm_done()
        for visibility in ("followers", "employees"):
            self.project.privacy_visibility = visibility
            # An old link that survived, by whatever way.
            self.task.access_token = self.token
            self.task.message_subscribe(self.contact.ids)
            for user in (self.buyer, None):
                for url in (self.url, f"{self.url}/report"):
                    self.assertRefused(self._get(url, user, access_token=self.token))
                self.assertIn(
                    "does not open any task", self._sign(user, self.token)["error"]
                )
            self.task.access_token = False
            self.assertFalse(self.task._portal_ensure_token())
        self.assertFalse(self.task.worksheet_hash)

    def test_link_ends_where_the_task_goes_out_of_sight(self):
        closed = self._new_project("Closed", privacy_visibility="followers")
        self.task.project_id = closed
        self.assertFalse(self.task.access_token)
        self.assertRefused(self._get(self.url, access_token=self.token))

    def test_technician_sees_the_page_of_any_project(self):
        self.project.privacy_visibility = "followers"
        self.assertIn("Boiler on fire", self._get(self.url, self.technician).text)

    def test_tasks_on_the_tickets_page(self):
        url = f"/my/ticket/{self.ticket.id}"
        html = self._get(url, self.buyer).text
        self.assertIn(f'href="{self.url}"', html)
        self.assertIn("Boiler on fire", html)
        token = self.ticket._portal_ensure_token()
        # The ticket's link shows the visit, and leads no further.
        html = self._get(url, access_token=token).text
        self.assertIn("Boiler on fire", html)
        self.assertIn("log in", html)
        self.assertNotIn(self.url, html)
        self.assertNotIn(self.token, html)

    def test_ticket_without_tasks(self):
        ticket = self._new_ticket(partner_id=self.contact.id)
        html = self._get(f"/my/ticket/{ticket.id}", self.buyer).text
        self.assertNotIn("after_sales_documents", html)

    def test_followers_of_the_ticket_see_only_what_they_may(self):
        self.ticket.message_subscribe(self.other_customer.ids)
        url = f"/my/ticket/{self.ticket.id}"
        html = self._get(url, self.stranger).text
        self.assertIn(self.ticket.name, html)
        self.assertNotIn("Boiler on fire", html)
        html = self._get(url, self.stranger, access_token="wrong").text
        self.assertNotIn("Boiler on fire", html)
        # A task planned for somebody else is not the ticket customer's.
        self.task.partner_id = self.other_customer
        self.task.message_unsubscribe(self.contact.ids)
        token = self.ticket._portal_ensure_token()
        self.assertNotIn("Boiler on fire", self._get(url, access_token=token).text)
        self.assertNotIn("Boiler on fire", self._get(url, self.buyer).text)

    def test_tasks_of_invisible_projects_are_not_listed(self):
        self.project.privacy_visibility = "employees"
        url = f"/my/ticket/{self.ticket.id}"
        token = self.ticket._portal_ensure_token()
        self.assertNotIn("Boiler on fire", self._get(url, self.buyer).text)
        self.assertNotIn("Boiler on fire", self._get(url, access_token=token).text)

    def test_report_in_the_portal(self):
        url = f"{self.url}/report"
        # Not before it is ready.
        response = self._get(url, self.buyer)
        self.assertIn(self.url, response.url)
        self.assertNotIn("Leaks at the valve", response.text)
        self.task.action_fsm_done()
        tasks = type(self.env["project.task"])
        with patch.object(
            tasks, "_worksheet_render_report", lambda self: (b"%PDF-1.4", "pdf")
        ):
            response = self._get(url, self.buyer)
            self.assertEqual(response.headers["Content-Type"], "application/pdf")
            self.assertIn("inline", response.headers["Content-Disposition"])
            response = self._get(url, access_token=self.token, download="1")
            self.assertIn("attachment", response.headers["Content-Disposition"])
            self.assertEqual(response.content, b"%PDF-1.4")

    def test_report_without_renderer(self):
        self.task.action_fsm_done()
        reports = type(self.env["ir.actions.report"])
        with patch.object(reports, "get_wkhtmltopdf_state", lambda self: "install"):
            response = self._get(f"{self.url}/report", self.buyer)
        self.assertEqual(response.status_code, 200)
        self.assertIn("no PDF renderer", response.text)
        self.assertIn("Leaks at the valve", response.text)
