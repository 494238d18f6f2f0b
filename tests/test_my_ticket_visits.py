# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import tagged

from .common_field_service import make_signature
from .common_my_ticket import MyTicketCommon

SIGN = "Read and sign the report"


@tagged("post_install", "-at_install")
class TestMyTicketVisits(MyTicketCommon):
    """What the customer reads of a visit: when, who comes, what was done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.tz = "Asia/Tehran"
        cls.visit = cls._make_use_fsm(
            visit_start=datetime(2030, 1, 9, 8), visit_end=datetime(2030, 1, 9, 10)
        )
        cls.page_url = f"/my/tasks/{cls.visit.id}"

    def _finish(self):
        self._fill_in_worksheet(self.visit)
        self.visit.action_fsm_done()

    def test_planned(self):
        # Wherever who looks at it is.
        self.colleague.tz = "America/New_York"
        for visitor in (
            {"user": self.buyer},
            {"user": self.colleague},
            {"access_token": self.token},
        ):
            entry = self._entry(self.visit, **visitor)
            self.assertEqual(entry.title, "Our visit")
            self.assertEqual(entry.number, "Boiler on fire")
            self.assertEqual(entry.badge, "Planned")
            self.assertEqual(entry.date, "01/09/2030 11:30 – 13:30")
            self.assertIn("Technician: Tom", entry.facts)
            self.assertNotIn("Tom Technician", entry.text)

    def test_planned_over_night(self):
        self.visit.visit_end = datetime(2030, 1, 9, 21)
        self.assertEqual(
            self._entry(self.visit).date, "01/09/2030 11:30 – 01/10/2030 00:30"
        )

    def test_not_planned_yet(self):
        visit = self._make_use_fsm(user_ids=False)
        entry = self._entry(visit)
        self.assertEqual((entry.badge, entry.date), ("To be planned", ""))
        self.assertNotIn("Technician", entry.text)
        self.assertNotIn("Add to my calendar", entry.actions)

    def test_steps_are_the_stages_of_the_project(self):
        stages = self.project.type_ids.sorted()
        entry = self._entry(self.visit)
        shown = stages.filtered(lambda x: x.fsm_state != "1_canceled")
        self.assertEqual(entry.steps, shown.mapped("name"))
        self.visit.stage_id = shown[1]
        entry = self._entry(self.visit)
        self.assertEqual(entry.reached, shown[:2].mapped("name"))
        self.assertEqual(entry.current, shown[1].name)

    def test_cancelled(self):
        self.visit.state = "1_canceled"
        entry = self._entry(self.visit)
        self.assertEqual((entry.badge, entry.steps), ("Cancelled", []))
        self.assertNotIn("Add to my calendar", entry.actions)

    def test_calendar_file(self):
        for visitor in ({"user": self.buyer}, {"access_token": self.token}):
            url = self._entry(self.visit, **visitor).actions["Add to my calendar"]
            response = self._get(url)
            self.assertEqual(response.status_code, 200)
            self.assertIn("DTSTART:20300109T080000Z", response.text)

    def test_worksheet_to_sign(self):
        self.assertFalse(self._entry(self.visit).papers, "It is not done yet.")
        self._finish()
        entry = self._entry(self.visit)
        self.assertEqual(entry.badge, "Done")
        self.assertEqual(entry.actions[SIGN], f"{self.page_url}#worksheet")
        report = {"Field Service Report": self._paper_url(self.visit, "report")}
        self.assertEqual(entry.papers, report)
        self._login(self.buyer)
        self.assertIn("/sign?", self._get(self.page_url).text)
        response = self._get(*report.values())
        self.assertEqual(response.status_code, 200)
        self.assertIn("Leaks at the valve", response.text)

    def test_ticket_link_reads_and_does_not_sign(self):
        self._finish()
        entry = self._entry_by_link(self.visit)
        self.assertEqual(list(entry.actions), [])
        self.assertIn(
            "Our report waits for your signature: log in, or use the link in the "
            "visit's own email.",
            entry.facts,
        )
        self.assertTrue(entry.papers)
        self._login()
        response = self._get(self.page_url, access_token=self.token)
        self.assertNotIn("Boiler on fire", response.text)
        answer = self.make_jsonrpc_request(
            f"{self.page_url}/sign?access_token={self.token}"
            f"&worksheet={self.visit._worksheet_get_fingerprint()}",
            {"name": "Joe", "signature": make_signature()},
        )
        self.assertIn("does not open any task", answer["error"])
        self.assertFalse(self.visit.worksheet_signed_by)

    def test_signed(self):
        self._finish()
        self.visit._worksheet_sign(
            "Joe",
            "Customer",
            make_signature(),
            self.visit._worksheet_get_fingerprint(),
            author=self.contact,
        )
        for entry in (self._entry(self.visit), self._entry_by_link(self.visit)):
            self.assertNotIn(SIGN, entry.actions)
            self.assertNotIn("signature", entry.text)
            self.assertTrue(entry.papers)

    def test_employee_does_not_sign_here(self):
        self._finish()
        self.assertNotIn(SIGN, self._entry(self.visit, self.agent).actions)

    def test_project_that_customers_do_not_see(self):
        self._finish()
        self.project.privacy_visibility = "employees"
        self.assertIsNone(self._entry(self.visit))
        self.assertIsNone(self._entry_by_link(self.visit))
        self._login(self.buyer)
        url = self._paper_url(self.visit, "report")
        self.assertEqual(self._get(url).status_code, 404)

    def test_visit_of_another_customer(self):
        self.visit.partner_id = self.other_customer
        self.assertIsNone(self._entry(self.visit))
