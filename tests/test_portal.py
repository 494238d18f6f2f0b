# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from lxml import etree

from odoo import Command, http
from odoo.tests import HttpCase, tagged

from .common_field_service import FsmCommon, make_signature


@tagged("post_install", "-at_install")
class TestPortal(FsmCommon, HttpCase):
    """The customer's pages, opened by agents, technicians and mere followers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._new_user(
            "buyer", "base.group_portal", partner_id=cls.contact.id
        )
        cls.follower = cls._new_user(
            "follower", "base.group_portal", partner_id=cls.other_customer.id
        )
        cls.ticket.partner_id = cls.contact
        cls.order = cls._new_order()
        cls.invoice = cls._invoice(cls.order)
        cls.task = cls._new_task(
            name="Boiler on fire",
            partner_id=cls.contact.id,
            helpdesk_ticket_id=cls.ticket.id,
        )
        cls._fill_in(cls.task)
        cls.task.action_fsm_done()
        (cls.ticket | cls.ticket).message_subscribe(cls.other_customer.ids)
        cls.task.message_subscribe((cls.other_customer | cls.contact).ids)
        cls.documents = cls.ticket, cls.order, cls.invoice, cls.task
        for document in cls.documents:
            document._portal_ensure_token()
        cls.stage = cls.env["helpdesk.ticket.stage"].create(
            {
                "name": "Solved",
                "closed": True,
                "close_from_portal": True,
                "team_ids": [Command.set(cls.team.ids)],
            }
        )

    def _login(self, user):
        self.authenticate(user and user.login, user and user.login.ljust(8, "x"))

    def _get(self, url, user=None, **parameters):
        self._login(user)
        return self.url_open(f"{url}?{urlencode(parameters)}" if parameters else url)

    def _assert_no_token(self, html):
        for document in self.documents:
            self.assertNotIn(document.access_token, html)

    # ------------------------------------------------------------------
    # Pages give no token
    # ------------------------------------------------------------------

    def test_agents_and_followers_get_no_token_of_the_tickets_page(self):
        for user in (self.agent, self.follower, self.buyer):
            with self.subTest(user.login):
                response = self._get(self.ticket.access_url, user)
                self.assertIn("It does not work", response.text)
                self._assert_no_token(response.text)

    def test_link_of_the_ticket_gives_only_its_own_token(self):
        html = self._get(self.ticket.access_url, access_token=self.ticket.access_token)
        self.assertIn("Boiler on fire", html.text)
        self.assertIn(f'data-token="{self.ticket.access_token}"', html.text)
        self.assertNotIn(self.task.access_token, html.text)

    def test_neighbours_in_the_list_keep_their_tokens(self):
        tickets = self.ticket | self._new_ticket(partner_id=self.contact.id)
        tickets |= self._new_ticket(partner_id=self.contact.id)
        tasks = self.task
        for name in ("Before", "After"):
            tasks |= self._new_task(name=name, partner_id=self.contact.id)
        tasks.message_subscribe(self.other_customer.ids + self.contact.ids)
        tickets.message_subscribe(self.other_customer.ids)
        for documents, pages in ((tickets, "/my/tickets"), (tasks, "/my/tasks")):
            documents.mapped(lambda document: document._portal_ensure_token())
            tokens = documents.mapped("access_token")
            for user in (self.buyer, self.follower):
                self._login(user)
                self.url_open(pages)
                pages_html = [self.url_open(x.access_url).text for x in documents]
                for html in pages_html:
                    with self.subTest(user=user.login, pages=pages):
                        self.assertIn('title="Next"', html)
                        for token in tokens:
                            self.assertNotIn(token, html)
                # One leads to the other.
                self.assertIn(f'href="{documents[0].access_url}"', "".join(pages_html))

    def test_agents_do_not_open_the_customers_pages_of_other_documents(self):
        for document in (self.order, self.invoice):
            self.assertTrue(document.with_user(self.agent).has_access("read"))
            for parameters in ({}, {"report_type": "html"}, {"access_token": "wrong"}):
                with self.subTest(document=document, **parameters):
                    response = self._get(document.access_url, self.agent, **parameters)
                    self.assertRegex(response.url, "/my$|/my/home$")
                    self._assert_no_token(response.text)
        # The app's own users open them as ever.
        accountant = self._new_user(
            "accountant",
            "account.group_account_invoice,helpdesk_mgmt.group_helpdesk_user_own",
        )
        response = self._get(self.invoice.access_url, accountant)
        self.assertIn(self.invoice.name, response.text)

    def test_technicians_and_followers_get_no_token_of_the_tasks_page(self):
        for user in (self.technician, self.follower, self.buyer):
            with self.subTest(user.login):
                response = self._get(self.task.access_url, user)
                self.assertIn("Boiler on fire", response.text)
                self.assertIn("Leaks at the valve", response.text)
                self._assert_no_token(response.text)
                response = self._get(f"{self.task.access_url}/report", user)
                self.assertEqual(response.status_code, 200)
                self.assertNotIn(self.task.access_token, response.url)

    def test_agent_does_not_come_from_the_ticket_to_the_signature(self):
        """The attack of the trial, step by step."""
        agent = self.ticket.with_user(self.agent)
        links = [
            agent.get_portal_url(),
            agent.sale_order_ids.get_portal_url() if agent.sale_order_ids else "",
            self.task.with_user(self.agent).get_portal_url(),
        ]
        html = self._get(self.ticket.access_url, self.agent).text
        self._assert_no_token("".join([html, *links]))
        for user in (self.agent, self.technician):
            self._login(user)
            self.assertIn("error", self._sign())

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------

    def _sign(self, **query):
        query["worksheet"] = self.task._worksheet_get_fingerprint()
        return self.make_jsonrpc_request(
            f"{self.task.access_url}/sign?{urlencode(query)}",
            {"name": "Joe Willis", "signature": make_signature()},
        )

    def test_follower_does_not_sign(self):
        html = self._get(self.task.access_url, self.follower).text
        self.assertNotIn("fsm_accept", html)
        self.assertIn("does not open any task", self._sign()["error"])
        self.assertFalse(self.task.worksheet_hash)

    def test_customer_signs_without_a_token(self):
        html = self._get(self.task.access_url, self.buyer).text
        self.assertIn("fsm_accept", html)
        answer = self._sign()
        self.assertNotIn("error", answer)
        self.assertNotIn("access_token", answer["redirect_url"])
        self.assertEqual(self.task.worksheet_signed_by, "Joe Willis")
        html = self.url_open(answer["redirect_url"]).text
        self.assertIn("Your signature was saved", html)

    def test_follower_with_the_customers_link_signs(self):
        self._login(self.follower)
        answer = self._sign(access_token=self.task.access_token)
        self.assertNotIn("error", answer)

    def test_task_without_customer_is_signed_by_its_link_only(self):
        self.task.partner_id = False
        token = self.task._portal_ensure_token()
        self._login(self.buyer)
        self.assertIn("error", self._sign())
        self._login(None)
        self.assertNotIn("error", self._sign(access_token=token))

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------

    def _close(self, user, **values):
        self._login(user)
        values = {"ticket_id": self.ticket.id, "stage_id": self.stage.id, **values}
        values["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open("/ticket/close", data=values, allow_redirects=False)

    def test_get_asks_and_changes_nothing(self):
        query = {"ticket_id": self.ticket.id, "stage_id": self.stage.id}
        for user in (self.buyer, self.agent):
            response = self._get("/ticket/close", user, **query)
            self.assertEqual(response.status_code, 200)
            self.assertIn("Close this ticket?", response.text)
            self.assertIn("Solved", response.text)
            self.assertIn('method="POST"', response.text)
            self.assertFalse(self.ticket.closed)

    def test_customer_and_agent_close(self):
        for user in (self.buyer, self.agent):
            with self.subTest(user.login):
                self.ticket.write({"stage_id": False, "closed_date": False})
                response = self._close(user)
                self.assertEqual(response.status_code, 302)
                self.assertTrue(
                    response.headers["Location"].endswith(self.ticket.access_url)
                )
                self.assertEqual(self.ticket.stage_id, self.stage)

    def test_page_offers_it_to_whom_it_works(self):
        for user, offered in (
            (self.buyer, True),
            (self.agent, True),
            (self.follower, False),
        ):
            with self.subTest(user.login):
                html = self._get(self.ticket.access_url, user).text
                tree = etree.HTML(html)
                self.assertIn("Deco Addict", html, "the sidebar")
                forms = tree.findall(".//form[@action='/ticket/close']")
                self.assertEqual(bool(forms), offered)
                # They ask first, see test_get_asks_and_changes_nothing.
                self.assertNotIn("POST", {form.get("method") for form in forms})

    def test_strangers_and_followers_do_not_close(self):
        stranger = self._new_user("stranger", "base.group_portal")
        employee = self._new_user("employee", "base.group_user")
        self.ticket.message_subscribe(employee.partner_id.ids)
        for user in (self.follower, stranger, employee):
            with self.subTest(user.login):
                self.assertEqual(self._close(user).status_code, 404)
                query = {"ticket_id": self.ticket.id, "stage_id": self.stage.id}
                response = self._get("/ticket/close", user, **query)
                self.assertEqual(response.status_code, 404)
                self.assertNotIn("It does not work", response.text)
                self.assertNotEqual(self.ticket.stage_id, self.stage)
        response = self._close(None)
        self.assertIn("/web/login", response.headers["Location"])

    def test_stages_that_customers_may_not_choose(self):
        other_team = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        stages = self.env["helpdesk.ticket.stage"].create(
            [
                {"name": "Theirs", "close_from_portal": True, "closed": True},
                {"name": "Internal", "team_ids": [Command.set(self.team.ids)]},
            ]
        )
        stages[0].team_ids = other_team
        for stage in stages:
            with self.subTest(stage.name):
                response = self._close(self.buyer, stage_id=stage.id)
                self.assertEqual(response.status_code, 302)
                self.assertNotEqual(self.ticket.stage_id, stage)

    def test_malformed_requests(self):
        before = self.ticket.stage_id
        for value in ("", "x", "-1", "0", "1e3", "999999999", "9" * 40, "١", "[1]"):
            with self.subTest(value=value):
                response = self._close(self.buyer, ticket_id=value)
                self.assertEqual(response.status_code, 404)
                response = self._close(self.buyer, stage_id=value)
                self.assertEqual(response.status_code, 302)
        self._login(self.buyer)
        self.assertEqual(self.url_open("/ticket/close").status_code, 404)
        self.assertEqual(self.ticket.stage_id, before)

    def test_post_needs_the_forms_own_token(self):
        self._login(self.buyer)
        response = self.url_open(
            "/ticket/close",
            data={"ticket_id": self.ticket.id, "stage_id": self.stage.id},
        )
        self.assertEqual(response.status_code, 400)
        self.assertNotEqual(self.ticket.stage_id, self.stage)
