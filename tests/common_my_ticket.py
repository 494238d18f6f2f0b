# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

import lxml.html

from .common_coupons import CouponShop
from .common_requests import RequestHttp


class Entry(NamedTuple):
    """What the card says of a document, as the customer reads it."""

    service: str
    id: int
    title: str
    badge: str
    number: str
    date: str
    # What was reached, and the step that is current.
    steps: list
    reached: list
    current: str
    code: str
    facts: list
    # Addresses by what stands on them.
    actions: dict
    papers: dict

    @property
    def text(self):
        """All that can be read of it."""
        words = [self.title, self.badge, self.number, self.date, self.code]
        return " ".join([*words, *self.facts, *self.actions, *self.papers])


def get_words(nodes):
    """Return the words of nodes of a page, with plain spaces."""
    return " ".join(" ".join(x.text_content() for x in nodes).split())


class MyTicketCommon(CouponShop, RequestHttp):
    """A ticket of a buyer, all services, and everybody who may come to its page.

    Each service needs a method here that makes a document which the customer sees,
    named after its switch.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        services = cls.ticket._after_sales_services()
        cls.team.write(dict.fromkeys(services, True))
        cls.ticket.write(
            {"partner_id": cls.contact.id, "sale_order_ids": cls.order.ids}
        )
        cls.token = cls.ticket._portal_ensure_token()
        cls.follower = cls._new_user("follower", "base.group_portal")
        cls.ticket.message_subscribe(cls.follower.partner_id.ids)
        cls.technician.write({"name": "Tom Technician", "email": "tom@example.com"})
        # Whoever looks first would have the page load what all need.
        cls.env.flush_all()

    # ------------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------------

    @classmethod
    def _get_services(cls):
        return cls.ticket._after_sales_services()

    @classmethod
    def _make(cls, switch, **values):
        """Make a document of a service that its customer sees, in superuser mode."""
        return getattr(cls, f"_make_{switch}")(**values)

    @classmethod
    def _make_all(cls):
        """Return a document by service."""
        return {switch: cls._make(switch) for switch in cls._get_services()}

    @classmethod
    def _make_use_credit_notes(cls, quantity=1, post=True):
        with cls._popup_as(cls.agent, cls.ticket, "action_refund") as form:
            form.move_ids.clear()
            form.move_ids.add(cls.invoice)
            with form.refund_line_ids.edit(0) as line:
                line.quantity = quantity
        popup = form.save()
        popup.refund_moves()
        note = cls.env["account.move"].browse(popup.sudo().new_move_ids.id)
        if post:
            note.action_post()
        return note

    @classmethod
    def _make_use_coupons(cls, **values):
        return cls._make_coupon(**values).with_env(cls.env)

    @classmethod
    def _make_use_product_returns(cls, quantity=1, outcome=False, exchange=False):
        form = cls._popup_as(
            cls.agent, cls.ticket, "action_return", picking_id=cls.delivery
        )
        if outcome:
            form.outcome = outcome
        with form.product_return_moves.edit(0) as line:
            line.quantity = quantity
        popup = form.save()
        if exchange:
            popup.action_create_exchanges()
        else:
            popup.action_create_returns()
        pickings = cls.env["stock.picking"].search(
            [("helpdesk_ticket_id", "=", cls.ticket.id)], order="id desc"
        )
        return pickings.filtered(lambda x: x.helpdesk_document_type == "return")[:1]

    @classmethod
    def _make_use_product_repairs(cls, **values):
        values = {"product_id": cls.product, **values}
        popup = cls._popup_as(cls.agent, cls.ticket, "action_repair", **values).save()
        popup.action_confirm()
        return cls.env["repair.order"].browse(popup.sudo().repair_id.id)

    @classmethod
    def _make_use_fsm(cls, **values):
        task = cls._plan(name="Boiler on fire").with_env(cls.env)
        task.write({"user_ids": cls.technician.ids, **values})
        return task

    @classmethod
    def _fill_in_worksheet(cls, task):
        # Pages of requests are filled in by the same name.
        return super(RequestHttp, cls)._fill_in(task)

    # ------------------------------------------------------------------
    # The page
    # ------------------------------------------------------------------

    def _page(self, user=None, ticket=None, **parameters):
        """Open the page of a ticket.

        :return: the parsed page; None where there is none for who asks
        """
        ticket = ticket or self.ticket
        self._login(user)
        response = self._get(f"/my/ticket/{ticket.id}", **parameters)
        # What the page made is not to be taken back with what it read.
        self.env.invalidate_all()
        self.assertEqual(response.status_code, 200)
        if f"/my/ticket/{ticket.id}" not in response.url:
            return None
        return lxml.html.fromstring(response.content)

    def _card(self, user=None, ticket=None, **parameters):
        """Return what the card on the page of a ticket says, an entry a document."""
        page = self._page(user, ticket, **parameters)
        self.assertIsNotNone(page)
        path = "//section[@id='after_sales_documents']//li[@data-service]"
        return [self._read_entry(node) for node in page.xpath(path)]

    def _read_entry(self, node):
        def words(path):
            return get_words(node.xpath(path))

        steps = node.xpath(".//ol/li")
        names = [get_words(x.xpath(".//bdi")) for x in steps]
        links = {
            is_paper: {
                get_words([x]): x.get("href")
                for x in node.xpath(".//a[@href]")
                if (x.get("name") == "paper") == is_paper
            }
            for is_paper in (True, False)
        }
        numbers = node.xpath(".//h6/../following-sibling::div[1]/bdi[not(@name)]")
        return Entry(
            service=node.get("data-service"),
            id=int(node.get("data-id")),
            title=words(".//h6"),
            badge=words(".//span[contains(@class, 'badge')]"),
            number=get_words(numbers),
            date=words(".//*[@name='date']"),
            steps=names,
            reached=[
                name
                for name, x in zip(names, steps, strict=True)
                if x.xpath(".//span[contains(@class, 'visually-hidden')]")
            ],
            current=get_words(
                x.xpath(".//bdi")[0] for x in steps if x.get("aria-current")
            ),
            code=words(".//code"),
            facts=[
                get_words([x])
                for x in node.xpath(".//ul/li")
                if not x.get("data-service")
            ],
            actions=links[False],
            papers=links[True],
        )

    def _entry(self, document, user=None, **parameters):
        """Return what the card says of one document, to the buyer if nobody is named.

        :return: None if it says nothing of it
        """
        if "access_token" not in parameters:
            user = user or self.buyer
        found = [
            x
            for x in self._card(user, **parameters)
            if (x.service, x.id) == (document.helpdesk_service, document.id)
        ]
        self.assertLessEqual(len(found), 1)
        return found[0] if found else None

    def _entry_by_link(self, document):
        """Return the same to who comes by the ticket's link, without login."""
        return self._entry(document, access_token=self.token)

    def _paper_url(self, document, paper, ticket=None, switch=None):
        switch = switch or document.helpdesk_service
        path = f"/my/ticket/{(ticket or self.ticket).id}/paper"
        return f"{path}/{switch}/{document.id}/{paper}"

    def _change_customer(self, partner, ticket=None):
        """Give the ticket to another customer, whose documents are still there."""
        (ticket or self.ticket).partner_id = partner
        self.env.flush_all()
