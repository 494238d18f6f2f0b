# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from urllib.parse import urlencode

import lxml.html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_outcomes import OutcomeCommon
from .common_persian import load_persian

# What transfers say to employees alone.
INTERNAL = (
    "helpdesk_done_by_id",
    "helpdesk_label_offered",
    "helpdesk_label_problem",
    "helpdesk_outcome_due",
    "helpdesk_outcome_problem",
    "helpdesk_overdue_on",
    "helpdesk_tracking_number",
)


@tagged("post_install", "-at_install")
class TestReturnsPortal(OutcomeCommon, HttpCase):
    """The returns on the page of a ticket: what its customer sees, and who else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._new_user(
            "buyer", "base.group_portal", partner_id=cls.contact.id
        )
        cls.stranger = cls._new_user(
            "stranger", "base.group_portal", partner_id=cls.other_customer.id
        )
        cls.ticket.partner_id = cls.contact
        cls.token = cls.ticket._portal_ensure_token()
        cls.url = f"/my/ticket/{cls.ticket.id}"
        cls._invoice(cls.order)

    def _get(self, url, user=None, **parameters):
        self.env.flush_all()
        self.authenticate(user and user.login, user and user.login.ljust(8, "x"))
        return self.url_open(f"{url}?{urlencode(parameters)}" if parameters else url)

    def _section(self, user=None, **parameters):
        """Return the words of the section, line by line; and its links."""
        html = lxml.html.fromstring(self._get(self.url, user, **parameters).content)
        found = html.xpath("//section[@id='after_sales_documents']//li[@data-service]")
        found = [x for x in found if x.get("data-service") == "use_product_returns"]
        # What is tried in test_my_ticket_*.
        for node in html.xpath("//ol | //*[@name='date']"):
            node.drop_tree()
        text = " ".join(" ".join(x.text_content() for x in found).split())
        links = [link for x in found for link in x.xpath(".//a/@href")]
        text = re.sub("Print the return slip.*?United States ", "", text)
        return text.replace("\xa0", " "), links

    def _slip_url(self, back, ticket=None):
        path = f"/my/ticket/{(ticket or self.ticket).id}/paper"
        return f"{path}/use_product_returns/{back.id}/slip"

    # ------------------------------------------------------------------
    # What the customer sees
    # ------------------------------------------------------------------

    def test_expected(self):
        self.assertEqual(self._section(self.buyer), ("", []))
        back = self._return_with("refund", 2)
        text, links = self._section(self.buyer)
        self.assertEqual(
            text,
            f"Your return Expected {back.name} 2 Desk lamp When it arrives: Refund "
            "Return Slip",
        )
        self.assertEqual(links, [self._slip_url(back)])

    def test_undecided_and_nothing_say_nothing(self):
        for outcome in (False, "none"):
            self._return_with(outcome, 1)
        text, __ = self._section(self.buyer)
        self.assertEqual(text.count("Expected"), 2)
        self.assertNotIn("When it arrives", text)

    def test_refund_shows_once_it_is_posted(self):
        back = self._return_with("refund", 2)
        self._arrive(back)
        text, links = self._section(self.buyer)
        self.assertEqual(
            text, f"Your return Received {back.name} 2 Desk lamp What follows: Refund"
        )
        self.assertFalse(links)
        self._credit_notes().action_post()
        text, __ = self._section(self.buyer)
        self.assertIn("Refunded: $ 200.00", text)
        self.assertNotIn("What follows", text)

    def test_credit_note_of_somebody_else(self):
        back = self._return_with("refund", 2)
        self._arrive(back)
        note = self._credit_notes()
        note.action_post()
        note.helpdesk_ticket_id = self._new_ticket(partner_id=self.other_customer.id)
        self.assertNotIn("Refunded", self._section(self.buyer)[0])

    def test_replaced_in_advance(self):
        self.team.replace_when = "advance"
        back = self._return_with("replace", 2)
        replacement = self.ticket.return_ids - back
        text, __ = self._section(self.buyer)
        self.assertIn(f"Expected {back.name} 2 Desk lamp Replacement: To be sent", text)
        self.assertNotIn("When it arrives", text)
        self.assertFalse(back._outcome_get_following(), "Neither on slip and mails.")
        self._receive(replacement)
        self._arrive(back)
        text, __ = self._section(self.buyer)
        self.assertIn(f"Received {back.name} 2 Desk lamp Replacement: Sent", text)
        self.assertNotIn("What follows", text)
        self.assertIn(f"Your replacement Sent {replacement.name} 2 Desk lamp", text)

    def test_each_outcome_is_told_by_itself(self):
        self.team.use_product_repairs = True
        chair = self._new_product("Chair")
        self._put_in_stock(chair, 5)
        order = self._new_order([(self.product, 1), (chair, 1)])
        delivery = self._deliver(order)
        self._invoice(order)
        form = self._open(picking_id=delivery)
        form.outcome = "refund"
        with form.product_return_moves.edit(1) as line:
            line.outcome = "repair"
        self._arrive(self._press(form.save()))
        text, __ = self._section(self.buyer)
        self.assertIn("What follows: Refund (Desk lamp) Repair order: ", text)

    def test_partly_received(self):
        back = self._return_with("refund", 3)
        rest = self._arrive(back, 1)
        text, links = self._section(self.buyer)
        self.assertIn(f"Received {back.name} 1 Desk lamp", text)
        self.assertIn(f"Expected {rest.name} 2 Desk lamp", text)
        self.assertEqual(links, [self._slip_url(rest)])

    def test_cancelled(self):
        back = self._return_with("refund", 2)
        back.action_cancel()
        text, links = self._section(self.buyer)
        self.assertEqual(text, f"Your return Cancelled {back.name} 2 Desk lamp")
        self.assertFalse(links)

    def test_several_products_are_told_apart(self):
        chair = self._new_product("Chair <b>")
        self._put_in_stock(chair, 5)
        delivery = self._deliver(self._new_order([(self.product, 1), (chair, 1)]))
        form = self._open(picking_id=delivery)
        form.outcome = "refund"
        with form.product_return_moves.edit(0) as line:
            line.outcome = "none"
        back = self._press(form.save())
        self.assertIn(
            "1 Desk lamp, 1 Chair <b> When it arrives: Refund (Chair <b>) Return Slip",
            self._section(self.buyer)[0],
        )
        back.action_cancel()
        form = self._open(picking_id=delivery)
        form.outcome = "refund"
        self._press(form.save())
        self.assertIn(
            "1 Desk lamp, 1 Chair <b> When it arrives: Refund Return Slip",
            self._section(self.buyer)[0],
        )

    def test_persian(self):
        load_persian(self.env)
        self.buyer.lang = "fa_IR"
        self._return_with("refund", 2)
        text, __ = self._section(self.buyer)
        for word in ("در انتظار رسیدن", "بازپرداخت"):
            self.assertIn(word, text)
        for word in ("Returns", "When it arrives", "Return Slip"):
            self.assertNotIn(word, text)

    def test_slip(self):
        back = self._return_with("refund", 2)
        response = self._get(self._slip_url(back), self.buyer)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn(back.name, response.text)
        self.assertIn("When it arrives:", response.text)
        self._arrive(back)
        self.assertEqual(self._get(self._slip_url(back), self.buyer).status_code, 404)

    # ------------------------------------------------------------------
    # Who else
    # ------------------------------------------------------------------

    def test_link_without_login(self):
        back = self._return_with("refund", 2)
        text, [link] = self._section(access_token=self.token)
        self.assertIn(back.name, text)
        self.assertEqual(self._get(link).status_code, 200)
        self.assertEqual(link, f"{self._slip_url(back)}?access_token={self.token}")
        # Who is logged in and came without the token gets none.
        self.assertNotIn("token", self._section(self.buyer)[1][0])

    def test_strangers(self):
        back = self._return_with("refund", 2)
        url = self._slip_url(back)
        for user in (self.stranger, None):
            for parameters in ({}, {"access_token": "x"}, {"access_token": "é"}):
                with self.subTest(user=user, **parameters):
                    self.assertEqual(
                        self._get(url, user, **parameters).status_code, 404
                    )
                    self.assertNotIn(
                        back.name, self._get(self.url, user, **parameters).text
                    )
        # The link of another ticket opens no return of this one.
        other = self._new_ticket(partner_id=self.other_customer.id)
        token = other._portal_ensure_token()
        for ticket in (other, self.ticket):
            url = self._slip_url(back, ticket)
            for user in (self.stranger, None):
                response = self._get(url, user, access_token=token)
                self.assertEqual(response.status_code, 404)

    def test_follower_sees_the_ticket_alone(self):
        back = self._return_with("refund", 2)
        self.ticket.message_subscribe(self.other_customer.ids)
        response = self._get(self.url, self.stranger)
        self.assertIn(self.ticket.number, response.text)
        self.assertNotIn(back.name, response.text)
        self.assertEqual(
            self._get(self._slip_url(back), self.stranger).status_code, 404
        )

    def test_agent_sees_what_they_may_read(self):
        back = self._return_with("refund", 2)
        self.assertIn(back.name, self._section(self.agent)[0])
        employee = self._new_user("employee", "base.group_user")
        self.assertEqual(self._get(self._slip_url(back), employee).status_code, 404)

    def test_another_customers_ticket(self):
        back = self._return_with("refund", 2)
        self.ticket.partner_id = self.other_customer
        self.assertNotIn(back.name, self._get(self.url, self.stranger).text)
        self.assertEqual(
            self._get(self._slip_url(back), self.stranger).status_code, 404
        )

    def test_only_returns_have_a_slip(self):
        self.delivery.helpdesk_ticket_id = self.ticket
        missing = self._return_with("refund", 2).copy()
        missing_id = missing.id
        missing.unlink()
        for id_ in (self.delivery.id, missing_id, 0, 10**30, "x", "-1"):
            url = f"/my/ticket/{self.ticket.id}/return_slip/{id_}"
            with self.subTest(id=id_), mute_logger("odoo.http", "odoo.sql_db"):
                self.assertEqual(self._get(url, self.buyer).status_code, 404)
            url = f"/my/ticket/{id_}/return_slip/{self.delivery.id}"
            with self.subTest(ticket_id=id_), mute_logger("odoo.http", "odoo.sql_db"):
                self.assertEqual(self._get(url, self.buyer).status_code, 404)

    def test_customers_read_nothing_else(self):
        back = self._return_with("refund", 2)
        self._arrive(back)
        mine = back.with_user(self.buyer)
        for records in (
            mine,
            back.move_ids.with_user(self.buyer),
            self.env["helpdesk.after.sales.tracking"].with_user(self.buyer).browse(1),
            self.env["helpdesk.after.sales.document"].with_user(self.buyer).browse(1),
        ):
            for call in (
                lambda x=records: x.read(),
                lambda x=records: x.write({"write_date": False}),
            ):
                with self.subTest(records._name), self.assertRaises(AccessError):
                    call()
        # Transfers of their own address they read in the standard.
        back.partner_id = self.buyer.partner_id
        self.env.invalidate_all()
        self.assertTrue(mine.read(["name", "state"]))
        for name in INTERNAL:
            self.assertNotIn(name, mine.fields_get())
            with self.assertRaises(AccessError):
                mine.read([name])
        for name in (
            "action_enter_tracking_number",
            "action_get_return_label",
            "action_follow_up",
        ):
            with self.subTest(name, own=True), self.assertRaises(AccessError):
                getattr(mine, name)()
        back.partner_id = self.other_customer
        self.env.invalidate_all()
        for name in (
            "action_print_return_slip",
            "action_send_return_slip",
            "action_enter_tracking_number",
            "action_get_return_label",
            "action_follow_up",
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(mine, name)()
