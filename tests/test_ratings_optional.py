# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.tests import tagged

from .common_field_service import FsmPortalCommon


@tagged("post_install", "-at_install")
class TestRatingsOptional(FsmPortalCommon):
    """A closed ticket asks how it went, with OCA's helpdesk_mgmt_rating."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page_url = f"/my/ticket/{cls.ticket.id}"
        cls.rate_url = f"{cls.page_url}/rate"
        cls.ticket_token = cls.ticket._portal_ensure_token()
        cls.closed = cls.env["helpdesk.ticket.stage"].create(
            {"name": "Closed", "closed": True, "company_id": False}
        )

    def _close(self):
        self.ticket.stage_id = self.closed

    def _has_module(self):
        return "rating_status" in self.ticket._fields

    def _needs_module(self):
        if not self._has_module():
            self.skipTest("helpdesk_mgmt_rating is not installed")

    def test_nothing_without_it(self):
        if self._has_module():
            self.skipTest("helpdesk_mgmt_rating is installed")
        self._close()
        self.assertNotIn("/rate", self._get(self.page_url, self.buyer).text)
        response = self._get(self.rate_url, self.buyer)
        self.assertTrue(response.url.endswith(self.page_url))

    def test_asked_once_it_is_closed(self):
        self._needs_module()
        self.assertNotIn("/rate", self._get(self.page_url, self.buyer).text)
        response = self._get(self.rate_url, self.buyer)
        self.assertTrue(response.url.endswith(self.page_url))
        self._close()
        self.assertIn(self.rate_url, self._get(self.page_url, self.buyer).text)
        self.ticket.rating_status = "no_rate"
        self.assertNotIn("/rate", self._get(self.page_url, self.buyer).text)

    def test_customer_rates(self):
        self._needs_module()
        self._close()
        for user, query in (
            (self.buyer, {}),
            (None, {"access_token": self.ticket_token}),
        ):
            page = self._get(self.page_url, user, **query)
            self.assertIn("How did it go?", page.text)
            response = self._get(self.rate_url, user, **query)
            self.assertEqual(response.status_code, 200)
            rating = self.ticket.rating_ids
            # The same for both, who are one customer.
            self.assertEqual(len(rating), 1)
            self.assertEqual(rating.partner_id, self.contact)
            self.assertIn(f"/rate/{rating.access_token}/", response.url)
        response = self.url_open(
            f"/rate/{rating.access_token}/submit_feedback",
            data={
                "rate": 5,
                "feedback": "Well done",
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.ticket.positive_rate_percentage, 100)
        # Not asked again, until it is closed anew.
        self.assertNotIn("How did it go?", self._get(self.page_url, self.buyer).text)
        self._get(self.rate_url, self.buyer)
        self.assertEqual(len(self.ticket.rating_ids), 1)

    def test_nobody_else(self):
        self._needs_module()
        self._close()
        self.ticket.message_subscribe(self.other_customer.ids)
        for user, query in (
            (None, {}),
            (None, {"access_token": "wrong"}),
            (None, {"access_token": self.token}),
            (self.stranger, {}),
            (self.stranger, {"access_token": self.ticket_token}),
            (self.agent, {}),
            (self.agent, {"access_token": self.ticket_token}),
        ):
            self.assertNotIn(
                "How did it go?", self._get(self.page_url, user, **query).text
            )
            response = self._get(self.rate_url, user, **query)
            self.assertNotIn(f"{self.rate_url}/", response.url)
            self.assertNotRegex(response.url, "/rate/[^/]+/5")
        self.assertFalse(self.ticket.rating_ids)
