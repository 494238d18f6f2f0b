# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_requests import RequestHttp, make_photo, make_video


@tagged("post_install", "-at_install")
class TestRequestsPortal(RequestHttp):
    """The pages on which customers ask for something, without JavaScript."""

    def test_from_the_order(self):
        self._login(self.buyer)
        page = self._get(f"/my/orders/{self.order.id}")
        self.assertIn(f"/my/help?order_id={self.order.id}", page.text)
        # There is one thing to choose: it is chosen.
        page = self._get("/my/help", order_id=self.order.id)
        self.assertIn(f"/my/help/about?order_id={self.order.id}", page.url)
        self.assertIn("Desk lamp", self._read(page))
        page = self._fill_in(files=[("files", ("a.png", make_photo(), "image/png"))])
        words = self._read(page)
        self.assertIn("Send it back for my money", words)
        self.assertIn("2 × Desk lamp", words)
        self.assertIn("It flickers.", words)
        self.assertIn("Photo 1.png", words)
        draft = self._last()
        self.assertEqual(draft.state, "draft")
        page = self._post(f"/my/help/{draft.id}/{draft.access_token}/send")
        ticket = draft.ticket_id
        self.assertEqual(draft.state, "requested")
        self.assertEqual(page.url.split("?")[0], self.base_url() + ticket.access_url)
        self.assertNotIn("access_token", page.url)
        words = self._read(page)
        self.assertIn(f"Its number is {ticket.number}", words)
        self.assertIn("What you asked for", words)
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertRecordValues(
            ticket.attachment_ids, [{"name": "Photo 1.png", "mimetype": "image/png"}]
        )

    def test_by_the_link_of_an_order(self):
        token = self.order._portal_ensure_token()
        self._login()
        page = self._get(f"/my/orders/{self.order.id}", access_token=token)
        self.assertIn('name="after_sales_ask"', page.text)
        page = self._get("/my/help", order_id=self.order.id, access_token=token)
        self.assertEqual(page.status_code, 200)
        self.assertIn("How can we help?", self._read(page))
        page = self._fill_in(access_token=token)
        draft = self._last()
        self.assertIn("Is this right?", self._read(page))
        page = self._post(f"/my/help/{draft.id}/{draft.access_token}/send")
        self.assertIn(f"Its number is {draft.ticket_id.number}", self._read(page))
        # The order's customer asked, whoever holds the link.
        self.assertEqual(draft.partner_id, self.order.partner_id)

    def test_from_the_invoice(self):
        token = self.invoice._portal_ensure_token()
        self._login()
        page = self._get(f"/my/invoices/{self.invoice.id}", access_token=token)
        self.assertIn('name="after_sales_ask"', page.text)
        page = self._get("/my/help", invoice_id=self.invoice.id, access_token=token)
        self.assertIn("Desk lamp", self._read(page))

    def test_from_the_account(self):
        delivery = self._deliver_serials("SN-1", "SN-2")
        self._login(self.buyer)
        page = self._get("/my/home")
        self.assertIn("Help with a purchase", self._read(page))
        words = self._read(self._get("/my/help"))
        for text in ("Desk lamp", "Coffee machine", "SN-1", "SN-2", "Delivered"):
            self.assertIn(text, words)
        words = self._read(self._get("/my/help", search="SN-2"))
        self.assertIn("SN-2", words)
        self.assertNotIn("Desk lamp", words)
        words = self._read(self._get("/my/help", search="nothing of the kind"))
        self.assertIn("Nothing of yours fits that", words)
        line = delivery.move_ids.sale_line_id
        lot = delivery.move_line_ids.lot_id.filtered(lambda x: x.name == "SN-2")
        page = self._post(
            "/my/help/about",
            piece=f"{line.id}-{lot.id}",
            wish="exchange",
            reason=self.reason.id,
        )
        self.assertRecordValues(
            self._last().line_ids,
            [{"sale_line_id": line.id, "lot_id": lot.id, "quantity": 1}],
        )

    def test_from_the_ticket(self):
        self.ticket.write(
            {"partner_id": self.contact.id, "sale_order_ids": self.order.ids}
        )
        token = self.ticket._portal_ensure_token()
        for user, parameters in (
            (self.buyer, {}),
            (None, {"access_token": token}),
        ):
            self._login(user)
            page = self._get(f"/my/ticket/{self.ticket.id}", **parameters)
            self.assertIn('name="after_sales_ask"', page.text)
            page = self._get("/my/help", ticket_id=self.ticket.id, **parameters)
            self.assertIn("Desk lamp", self._read(page))
        page = self._fill_in(order_id="", ticket_id=self.ticket.id, access_token=token)
        draft = self._last()
        self._post(f"/my/help/{draft.id}/{draft.access_token}/send")
        self.assertEqual(draft.ticket_id, self.ticket)
        self.assertEqual(self.ticket.open_request_id, draft)

    def test_nobody_is_asked(self):
        self.company.after_sales_request_team_id = False
        self._login(self.buyer)
        self.assertEqual(self._get("/my/help").status_code, 404)
        page = self._get(f"/my/orders/{self.order.id}")
        self.assertNotIn('name="after_sales_ask"', page.text)
        self.assertNotIn("Help with a purchase", self._read(self._get("/my/home")))

    def test_reasons_why_not(self):
        self.company.return_window_days = 5
        self.delivery.move_ids.date = "2020-01-01 12:00:00"
        self._login(self.buyer)
        page = self._get("/my/help/about", piece=self.line.id)
        words = self._read(page)
        self.assertIn("Returnable until 01/06/2020", words)
        page = self._fill_in()
        self.assertIn("Returnable until 01/06/2020", self._read(page))
        self.assertFalse(self._last())

    def test_mistakes_are_told_and_kept(self):
        self._login(self.buyer)
        quantity = f"quantity_{self.line.id}"
        for values, told in (
            ({quantity: "6"}, "you have 5 Units."),
            ({quantity: "0"}, "how many?"),
            ({quantity: "-1"}, "how many?"),
            ({quantity: "nan"}, "how many?"),
            ({quantity: "1e400"}, "how many?"),
            ({"wish": "gold"}, "Choose what you would like."),
            ({"reason": "0"}, "Choose what is wrong."),
        ):
            with self.subTest(values=values):
                page = self._fill_in(**values)
                self.assertEqual(page.status_code, 200)
                self.assertIn(told, self._read(page))
                self.assertIn("It flickers.", page.text)
        self.assertFalse(self._last())
        # As a Persian keyboard types it.
        self._fill_in(**{quantity: "۲"})
        self.assertEqual(self._last().line_ids.quantity, 2)

    def test_files(self):
        self._login(self.buyer)
        for name, content, told in (
            (
                "a.svg",
                b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
                "neither",
            ),
            ("a.html", b"<html><script>x()</script></html>", "neither"),
            ("a.png", b"<script>x()</script>", "neither"),
            ("a.jpg", b"MZ\x90\x00", "neither"),
            ("a.heic", b"\0\0\0\x18ftypheic", "neither"),
            ("big.png", make_photo() + b"\0" * (10 * 1024 * 1024), "larger than 10 MB"),
        ):
            with self.subTest(name=name):
                page = self._fill_in(files=[("files", (name, content, "image/png"))])
                self.assertIn(told, self._read(page))
        self.assertFalse(self._last())
        # Its name and type are ours, whatever the client says.
        self._fill_in(
            files=[
                ("files", ("../../x.html", make_photo("JPEG"), "text/html")),
                ("files", ("x.php", make_video(), "text/x-php")),
            ]
        )
        draft = self._last()
        self.assertRecordValues(
            draft._get_files(),
            [
                {"name": "Photo 1.jpg", "mimetype": "image/jpeg"},
                {"name": "Video 2.mp4", "mimetype": "video/mp4"},
            ],
        )
        self.assertFalse(any(draft._get_files().mapped("public")))

    def test_sent_twice(self):
        self._login(self.buyer)
        self._fill_in()
        draft = self._last()
        url = f"/my/help/{draft.id}/{draft.access_token}"
        pages = [self._post(f"{url}/send") for __ in range(2)]
        self.assertEqual(pages[0].url, pages[1].url)
        # Back, and on again.
        self.assertEqual(self._get(url).url.split("?")[0], pages[0].url.split("?")[0])
        self.assertEqual(len(self.contact.helpdesk_ticket_ids), 1)

    def test_sent_meanwhile(self):
        self._login(self.buyer)
        self._fill_in(**{f"quantity_{self.line.id}": "5"})
        draft = self._last()
        other = self._ask(quantity=3)
        page = self._post(f"/my/help/{draft.id}/{draft.access_token}/send")
        self.assertIn(other.ticket_id.number, self._read(page))
        self.assertEqual(draft.state, "draft")
        words = self._read(self._get("/my/help", order_id=self.order.id))
        self.assertIn("2 Units", words)

    def test_asked_for_already(self):
        request = self._ask(quantity=5)
        self._login(self.buyer)
        page = self._get("/my/help", order_id=self.order.id)
        self.assertIn("You asked for it on", self._read(page))
        self.assertIn(request.ticket_id.access_url, page.text)

    def test_photo_later(self):
        request = self._ask()
        self._login(self.buyer)
        url = f"{request.ticket_id.access_url}/request/{request.id}/photos"
        self.assertIn("Add photos or a video", self._read(self._get(url)))
        page = self._post(url, files=[("files", ("a.png", make_photo(), "image/png"))])
        self.assertIn("What you asked for", self._read(page))
        message = request.ticket_id.message_ids[0]
        self.assertEqual(message.author_id, self.contact)
        self.assertEqual(message.attachment_ids.name, "Photo 1.png")
        page = self._post(url, files=[("files", ("a.png", b"nothing", "image/png"))])
        self.assertIn("neither", self._read(page))

    def test_withdraw(self):
        request = self._ask()
        self._login(self.buyer)
        url = f"{request.ticket_id.access_url}/request/{request.id}/withdraw"
        self.assertIn("Withdraw your request?", self._read(self._get(url)))
        self.assertEqual(request.state, "requested")
        page = self._post(url)
        self.assertEqual(request.state, "withdrawn")
        self.assertIn("Withdrawn", self._read(page))

    def test_declined(self):
        request = self._ask()
        request.with_user(self.agent_all)._decline("It was opened.")
        self._login(self.buyer)
        page = self._get(request.ticket_id.access_url)
        self.assertIn("It was opened.", self._read(page))
