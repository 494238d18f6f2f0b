# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from ..models.visit_slots.free_slots import FreeSlots
from .common_visit_slots import SlotsPortalCommon


@tagged("post_install", "-at_install")
class TestVisitSlotsRights(SlotsPortalCommon):
    """Who is no customer of the visit chooses nothing, asks nothing, sees nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.missing_url = f"/my/tasks/{cls.task.copy().id}"
        cls.env["project.task"].browse(int(cls.missing_url.split("/")[-1])).unlink()
        cls.other_task = cls._new_task(
            name="Of Gemini", partner_id=cls.other_customer.id
        )
        cls.other_token = cls.other_task._portal_ensure_token()
        cls.ticket_token = cls.ticket._portal_ensure_token()

    def assertRefused(self, response):
        self.assertRegex(response.url, "/(my|my/home)$|/web/login")
        self.assertNotIn("Boiler on fire", response.text)

    def test_nobody_else(self):
        before = self._get_state()
        value = FreeSlots.get_value(self._at(8))
        for user in (None, self.stranger):
            for token in (None, "", "wrong", self.other_token, self.ticket_token, "é"):
                for url in (self.slots_url, self.ask_url):
                    with self.subTest(user=user and user.login, token=token, url=url):
                        query = {} if token is None else {"access_token": token}
                        self.assertRefused(self._get(url, user, **query))
                        data = {"slot": value, "wish": "cancel", "words": "Bye"}
                        self.assertRefused(self._post(url, user, token, **data))
        self.assertEqual(self._get_state(), before)

    def test_missing_and_not_theirs_are_the_same(self):
        for name in ("slots", "ask", "visit.ics"):
            answers = [
                self._get(f"{url}/{name}", self.stranger)
                for url in (self.url, self.missing_url)
            ]
            first, second = (
                (x.status_code, re.sub(r"/tasks/[0-9]+/", "/", x.url)) for x in answers
            )
            self.assertEqual(first, second)

    def test_own_link_opens_no_other_visit(self):
        url = f"/my/tasks/{self.other_task.id}/slots"
        before = self._get_state(self.other_task)
        for user in (None, self.buyer):
            self.assertRefused(self._get(url, user, access_token=self.token))
            value = FreeSlots.get_value(self._at(8))
            self.assertRefused(self._post(url, user, self.token, slot=value))
        self.assertEqual(self._get_state(self.other_task), before)

    def test_followers_and_employees_choose_nothing(self):
        self.task.message_subscribe(self.other_customer.ids)
        before = self._get_state()
        for user in (self.stranger, self.agent, self.technician, self.project_manager):
            for token in (None, "wrong"):
                response = self._choose(self._at(8), user, token)
                self.assertNotIn("slot_ok", response.url)
                response = self._post(self.ask_url, user, token, wish="cancel")
                self.assertNotIn("message=asked", response.url)
        self.assertEqual(self._get_state(), before)
        self.assertNotIn("/slots", self._get(self.url, self.stranger).text)

    def test_employee_with_the_link_is_no_customer(self):
        before = self._get_state()
        response = self._choose(self._at(8), self.agent, self.token)
        self.assertNotIn("slot_ok", response.url)
        self.assertEqual(self._get_state(), before)

    def test_colleague(self):
        colleague = self._new_user("colleague", "base.group_portal")
        colleague.partner_id.parent_id = self.customer
        response = self._choose(self._at(8), colleague)
        self.assertIn("slot_ok", response.url)
        [note] = self.ticket.message_ids.filtered(lambda x: "chose the" in x.body)
        self.assertEqual(note.author_id, colleague.partner_id)

    @mute_logger("odoo.http")
    def test_no_csrf_token(self):
        before = self._get_state()
        value = FreeSlots.get_value(self._at(8))
        for url, data in (
            (self.slots_url, {"slot": value}),
            (self.ask_url, {"wish": "cancel"}),
        ):
            for user, token in ((self.buyer, None), (None, self.token)):
                response = self._post(url, user, token, csrf=False, **data)
                self.assertEqual(response.status_code, 400)
        self.assertEqual(self._get_state(), before)

    def test_get_and_head_change_nothing(self):
        before = self._get_state()
        value = FreeSlots.get_value(self._at(8))
        self._get(self.slots_url, self.buyer, slot=value)
        self._get(self.ask_url, self.buyer, wish="cancel", words="Bye")
        for url in (self.slots_url, self.ask_url, f"{self.url}/visit.ics"):
            response = self.url_open(f"{url}?slot={value}&wish=cancel", method="HEAD")
            self.assertFalse(response.content)
        self.assertEqual(self._get_state(), before)

    def test_project_that_customers_do_not_see(self):
        self.project.privacy_visibility = "followers"
        for url in (self.slots_url, self.ask_url):
            self.assertRefused(self._get(url, self.buyer))
            self.assertRefused(self._get(url, access_token=self.token))

    def test_no_visit(self):
        teams = self.env["helpdesk.ticket.team"].with_context(active_test=False)
        teams = teams.search([("fsm_project_id", "=", self.project.id)])
        teams.fsm_project_id = self._new_project()
        self.project.is_fsm = False
        task = self.task
        response = self._post(f"/my/tasks/{task.id}/slots", self.buyer, slot="x")
        self.assertRefused(response)
        response = self._get(f"/my/tasks/{task.id}/visit.ics", self.buyer)
        self.assertEqual(response.status_code, 404)

    def test_rpc_of_the_customer(self):
        """The methods behind the pages are the server's own."""
        self.authenticate(self.buyer.login, self.buyer.login.ljust(8, "x"))
        for method in ("_slots_choose", "_slots_ask_agent"):
            with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
                self.make_jsonrpc_request(
                    "/web/dataset/call_kw",
                    {
                        "model": "project.task",
                        "method": method,
                        "args": [self.task.ids, "x", "y"],
                        "kwargs": {},
                    },
                )
        self.assertFalse(self.task.visit_start)
