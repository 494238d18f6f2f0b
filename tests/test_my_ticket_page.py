# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

import lxml.html

from odoo import Command
from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon, get_words
from .common_persian import load_persian


@tagged("post_install", "-at_install")
class TestMyTicketPage(MyTicketCommon):
    """What the standard pages of tickets and visits said wrongly, or not at all."""

    def _open(self, url, user=None):
        self._login(user or self.buyer)
        response = self._get(url)
        self.assertEqual(response.status_code, 200)
        return lxml.html.fromstring(response.content)

    def _visit_page(self, visit):
        return self._open(f"/my/tasks/{visit.id}")

    def test_more_than_visits(self):
        """Each service has its place on the page, and visits no list of their own."""
        self._make_all()
        page = self._page(self.buyer)
        shown = page.xpath("//li[@data-service]/@data-service")
        self.assertEqual(set(shown), set(self._get_services()))
        self.assertEqual(page.text_content().count("Boiler on fire"), 1)

    def test_ticket_has_one_number(self):
        page = self._page(self.buyer)
        title = get_words(page.xpath("//div[@id='card_header']//h3"))
        self.assertEqual(title, f"{self.ticket.name} ({self.ticket.number})")
        self.assertNotIn(f"#{self.ticket.id}", page.text_content())

    def test_side_column(self):
        """Who handles it, whose it is, and how it is closed."""
        self.env["helpdesk.ticket.stage"].create(
            {
                "name": "Solved by myself",
                "closed": True,
                "close_from_portal": True,
                "team_ids": [Command.set(self.team.ids)],
            }
        )
        self.agent.name = "Ann Agent"
        page = self._page(self.buyer)
        [column] = page.xpath("//div[contains(@class, 'o_portal_sidebar_content')]")
        text = get_words([column])
        for words in (
            self.ticket.number,
            "Solved by myself",
            "Assignee",
            "Ann Agent",
            "Customer",
            self.contact.name,
        ):
            self.assertIn(words, text)

    def test_visit_without_hours_and_priority(self):
        page = self._visit_page(self._make_use_fsm())
        text = page.text_content()
        self.assertNotIn("00:00", text)
        self.assertNotIn("Priority:", text)
        self.assertFalse(page.xpath("//*[contains(@class, 'o_priority_star')]"))

    def test_visit_with_hours_and_priority(self):
        visit = self._make_use_fsm(priority="1")
        visit.allocated_hours = 1.5
        page = self._visit_page(visit)
        self.assertIn("01:30", page.text_content())
        self.assertTrue(page.xpath("//*[contains(@class, 'o_priority_star')]"))

    def test_other_tasks_stay_as_they_are(self):
        project = self.env["project.project"].create(
            {"name": "Kitchen", "privacy_visibility": "portal"}
        )
        task = self._new_task(project_id=project.id, partner_id=self.contact.id)
        task.message_subscribe(self.contact.ids)
        page = self._visit_page(task)
        self.assertIn("Priority:", page.text_content())
        self.assertTrue(page.xpath("//*[contains(@class, 'o_priority_star')]"))
        listed = self._open("/my/tasks")
        self.assertIn("Tom Technician", listed.text_content())

    def test_heading_of_the_time(self):
        visit = self._make_use_fsm()

        def heading():
            page = self._visit_page(visit)
            return get_words(page.xpath("//div[@name='fsm_visit']"))

        self.assertEqual(heading(), "The visit is not planned yet.")
        visit.write(
            {
                "visit_start": datetime(2030, 1, 9, 8),
                "visit_end": datetime(2030, 1, 9, 10),
            }
        )
        self.assertTrue(heading().startswith("Planned visit: "))
        self._fill_in_worksheet(visit)
        visit.action_fsm_done()
        self.assertTrue(heading().startswith("Visit: "))
        visit.state = "1_canceled"
        self.assertNotIn("Planned", heading())

    def test_first_name_in_the_list_of_visits(self):
        self._make_use_fsm()
        page = self._open("/my/tasks")
        self.assertIn("Boiler on fire", page.text_content())
        self.assertIn("Tom", page.text_content())
        self.assertNotIn("Tom Technician", lxml.html.tostring(page, encoding="unicode"))

    def test_persian(self):
        load_persian(self.env)
        self._make_all()
        self.buyer.lang = "fa_IR"
        [section] = self._page(self.buyer).xpath(
            "//section[@id='after_sales_documents']"
        )
        for words in ("What we are doing", "Your", "Approved", "Being", "Technician"):
            self.assertNotIn(words, get_words([section]))
