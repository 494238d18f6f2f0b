# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from unittest.mock import patch
from urllib.parse import urlencode

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common_fsm import FsmCommon, make_signature


@tagged("post_install", "-at_install")
class TestFsmPortal(FsmCommon, HttpCase):
    """Two customers, the public with and without the link, over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._new_user(
            "buyer",
            "base.group_portal",
            partner_id=cls.contact.id,
            email="buyer@example.com",
        )
        cls.stranger = cls._new_user(
            "stranger",
            "base.group_portal",
            partner_id=cls.other_customer.id,
            email="gemini@example.com",
        )
        cls.ticket.partner_id = cls.contact
        cls.task = cls.env["project.task"].browse(
            cls._plan_as_agent(name="Boiler on fire").id
        )
        cls.task.user_ids = cls.technician
        cls.technician.name = "Tom Technician"
        cls._fill_in(cls.task)
        cls.token = cls.task._portal_ensure_token()
        cls.url = f"/my/tasks/{cls.task.id}"

    @classmethod
    def _plan_as_agent(cls, **values):
        ticket = cls.ticket.with_user(cls.agent)
        context = ticket.action_plan_intervention()["context"]
        wizard = (
            cls.env["helpdesk.ticket.task.wizard"]
            .with_user(cls.agent)
            .with_context(context)
            .create(values)
        )
        wizard.action_create_task()
        return wizard.sudo().task_id.sudo(False)

    def _get(self, url, user=None, **parameters):
        self.authenticate(user and user.login, user and user.login.ljust(8, "x"))
        if parameters:
            url = f"{url}?{urlencode(parameters)}"
        return self.url_open(url)

    def _sign(self, user=None, token=None, name="Joe Willis", **parameters):
        """Sign as the widget of the page does; return the answer."""
        self.authenticate(user and user.login, user and user.login.ljust(8, "x"))
        query = {"worksheet": self.task._worksheet_get_fingerprint()}
        signature = parameters.pop("signature", make_signature())
        task_id = parameters.pop("task_id", self.task.id)
        query.update(parameters)
        if token:
            query["access_token"] = token
        return self.make_jsonrpc_request(
            f"/my/tasks/{task_id}/sign?{urlencode(query)}",
            {"name": name, "signature": signature},
        )

    def assertRefused(self, response):
        # Sent to his own pages, or to the login.
        self.assertRegex(response.url, "/(my|my/home)$|/web/login")
        self.assertNotIn("Boiler on fire", response.text)
        self.assertNotIn("Leaks at the valve", response.text)

    # ------------------------------------------------------------------
    # Seeing
    # ------------------------------------------------------------------

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
            "Tom Technician",
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

    # ------------------------------------------------------------------
    # Ticket's page
    # ------------------------------------------------------------------

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
        self.assertNotIn("fsm_tasks", html)

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

    # ------------------------------------------------------------------
    # Report
    # ------------------------------------------------------------------

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

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------

    def test_customer_signs(self):
        self.task.action_fsm_done()
        answer = self._sign(self.buyer)
        self.assertNotIn("error", answer)
        self.assertTrue(answer["force_refresh"])
        self.assertRecordValues(
            self.task,
            [
                {
                    "worksheet_signed_by": "Joe Willis",
                    "worksheet_signed_role": "Customer",
                }
            ],
        )
        self.assertTrue(self.task.worksheet_intact)
        note = self.task.message_ids.filtered("attachment_ids")[0]
        self.assertEqual(note.author_id, self.contact)
        self.assertEqual(note.partner_ids, self.technician.partner_id)
        html = self._get(answer["redirect_url"], self.buyer).text
        self.assertIn("Your signature was saved", html)
        self.assertIn("Joe Willis", html)
        self.assertNotIn("fsm_accept", html)

    def test_customer_signs_by_the_link(self):
        self.task.action_fsm_done()
        self.assertNotIn("error", self._sign(token=self.token))
        self.assertEqual(self.task.worksheet_signed_by, "Joe Willis")
        note = self.task.message_ids.filtered("attachment_ids")[0]
        self.assertEqual(note.author_id, self.contact)

    def test_refused_signatures(self):
        self.task.action_fsm_done()
        other = self._new_task(name="Other")._portal_ensure_token()
        for user, token in (
            (self.stranger, None),
            (self.stranger, "wrong"),
            (self.stranger, other),
            (None, None),
            (None, "wrong"),
            (None, other),
            # Employees let the customer sign on the task.
            (self.technician, self.token),
            (self.agent, None),
        ):
            answer = self._sign(user, token)
            self.assertIn("does not open any task", answer["error"])
        self.assertFalse(self.task.worksheet_hash)

    def test_link_of_the_project_does_not_sign(self):
        self.task.action_fsm_done()
        token = self.project._portal_ensure_token()
        url = f"/my/projects/{self.project.id}/task/{self.task.id}"
        html = self._get(url, access_token=token).text
        self.assertIn("Boiler on fire", html)
        self.assertNotIn("fsm_accept", html)
        # Nor does it give away the task's own link.
        self.assertTrue(self.task.access_token)
        self.assertNotIn(self.task.access_token, html)
        self.assertIn("does not open any task", self._sign(None, token)["error"])

    def test_refusals_in_words(self):
        answer = self._sign(self.buyer)
        self.assertIn("not ready to be signed", answer["error"])
        self.task.action_fsm_done()
        for parameters, message in (
            ({"signature": ""}, "signature is missing"),
            ({"signature": None}, "signature is missing"),
            ({"signature": make_signature(ink=False)}, "signature is empty"),
            ({"signature": "A" * 2_000_000}, "too large"),
            ({"signature": "!"}, "not a readable image"),
            ({"signature": 5}, "not a readable image"),
            ({"name": ""}, "Write the name"),
            ({"name": None}, "Write the name"),
            ({"worksheet": "0" * 64}, "was changed since you opened it"),
        ):
            answer = self._sign(self.buyer, **parameters)
            self.assertIn(message, answer["error"])
        self.assertFalse(self.task.worksheet_hash)
        self.assertFalse(self.task.worksheet_signature)

    def test_worksheet_changed_meanwhile(self):
        self.task.action_fsm_done()
        fingerprint = self.task._worksheet_get_fingerprint()
        self._fill_in(self.task, Findings="Something else")
        answer = self._sign(self.buyer, worksheet=fingerprint)
        self.assertIn("was changed since you opened it", answer["error"])

    def test_signing_twice(self):
        self.task.action_fsm_done()
        self._sign(self.buyer)
        answer = self._sign(self.buyer, name="Somebody else")
        self.assertIn("already signed by Joe Willis", answer["error"])
        self.assertEqual(self.task.worksheet_signed_by, "Joe Willis")

    def test_cancelled_visit_is_not_signed(self):
        self.task.worksheet_sent = True
        self.task.state = "1_canceled"
        self.assertNotIn("fsm_accept", self._get(self.url, self.buyer).text)
        self.assertIn("was cancelled", self._sign(self.buyer)["error"])

    def test_page_and_signature_in_another_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.contact.lang = "fa_IR"
        self.task.action_fsm_done()
        html = self._get(self.url, self.buyer).text
        self.assertIn(self.task._worksheet_get_fingerprint(), html)
        self.assertNotIn("error", self._sign(self.buyer))

    def test_tasks_of_other_projects_are_untouched(self):
        project = self._new_project("Office move", is_fsm=False)
        self.task.project_id = project
        html = self._get(self.url, self.buyer).text
        self.assertIn("Boiler on fire", html)
        self.assertNotIn("o_fsm_progress", html)
        self.assertIn("does not open any task", self._sign(self.buyer)["error"])

    def test_collaborator_moves_the_task_in_a_shared_project(self):
        self.project._add_collaborators(self.contact)
        task = self.task.with_user(self.buyer)
        task.write({"stage_id": self.stages["Done"].id})
        self.assertEqual(self.task.state, "1_done")
        task.write({"state": "01_in_progress"})
        self.assertEqual(self.task.stage_id, self.stages["In Progress"])
        created = (
            self.env["project.task"]
            .with_user(self.buyer)
            .with_context(default_project_id=self.project.id)
            .create({"name": "Come again"})
        )
        self.assertEqual(created.sudo().project_id, self.project)
        # He does not get at the worksheet this way.
        for values in (
            {"worksheet_properties": {}},
            {"worksheet_signed_by": "Me"},
            {"worksheet_sent": True},
        ):
            with self.assertRaises(UserError):
                task.write(values)
