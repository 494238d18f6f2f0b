# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon, get_words

# The button of each popup that grants.
BUTTONS = {
    "stock.return.picking": "action_create_returns",
    "helpdesk.ticket.repair.wizard": "action_confirm",
    "helpdesk.ticket.task.wizard": "action_create_task",
}


@tagged("post_install", "-at_install")
class TestMyTicketSteps(MyTicketCommon):
    """The steps from what a customer asked for to what they get."""

    def _grant(self, request):
        """Grant a request as an agent does, and return what was made."""
        # Nobody is assigned to what customers send.
        ticket = request.ticket_id.with_user(self.agent_all)
        action = ticket.action_request_open_popup()
        popup = self.env[action["res_model"]].with_user(self.agent_all)
        getattr(popup.browse(action["res_id"]), BUTTONS[popup._name])()
        self.env.flush_all()
        [made] = [
            x
            for documents in request.ticket_id._after_sales_get_documents()
            for x in documents.with_env(self.env)
            if x.helpdesk_request_id == request
        ]
        return made

    def _requests(self, ticket):
        """Return badge and steps of what the customer asked for on a ticket."""
        page = self._page(self.buyer, ticket)
        return [
            (
                get_words(x.xpath(".//span[contains(@class, 'badge')]")),
                [get_words(y.xpath(".//bdi")) for y in x.xpath(".//ol/li")],
                get_words(x.xpath(".//li[@aria-current]//bdi")),
            )
            for x in page.xpath("//section[@id='after_sales_asked']/div")
        ]

    def test_each_wish_begins_as_requested(self):
        for wish in self.env["helpdesk.ticket"]._request_get_wishes():
            with self.subTest(wish):
                request = self._ask(wish, 1)
                [(badge, steps, current)] = self._requests(request.ticket_id)
                self.assertEqual(badge, "Requested")
                self.assertEqual(steps, ["Requested", "Approved"])
                self.assertEqual(current, "Requested")
                made = self._grant(request)
                [(__, steps, __)] = self._requests(request.ticket_id)
                self.assertFalse(steps, "Those of the document follow.")
                entry = self._entry(made, ticket=request.ticket_id)
                self.assertEqual(entry.steps[0], "Requested")
                self.assertEqual(entry.reached[0], "Requested")
                self.assertNotEqual(entry.current, "Requested")
                self.assertGreater(len(entry.steps), 2)

    def test_return_for_money(self):
        request = self._ask()
        back = self._grant(request)
        steps = ["Requested", "Approved", "On its way to us", "Received", "Refunded"]

        def check(count):
            entry = self._entry(back, ticket=request.ticket_id)
            self.assertEqual(entry.steps, steps)
            self.assertEqual(entry.reached, steps[:count])
            self.assertEqual(entry.current, steps[count - 1])

        check(2)
        back.helpdesk_tracking_number = "1Z 999"
        check(3)
        self._arrive(back)
        check(4)
        [note] = self._credit_notes(request.ticket_id)
        self.assertIsNone(self._entry(note, ticket=request.ticket_id))
        note.action_post()
        check(5)

    def test_cancelled_documents_and_those_without_request(self):
        request = self._ask()
        back = self._grant(request)
        self._tracked(back).action_cancel()
        self._flush_tracking()
        entry = self._entry(back, ticket=request.ticket_id)
        self.assertEqual((entry.badge, entry.steps), ("Cancelled", []))
        # It waits again.
        [(__, steps, current)] = self._requests(request.ticket_id)
        self.assertEqual((len(steps), current), (2, "Requested"))
        for switch in self._get_services():
            entry = self._entry(self._make(switch))
            self.assertNotIn("Requested", entry.steps)

    def test_declined_and_withdrawn(self):
        declined = self._ask()
        declined.with_user(self.agent_all)._decline("It was too long ago.")
        [(badge, steps, __)] = self._requests(declined.ticket_id)
        self.assertEqual((badge, steps), ("Declined", []))
        page = self._page(self.buyer, declined.ticket_id)
        self.assertIn("It was too long ago.", page.text_content())
        withdrawn = self._ask()
        withdrawn._withdraw()
        [(badge, steps, __)] = self._requests(withdrawn.ticket_id)
        self.assertEqual((badge, steps), ("Withdrawn", []))
