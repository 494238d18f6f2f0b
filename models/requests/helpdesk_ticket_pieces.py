# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models

from ..asked_once import remember
from ..bought.bought_finder import BoughtFinder
from .request_piece import RequestPiece, get_held

# So many order lines a page shows.
PAGE_LINES = 20


class HelpdeskTicket(models.Model):
    """What the customer of a ticket can ask something about.

    The ticket need not be saved: it then stands for the customer, the company, the
    team and the orders. All in superuser mode, once it is clear who asks.
    """

    _inherit = "helpdesk.ticket"

    @api.model
    def _request_get_wishes(self):
        """Return what customers can ask for, in the order in which it is offered.

        Each service adds its own.

        :return: ``RequestWish`` by key
        :rtype: dict
        """
        return {}

    @api.model
    def _request_prepare_ticket(self, partner, company, team, orders=None):
        """Return a ticket that is not saved, of a customer who looks for something.

        :param partner: the customer, or a contact of theirs
        :param company: whose customer
        :param team: that is asked
        :param orders: what it is about, if they came from an order
        :return: one ``helpdesk.ticket`` in superuser mode
        """
        # sudo: who asks was checked by the page.
        tickets = self.sudo().with_company(company)
        tickets = tickets.with_context(allowed_company_ids=company.ids)
        return tickets.new(
            {
                "partner_id": partner.id,
                "commercial_partner_id": partner.commercial_partner_id.id,
                "company_id": company.id,
                "team_id": team.id,
                "sale_order_ids": [(6, 0, orders.ids)] if orders else False,
            }
        )

    def _request_find_pieces(self, search="", page=0, narrow=False):
        """Return what the customer has, the latest first.

        :param str search: a part of a number or of a product's name
        :param int page: from 0
        :param bool narrow: only what is on the ticket's orders
        :return: ``RequestPiece``; whether there is more
        :rtype: tuple[list, bool]
        """
        self.ensure_one()
        with remember(self.env):
            finder = BoughtFinder(self)
            if narrow and not finder.orders:
                return [], False
            ids, __ = finder.find(search, PAGE_LINES + 1, page * PAGE_LINES, not narrow)
            lines = self.env["sale.order.line"].browse(ids[:PAGE_LINES])
            if narrow:
                lines = lines.browse(
                    line.id for line in lines if line.order_id in finder.orders
                )
            return self._request_get_pieces(lines), len(ids) > PAGE_LINES

    def _request_find_lines(self, line_ids):
        """Return those of these order lines that are the customer's, and count.

        :param list line_ids: ids that a client sent, of lines that need not exist
        :return: ``sale.order.line`` of confirmed orders of the ticket's company
        """
        self.ensure_one()
        lines = self.env["sale.order.line"]
        if not line_ids:
            return lines
        return lines.search(
            [
                ("id", "in", line_ids),
                ("company_id", "=", self.company_id.id),
                ("order_id.state", "=", "sale"),
                (
                    "order_partner_id.commercial_partner_id",
                    "=",
                    self.commercial_partner_id.id,
                ),
            ]
        )

    def _request_get_pieces(self, lines):
        """Return what the customer has of order lines, in a constant number of queries.

        :param lines: ``sale.order.line`` of the ticket's customer
        :return: of goods that were delivered; of those that are back, too
        :rtype: list[RequestPiece]
        """
        rows = [
            row
            for row in self._bought_get_rows(lines)
            if row.is_goods and row.deliveries
        ]
        asked = self._request_get_asked(lines)
        pieces = []
        for row in rows:
            for lot, held in get_held(row).items():
                of_piece = asked[row.line, lot]
                if lot:
                    # Who asked without naming the lot may mean this one.
                    of_piece = {**asked[row.line, lot.browse()], **of_piece}
                pieces.append(RequestPiece(row, lot, held, of_piece))
        return pieces

    def _request_get_asked(self, lines):
        """Return how much of order lines is asked for and not decided yet.

        :return: by line and lot, by request, in the product's unit
        :rtype: defaultdict
        """
        asked = defaultdict(dict)
        for line in self.env["helpdesk.after.sales.request.line"].search(
            [("sale_line_id", "in", lines.ids), ("state", "=", "requested")]
        ):
            of_piece = asked[line.sale_line_id, line.lot_id]
            of_piece[line.request_id] = (
                of_piece.get(line.request_id, 0.0) + line._open_quantity
            )
        return asked

    def _request_get_refusals(self, piece):
        """Say to the customer why they cannot ask for something, of each wish.

        :param RequestPiece piece: what it is about
        :return: sentences by the wish's key; empty ones for what they can ask for
        :rtype: dict[str, str]
        """
        refusals = {}
        for key, wish in self.team_id._request_get_offered().items():
            refusals[key] = wish.get_refusal(self, piece.row)
        return refusals
