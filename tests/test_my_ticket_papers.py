# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon
from .common_portal_routes import CSRF_TOKEN


@tagged("post_install", "-at_install")
class TestMyTicketPapers(MyTicketCommon):
    """The files of the card, by everybody; and what is none looks the same to all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = cls._make_all()
        visit = cls.documents["use_fsm"]
        cls._fill_in_worksheet(visit)
        visit.action_fsm_done()
        cls.other_ticket = cls._new_ticket(partner_id=cls.contact.id)
        cls.other_ticket._portal_ensure_token()
        cls.foreign_ticket = cls._new_ticket(partner_id=cls.other_customer.id)
        cls.foreign_ticket._portal_ensure_token()
        cls.papers = {
            (switch, paper): f"/my/ticket/{cls.ticket.id}/paper/{switch}/{x.id}/{paper}"
            for switch, x in cls.documents.items()
            for paper in x._after_sales_get_papers()
        }
        cls.env.flush_all()

    def _answer(self, url, **parameters):
        """Return what a visitor can tell apart of an answer."""
        response = self._get(url, **parameters)
        text = CSRF_TOKEN.sub("", response.text)
        # The page names what was asked for.
        text = re.sub(r"(/|%2F)my(/|%2F)ticket[^\s\"'<&]*", "", text)
        return response.status_code, response.headers["Content-Type"], text

    def test_who_gets_them(self):
        self.assertGreaterEqual(len(self.papers), 3)
        token = {"access_token": self.token}
        for user, parameters, is_given in (
            (self.buyer, {}, True),
            (self.colleague, {}, True),
            (None, token, True),
            (self.stranger, token, True),
            (self.agent, {}, True),
            (None, {}, False),
            (None, {"access_token": "wrong"}, False),
            (None, {"access_token": "۱۲۳é"}, False),
            (None, {"access_token": self.other_ticket.access_token}, False),
            (self.stranger, {}, False),
            (self.stranger, {"access_token": self.foreign_ticket.access_token}, False),
            (self.follower, {}, False),
            (self.outsider, {}, False),
        ):
            self._login(user)
            for (switch, paper), url in self.papers.items():
                with self.subTest(
                    user=user and user.login, file=(switch, paper), **parameters
                ):
                    response = self._get(url, **parameters)
                    self.assertEqual(response.status_code, 200 if is_given else 404)
                    if is_given:
                        self.assertTrue(response.content)
                        self.assertIn("no-store", response.headers["Cache-Control"])

    def test_files_of_other_services_and_documents(self):
        """A paper is one of just this document, of this service, of this ticket."""
        back = self.documents["use_product_returns"]
        repair = self.documents["use_product_repairs"]
        foreign = back.copy(
            {
                "helpdesk_ticket_id": self.foreign_ticket.id,
                "helpdesk_service": "use_product_returns",
                "partner_id": self.other_customer.id,
                "return_id": back.return_id.id,
            }
        )
        own = back.copy(
            {
                "helpdesk_ticket_id": self.other_ticket.id,
                "helpdesk_service": "use_product_returns",
                "return_id": back.return_id.id,
            }
        )
        path = f"/my/ticket/{self.ticket.id}/paper"
        service = "use_product_returns"
        urls = [
            f"{path}/{service}/{foreign.id}/slip",
            f"{path}/{service}/{own.id}/slip",
            f"{path}/{service}/{10**6}/slip",
            f"{path}/{service}/0/slip",
            f"{path}/{service}/{2**40}/slip",
            f"{path}/{service}/{back.id}/report",
            f"{path}/{service}/{back.id}/label1",
            f"{path}/{service}/{back.id}/label",
            f"{path}/{service}/{back.id}/__class__",
            f"{path}/{service}/{repair.id + 10**5}/slip",
            f"{path}/use_product_repairs/{repair.id}/slip",
            f"{path}/use_fsm/{back.id}/slip",
            f"{path}/use_nothing/{back.id}/slip",
            f"{path}/name/{back.id}/slip",
            f"{path}/return_ids/{back.id}/slip",
            self._paper_url(back, "slip", self.other_ticket),
            self._paper_url(back, "slip", self.foreign_ticket),
            self._paper_url(back, "slip", self.ticket.browse(10**6)),
        ]
        for user, parameters in (
            (self.buyer, {}),
            (None, {"access_token": self.token}),
            (None, {}),
            (self.stranger, {}),
            (self.agent, {}),
        ):
            self._login(user)
            answers = {}
            for url in urls:
                answers.setdefault(self._answer(url, **parameters), []).append(url)
            with self.subTest(user=user and user.login, **parameters):
                self.assertEqual(len(answers), 1, list(answers.values()))
                [(status, *__)] = answers
                self.assertEqual(status, 404)

    def test_no_paper_of_what_is_not_shown(self):
        """Neither of drafts, nor of what became another customer's."""
        note = self._make_use_credit_notes(1, post=False)
        self._login(self.buyer)
        url = self._paper_url(note, "credit_note")
        self.assertEqual(self._get(url).status_code, 404)
        self._change_customer(self.other_customer)
        self._login(self.stranger)
        for url in self.papers.values():
            self.assertEqual(self._get(url).status_code, 404)

    def test_other_methods(self):
        self._login(self.buyer)
        for url in self.papers.values():
            self.assertEqual(self._post(url).status_code, 405)
            response = self.url_open(url, method="HEAD")
            self.assertEqual((response.status_code, response.content), (200, b""))

    def test_names_of_files(self):
        self._login(self.buyer)
        back = self.documents["use_product_returns"]
        response = self._get(self._paper_url(back, "slip"))
        if response.headers["Content-Type"] == "application/pdf":
            disposition = response.headers["Content-Disposition"]
            self.assertTrue(disposition.startswith("attachment"))
            self.assertIn(back.name.replace("/", "_"), disposition)
        else:
            self.assertEqual(response.headers["Content-Security-Policy"], "sandbox")
