# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_visit_slots import SlotsPortalCommon

QUESTION = "helpdesk_mgmt_after_sales.mail_activity_type_visit_question"


@tagged("post_install", "-at_install")
class TestVisitSlotsAsk(SlotsPortalCommon):
    """The customer asks, the agent of the ticket decides."""

    def _get_questions(self):
        return self.ticket.activity_ids.filtered(
            lambda x: x.activity_type_id == self.env.ref(QUESTION)
        )

    def _ask(self, wish="cancel", user=None, token=None, **data):
        return self._post(self.ask_url, user, token, wish=wish, **data)

    def test_asks_to_cancel(self):
        page = self._get(self.ask_url, self.buyer)
        self.assertIn("Cancel the visit", page.text)
        response = self._ask(user=self.buyer, words="We mended <b>it</b>.")
        self.assertIn("message=asked", response.url)
        self.assertIn("We got your question", response.text)
        question = self._get_questions()
        self.assertRecordValues(
            question,
            [
                {
                    "user_id": self.agent.id,
                    "summary": f"{self.contact.name}: cancel Boiler on fire?",
                    "create_uid": self.env.ref("base.user_root").id,
                }
            ],
        )
        self.assertIn("We mended &lt;b&gt;it", question.note)
        for record in (self.task, self.ticket):
            [message] = record.message_ids.filtered(lambda x: "mended" in x.body)
            self.assertEqual(message.author_id, self.contact)
            self.assertEqual(message.message_type, "comment")
            self.assertIn("Please cancel", message.body)
            self.assertIn("&lt;b&gt;", message.body)
        # The agent decides.
        self.assertEqual(self.task.state, "01_in_progress")

    def test_by_the_link_of_the_visit(self):
        response = self._ask(token=self.token)
        self.assertIn("message=asked", response.url)
        [message] = self.ticket.message_ids.filtered(lambda x: "cancel" in x.body)
        self.assertEqual(message.author_id, self.contact)
        self.assertTrue(self._get_questions())

    def test_not_twice_while_it_is_open(self):
        self._ask(user=self.buyer)
        before = self._get_state()
        page = self._get(self.ask_url, self.buyer)
        self.assertIn("You have asked already", page.text)
        self.assertNotIn("<textarea", page.text)
        page = self._ask(user=self.buyer, words="Again")
        self.assertNotIn("message=asked", page.url)
        self.assertEqual(self._get_state(), before)
        # Once the agent has answered, they may ask again.
        self._get_questions().with_user(self.agent).action_feedback("No.")
        response = self._ask(user=self.buyer, words="Please!")
        self.assertIn("message=asked", response.url)

    def test_another_time_where_none_can_be_chosen(self):
        page = self._get(self.ask_url, self.buyer)
        self.assertNotIn("Another time", page.text)
        page = self._ask("move", self.buyer, words="Tuesday")
        self.assertIn("Choose what you would like", page.text)
        self.project.fsm_user_ids = False
        page = self._get(self.ask_url, self.buyer)
        self.assertIn("Another time", page.text)
        page = self._ask("move", self.buyer, words=" ")
        self.assertIn("Say which times would suit you", page.text)
        self.assertFalse(self._get_questions())
        self._ask("move", self.buyer, words="Tuesday or Friday")
        question = self._get_questions()
        self.assertEqual(
            question.summary,
            f"{self.contact.name}: another time for Boiler on fire?",
        )
        self.assertIn("Tuesday or Friday", question.note)

    def test_what_cannot_be_asked(self):
        before = self._get_state()
        for data in (
            {},
            {"wish": "delete"},
            {"wish": ""},
            {"wish": "cancel", "words": "x" * 2001},
        ):
            page = self._post(self.ask_url, self.buyer, **data)
            self.assertEqual(page.status_code, 200)
            self.assertIn('role="alert"', page.text)
        self.assertEqual(self._get_state(), before)

    def test_ended(self):
        self.task.state = "1_done"
        before = self._get_state()
        page = self._ask(user=self.buyer)
        self.assertIn("nothing to change", page.text)
        self.assertEqual(self._get_state(), before)

    def test_question_ends_with_the_visit(self):
        self._ask(user=self.buyer)
        task = self._tracked(self.task).with_user(self.technician)
        task.state = "1_canceled"
        self._flush_tracking()
        self.assertFalse(self._get_questions())

    def test_visit_without_a_ticket(self):
        self.task.helpdesk_ticket_id = False
        page = self._ask(user=self.buyer)
        self.assertNotIn("message=asked", page.url)
        self.assertNotIn("/ask", self._get(self.url, self.buyer).text)

    def test_nobody_works_on_the_ticket(self):
        self.ticket.user_id = self.team.user_id = False
        response = self._ask(user=self.buyer, words="Nobody there?")
        self.assertIn("message=asked", response.url)
        self.assertTrue(
            self.ticket.message_ids.filtered(lambda x: "Nobody there" in x.body)
        )
        # It is bounded all the same.
        self.assertFalse(self._get_questions().user_id)
        page = self._ask(user=self.buyer, words="Nobody there?")
        self.assertIn("You have asked already", page.text)
