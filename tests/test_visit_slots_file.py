# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import vobject

from odoo.tests import tagged

from ..models.my_ticket.portal_link import PortalLink
from .common_visit_slots import SlotsPortalCommon


@tagged("post_install", "-at_install")
class TestVisitSlotsFile(SlotsPortalCommon):
    """The visit for the customer's calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.street = "Main Street 1; back, door"
        cls.task.write(
            {
                "name": "Boiler, on fire; now",
                "visit_address_id": cls.contact.id,
                "visit_start": cls._at(8),
                "visit_end": cls._at(10),
                "user_ids": cls.technician.ids,
            }
        )
        cls.file_url = f"{cls.url}/visit.ics"
        cls.ticket_url = f"/my/ticket/{cls.ticket.id}/visit/{cls.task.id}.ics"
        cls.ticket_token = cls.ticket._portal_ensure_token()

    def _read(self, response):
        self.assertEqual(response.status_code, 200)
        self.assertEqual(
            response.headers["Content-Type"], "text/calendar; charset=utf-8"
        )
        self.assertIn("visit.ics", response.headers["Content-Disposition"])
        for line in response.content.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
            self.assertNotIn(b"\n", line)
        calendar = vobject.readOne(response.text)
        self.assertEqual(calendar.method.value, "PUBLISH")
        self.assertEqual(calendar.version.value, "2.0")
        self.assertTrue(calendar.prodid.value)
        return calendar.vevent

    def test_customer_by_login_and_by_the_link_of_the_visit(self):
        for user, query in (
            (self.buyer, {}),
            (None, {"access_token": self.token}),
        ):
            response = self._get(self.file_url, user, **query)
            event = self._read(response)
            self.assertEqual(event.dtstart.value.replace(tzinfo=None), self._at(8))
            self.assertEqual(event.dtstart.value.utcoffset(), timedelta(0))
            self.assertEqual(event.dtend.value.replace(tzinfo=None), self._at(10))
            self.assertIn("Boiler, on fire; now", event.summary.value)
            self.assertIn("Main Street 1; back, door", event.location.value)
            self.assertIn(
                "Boiler\\, on fire\\; now", response.text.replace("\r\n ", "")
            )
            self.assertNotIn("Tom", response.text)

    def test_identity_of_the_mails(self):
        event = self._read(self._get(self.file_url, self.buyer))
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        self.assertEqual(event.uid.value, f"after-sales-visit-{self.task.id}@{uuid}")
        self.assertEqual(event.sequence.value, "0")

    def test_moved(self):
        task = self._tracked(self.task)
        task.write({"visit_start": self._at(13), "visit_end": self._at(15)})
        self._flush_tracking()
        event = self._read(self._get(self.file_url, self.buyer))
        self.assertEqual(event.dtstart.value.replace(tzinfo=None), self._at(13))
        self.assertEqual(event.sequence.value, "1")

    def test_of_the_ticket(self):
        """By its link it says no more than the page of the ticket."""
        for user, query in (
            (self.buyer, {}),
            (None, {"access_token": self.ticket_token}),
        ):
            response = self._get(self.ticket_url, user, **query)
            event = self._read(response)
            self.assertEqual(event.dtstart.value.replace(tzinfo=None), self._at(8))
            self.assertFalse(hasattr(event, "location"))
            self.assertNotIn("Tom", response.text)
            self.assertNotIn(self.token, response.text)

    def test_nobody_else(self):
        for user in (None, self.stranger):
            for query in ({}, {"access_token": "wrong"}):
                for url in (self.file_url, self.ticket_url):
                    response = self._get(url, user, **query)
                    self.assertEqual(response.status_code, 404)
            # One link is not the other's.
            response = self._get(self.file_url, user, access_token=self.ticket_token)
            self.assertEqual(response.status_code, 404)
            response = self._get(self.ticket_url, user, access_token=self.token)
            self.assertEqual(response.status_code, 404)

    def test_visit_of_another_ticket(self):
        other = self._new_ticket(partner_id=self.contact.id)
        url = f"/my/ticket/{other.id}/visit/{self.task.id}.ics"
        token = other._portal_ensure_token()
        self.assertEqual(self._get(url, access_token=token).status_code, 404)
        self.assertEqual(self._get(url, self.buyer).status_code, 404)

    def test_nothing_to_put_there(self):
        for values in (
            {"state": "1_canceled"},
            {"state": "1_done"},
            {"state": "01_in_progress", "visit_start": False, "visit_end": False},
        ):
            self.task.write(values)
            for url in (self.file_url, self.ticket_url):
                self.assertEqual(self._get(url, self.buyer).status_code, 404)
        self.assertNotIn("visit.ics", self._get(self.url, self.buyer).text)

    def test_actions_on_the_card(self):
        def get_urls(user, token=None):
            link = PortalLink(self.ticket.sudo(), token, user)
            actions = self.task.sudo()._after_sales_get_portal_actions(link)
            return [action["url"] for action in actions]

        self.assertEqual(
            [url for url in get_urls(self.buyer) if url != self.url],
            [self.slots_url, self.ask_url, self.ticket_url],
        )
        self.env.invalidate_all()
        public = self.env.ref("base.public_user")
        [url] = get_urls(public, self.ticket_token)
        self.assertTrue(url.startswith(f"{self.ticket_url}?access_token="))
        self.assertEqual(get_urls(self.agent), [self.ticket_url])
