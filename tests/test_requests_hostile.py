# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_requests import RequestHttp, make_photo


@tagged("post_install", "-at_install")
class TestRequestsHostile(RequestHttp):
    """What customers send who mean harm, and agents who are too curious."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asker = cls.agent_all
        cls.foreign = cls._new_order(
            [(cls.product, 5)], partner_id=cls.other_customer.id
        )
        cls._deliver(cls.foreign)

    def _assert_nothing(self, page, told=""):
        """Assert that a form was not taken, and that nothing broke."""
        self.assertIn(page.status_code, (200, 400, 404, 413))
        self.assertNotIn("Traceback", page.text)
        self.assertIn(told, page.text)
        self.assertFalse(self._last())

    def test_piece_of_another_order(self):
        mine = self._new_order([(self.product, 1)])
        self._deliver(mine)
        # By the link of an order there is nothing else.
        token = mine._portal_ensure_token()
        self._login()
        for line in (self.line, self.foreign.order_line):
            page = self._fill_in(
                order_id=mine.id, access_token=token, piece=[str(line.id)]
            )
            self._assert_nothing(page, "How can we help?")
        # Among others what is theirs counts, and nothing else.
        foreign = self.foreign.order_line
        self._login(self.buyer)
        self._fill_in(
            order_id=self.order.id,
            piece=[str(self.line.id), str(foreign.id), str(mine.order_line.id)],
            **{f"quantity_{foreign.id}": "1"},
        )
        self.assertEqual(self._last().line_ids.sale_line_id, self.line)

    def test_lot_of_somebody_else(self):
        lot = self._deliver_serials("SN-9", partner_id=self.other_customer.id)
        lot = lot.move_line_ids.lot_id
        delivery = self._deliver_serials("SN-1")
        line = delivery.move_ids.sale_line_id
        self._login(self.buyer)
        for piece in (
            f"{line.id}-{lot.id}",
            f"{line.id}-{2**31}",
            f"{line.id}",
            f"{line.id}-0",
            f"{line.id}-",
            f"-{line.id}",
            f"{line.id}-1-1",
            f" {line.id}",
            "9" * 30,
            "",
            "\0",
        ):
            with self.subTest(piece):
                self._assert_nothing(self._fill_in(order_id="", piece=[piece]))

    def test_wish_that_is_not_offered(self):
        self._login(self.buyer)
        self.team.use_fsm = False
        for wish in ("visit", "use_fsm", "refund'--", "__class__", ""):
            with self.subTest(wish):
                page = self._fill_in(wish=wish)
                self._assert_nothing(page, "Choose what you would like.")
        # Switched off between the form and its sending.
        self._fill_in(wish="repair")
        draft = self._last()
        self.team.use_product_repairs = False
        url = f"/my/help/{draft.id}/{draft.access_token}"
        page = self._post(f"{url}/send")
        self.assertIn("no longer be asked for here", page.text)
        self.assertEqual(draft.state, "draft")
        # The page of the draft still opens, to change it.
        self.assertEqual(self._get(url).status_code, 200)

    def test_reason_that_is_not_offered(self):
        self._login(self.buyer)
        inner = self.reason.copy({"name": "Fraud", "offered_to_customers": False})
        for reason in (inner.id, 2**40, "1 OR 1=1", "-1"):
            with self.subTest(reason):
                page = self._fill_in(reason=str(reason))
                self._assert_nothing(page, "Choose what is wrong.")
                self.assertNotIn("Fraud", page.text)

    def test_words(self):
        self._login(self.buyer)
        note = "<script>alert(1)</script>{{ object.env }}${1}\u202e"
        self._fill_in(note=note)
        draft = self._last()
        url = f"/my/help/{draft.id}/{draft.access_token}"
        self.assertNotIn("<script>alert", self._get(url).text)
        self._post(f"{url}/send")
        ticket = draft.ticket_id
        self.assertNotIn("<script", ticket.description)
        self.assertIn("{{ object.env }}", ticket.description)
        for message in ticket.message_ids:
            self.assertNotIn("<script", message.body)
        page = self._get(ticket.access_url)
        self.assertNotIn("<script>alert", page.text)
        # To a ticket that there was.
        other = self._draft(quantity=1, target=ticket, note=note)
        other._send()
        for message in ticket.message_ids:
            self.assertNotIn("<script", message.body)

    def test_endless_words(self):
        self._login(self.buyer)
        self._fill_in(note="ü" * 100_000)
        draft = self._last()
        self.assertEqual(len(draft.note), 5000)
        # The way back fits into what servers take.
        self.assertLess(len(draft.form_url), 4000)
        draft.unlink()
        # 413 where a server takes less at once.
        self.assertIn(self._fill_in(note="x" * 10**7).status_code, (200, 413))
        self.assertEqual(len(self._last().note or ""), 5000)

    def test_long_way_back(self):
        order = self._new_order([(self.product, 1)] * 40)
        self._deliver(order)
        self._login(self.buyer)
        self._fill_in(
            order_id=order.id,
            piece=order.order_line.ids,
            note="؟" * 900,
            **{f"quantity_{x}": "1" for x in order.order_line.ids},
        )
        draft = self._last()
        self.assertEqual(len(draft.line_ids), 40)
        self.assertLess(len(draft.form_url), 4000)
        page = self._get(draft.form_url)
        self.assertEqual(page.text.count('name="piece"'), 40)

    def test_from_where(self):
        self._login(self.buyer)
        for values in (
            {"order_id": self.foreign.id},
            {"order_id": 10**6},
            {"order_id": "1e3"},
            {"order_id": f"{self.order.id} "},
            {"invoice_id": self.order.id + 10**6},
            {"ticket_id": "x"},
            # The first one counts, whatever follows.
            {"order_id": self.foreign.id, "ticket_id": self.ticket.id},
        ):
            with self.subTest(values):
                for url in ("/my/help", "/my/help/about"):
                    self.assertEqual(self._get(url, **values).status_code, 404)
                page = self._fill_in(**{"order_id": "", **values})
                self.assertEqual(page.status_code, 404)
        self.assertFalse(self._last())

    def test_tickets_nobody_asks_from(self):
        self.ticket.sale_order_ids = self.order
        self._login(self.buyer)
        url = "/my/help"
        self.assertEqual(self._get(url, ticket_id=self.ticket.id).status_code, 200)
        token = self.ticket._portal_ensure_token()
        for values in (
            {"active": False},
            {"partner_id": self.other_customer.id},
            {"partner_id": False},
            {"stage_id": self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id},
        ):
            before = self.ticket.read(list(values), load=None)[0]
            self.ticket.write(values)
            with self.subTest(values):
                page = self._get(url, ticket_id=self.ticket.id)
                self.assertEqual(page.status_code, 404)
                page = self._get(url, ticket_id=self.ticket.id, access_token=token)
                self.assertNotIn("Desk lamp", page.text)
                page = self._get(self.ticket.access_url, access_token=token)
                self.assertNotIn("after_sales_ask", page.text)
            self.ticket.write({name: before[name] for name in values})

    def test_what_a_draft_does_not_tell(self):
        draft = self._draft()
        other = self._draft(partner_id=self.other_customer.id)
        self._login(self.stranger)
        for token in (other.access_token, "x", "%E2%80%AE", "x" * 3000):
            for suffix in ("", "/send"):
                url = f"/my/help/{draft.id}/{token}{suffix}"
                page = self._post(url) if suffix else self._get(url)
                self.assertIn(page.status_code, (404, 400), url[:60])
        self.assertEqual(draft.state, "draft")

    def test_sent_by_a_get(self):
        draft = self._draft()
        self._login(self.buyer)
        page = self._get(f"/my/help/{draft.id}/{draft.access_token}/send")
        self.assertIn(page.status_code, (404, 405))
        page = self._post(f"/my/help/{draft.id}/{draft.access_token}/send", csrf=False)
        self.assertEqual(page.status_code, 400)
        self.assertEqual(draft.state, "draft")

    def test_photos_of_what_is_answered(self):
        request = self._ask()
        url = f"{request.ticket_id.access_url}/request/{request.id}/photos"
        request.with_user(self.asker)._decline("It was opened.")
        self._login(self.buyer)
        files = [("files", ("a.png", make_photo(), "image/png"))]
        page = self._post(url, files=files)
        self.assertIn("answered this already", page.text)
        self.assertFalse(request.ticket_id.attachment_ids)

    def test_pages_tell_nothing_inner(self):
        self.ticket.sale_order_ids = self.order
        self.product.standard_price = 47.11
        self.asker.name = "Marc Demosurname"
        request = self._ask(target=self.ticket, quantity=1)
        self.ticket.message_post(body="Inner words", subtype_xmlid="mail.mt_note")
        other = self._ask(quantity=1)
        other.with_user(self.asker)._decline("It was opened.")
        self._login(self.buyer)
        pages = [
            self._get(url, **parameters)
            for url, parameters in (
                ("/my/help", {}),
                ("/my/help/about", {"piece": self.line.id}),
                (self.ticket.access_url, {}),
                (other.ticket_id.access_url, {}),
                (f"{self.ticket.access_url}/request/{request.id}/photos", {}),
                (f"{self.ticket.access_url}/request/{request.id}/withdraw", {}),
            )
        ]
        bodies = [page.text for page in pages]
        for ticket in (self.ticket, other.ticket_id):
            bodies += ticket.message_ids.filtered(
                lambda x: x.message_type == "auto_comment"
            ).mapped("body")
        for text in bodies:
            for word in ("Inner words", "47.11", "Demosurname", "Gemini"):
                self.assertNotIn(word, text)

    # ------------------------------------------------------------------
    # Agents
    # ------------------------------------------------------------------

    def test_agents_name_no_request(self):
        request = self._ask(quantity=1)
        other = self._ask(quantity=1)
        other.ticket_id.user_id = self.agent_team
        agent = self.agent
        action = request.ticket_id.with_user(agent).action_return()
        popups = self.env["stock.return.picking"].with_user(agent)
        popups = popups.with_context(**action["context"])
        with self.assertRaises(AccessError):
            popups.create({"request_id": request.id})
        popup = popups.create({})
        for request_id in (request.id, other.id):
            with self.assertRaises(AccessError):
                popups.with_context(default_request_id=request_id).create({})
            with self.assertRaises(AccessError):
                popup.write({"request_id": request_id})
        with self.assertRaises(AccessError):
            popup.read(["request_id"])
        self.assertFalse(popup.sudo().request_id)

    def test_agents_decline_what_they_may_not(self):
        request = self._ask(quantity=1)
        request.ticket_id.user_id = self.agent_team
        popups = self.env["helpdesk.after.sales.request.decline"]
        popups = popups.with_user(self.agent)
        for values, context in (
            ({"request_id": request.id, "reason": "No."}, {}),
            ({"reason": "No."}, {"default_request_id": request.id}),
        ):
            with self.assertRaises(AccessError):
                popups.with_context(**context).create(values)
        # Taken away from them while the window is open.
        mine = self._ask(quantity=1)
        popup = popups.create({"request_id": mine.id, "reason": "No."})
        mine.ticket_id.user_id = self.agent_team
        with self.assertRaises(AccessError):
            popup.action_decline()
        self.assertEqual(mine.state, "requested")
