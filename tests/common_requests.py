# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from urllib.parse import urlencode

import lxml.html
from PIL import Image

from odoo import http
from odoo.tests import HttpCase

from .common_field_service import FsmShop
from .common_outcomes import OutcomeCommon, OutcomeShop
from .common_returns import ReturnShop


def make_photo(format_="PNG"):
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, format_)
    return content.getvalue()


def make_video(brand=b"mp42"):
    """Return what the head of a video looks like.

    :param bytes brand: what the file says it is; or webm
    """
    if brand == b"webm":
        return b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\0" * 100
    boxes = ((b"ftyp", brand + b"\0" * 12), (b"free", b""), (b"moov", b"\0" * 100))
    return b"".join(
        (8 + len(content)).to_bytes(4, "big") + kind + content
        for kind, content in boxes
    )


class RequestShop(FsmShop, OutcomeShop, ReturnShop):
    """A shop whose customers ask for returns, exchanges, repairs and visits."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.use_product_repairs = True
        cls.company.after_sales_request_team_id = cls.team
        cls.buyer = cls._new_user(
            "buyer", "base.group_portal", partner_id=cls.contact.id
        )
        cls.colleague = cls._new_user(
            "colleague",
            "base.group_portal",
            partner_id=cls.env["res.partner"]
            .create({"name": "Colleague", "parent_id": cls.customer.id})
            .id,
        )
        cls.stranger = cls._new_user(
            "stranger", "base.group_portal", partner_id=cls.other_customer.id
        )
        cls.reason = cls.env.ref("helpdesk_mgmt_after_sales.reason_defective")
        cls.line = cls.order.order_line
        cls.requests = cls.env["helpdesk.after.sales.request"]
        cls.invoice = cls._invoice(cls.order)


class RequestCommon(RequestShop, OutcomeCommon):
    """What its customers ask for, without pages."""

    def _draft(self, wish="refund", quantity=2, lines=None, target=None, **values):
        """Fill in a request as the customer does."""
        tickets = self.env["helpdesk.ticket"]
        ticket = tickets._request_prepare_ticket(self.contact, self.company, self.team)
        pieces = ticket._request_get_pieces(lines or self.line)
        chosen = [(piece, min(quantity, piece.left)) for piece in pieces]
        values = {"wish": wish, "reason_id": self.reason.id, "note": "", **values}
        return self.requests._make_draft(
            ticket, target or tickets, chosen, values, files=()
        )

    def _ask(self, *args, **values):
        draft = self._draft(*args, **values)
        draft._send()
        return draft


class RequestHttp(RequestCommon, HttpCase):
    """Such a shop's pages, as its customers open them."""

    def _login(self, user=None):
        self.env.flush_all()
        self.authenticate(user and user.login, user and user.login.ljust(8, "x"))

    def _get(self, url, **parameters):
        self.env.flush_all()
        query = urlencode(parameters, doseq=True)
        return self.url_open(f"{url}?{query}" if query else url)

    def _post(self, url, files=None, csrf=True, redirects=True, **values):
        self.env.flush_all()
        if csrf:
            values["csrf_token"] = http.Request.csrf_token(self)
        res = self.url_open(
            url,
            data=values,
            files=files,
            method="POST",
            allow_redirects=redirects,
            timeout=60,
        )
        self.env.invalidate_all()
        return res

    def _read(self, response):
        html = lxml.html.fromstring(response.content)
        [main] = html.xpath("//main") or [html]
        return " ".join(main.text_content().split())

    def _fill_in(self, files=None, **values):
        values = {
            "order_id": self.order.id,
            "piece": str(self.line.id),
            f"quantity_{self.line.id}": "2",
            "wish": "refund",
            "reason": str(self.reason.id),
            "note": "It flickers.",
            **values,
        }
        return self._post("/my/help/about", files, **values)

    def _last(self):
        """Return the last request of this customer; the database may hold others."""
        return self.requests.search([("customer_id", "=", self.customer.id)], limit=1)


class RequestTourCommon(RequestHttp):
    """What customers ask for, and the agent's answer, in the browser."""

    def _ask_in_tour(self, tour, url, login=None):
        """Ask as a customer does.

        :return: what the agent gets
        """
        self.start_tour(url, f"helpdesk_after_sales_request_{tour}", login=login)
        self.env.invalidate_all()
        return self._last()

    def _grant_in_tour(self, asked, tour):
        """Open the ticket and the popup as its agent does, and make the document."""
        asked.ticket_id.user_id = self.agent
        self.start_tour(
            f"/odoo/helpdesk-tickets/{asked.ticket_id.id}",
            f"helpdesk_after_sales_grant_{tour}",
            login=self.agent.login,
        )
        self.env.invalidate_all()
        self.assertEqual(asked.state, "granted")

    def _ask_for_repair(self):
        """Ask from a ticket for a repair, and take that back."""
        delivery = self._deliver_serials("SN-1", "SN-2")
        self.ticket.write(
            {"partner_id": self.contact.id, "sale_order_ids": delivery.sale_id.ids}
        )
        asked = self._ask_in_tour("repair", f"/my/ticket/{self.ticket.id}", "buyer")
        self.assertEqual(asked.line_ids.lot_id.name, "SN-2")
        self.assertEqual(asked.ticket_id, self.ticket)
        self.assertEqual(asked.state, "withdrawn")
