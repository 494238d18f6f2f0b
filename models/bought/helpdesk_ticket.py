# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..asked_once import find_readable, recall, remember
from ..entered_values import is_integer, is_text
from ..helpdesk_after_sales_date import format_day
from ..helpdesk_after_sales_join import join_names
from .bought_finder import BoughtFinder
from .bought_offer import BoughtOffer
from .bought_row import BoughtRow

# So many lines a page has at most, so far one can go, and so long a search may be.
MOST_LINES = 80
MOST_OFFSET = 10_000
MOST_SEARCHED = 100


class HelpdeskTicket(models.Model):
    """What the ticket's customer bought, as its tab shows it."""

    _inherit = "helpdesk.ticket"

    bought_is_shown = fields.Boolean(
        compute="_compute_bought_is_shown", export_string_translation=False
    )

    @api.depends(
        lambda self: [
            "commercial_partner_id",
            *(f"team_id.{switch}" for switch in self._after_sales_services()),
        ]
    )
    def _compute_bought_is_shown(self):
        """Of a customer, where the team has any service: without, all is as before."""
        switches = list(self._after_sales_services())
        for ticket in self:
            ticket.bought_is_shown = bool(ticket.commercial_partner_id) and any(
                ticket.team_id[switch] for switch in switches
            )

    @api.readonly
    def bought_get_lines(self, search="", limit=10, offset=0, everything=False):
        """Return what the tab What the Customer Bought of this ticket shows.

        The form asks for it when the tab is opened. All in words of the user's
        language; days of deliveries and ends in the time zone they count in.

        :param str search: a part of the number of an order, invoice or delivery, of a
            serial number or of a product's name; nothing for what fits the ticket
        :param int limit: how many lines, 80 at most
        :param int offset: how many to leave out
        :param bool everything: also what is on none of the ticket's orders
        :return: ``lines``, whether there are ``more``, whether these are of the
            ticket's orders only (``is_narrowed``), and whether the user may act
            (``may_act``)
        :rtype: dict
        :raise AccessError: if the user may not read the ticket, or is a customer
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            # They follow their ticket; what is written here is for agents.
            raise AccessError(
                self.env._("Only employees see on a ticket what its customer bought.")
            )
        search = search.strip()[:MOST_SEARCHED] if is_text(search) else ""
        limit = min(max(limit, 1), MOST_LINES) if is_integer(limit) else 10
        offset = min(max(offset, 0), MOST_OFFSET) if is_integer(offset) else 0
        with remember(self.env):
            finder = BoughtFinder(self)
            ids, names = finder.find(search, limit + 1, offset, bool(everything))
            lines = find_readable(self.env["sale.order.line"].browse(ids[:limit]))
            rows = self._bought_get_rows(lines, names)
            return {
                "lines": [self._bought_describe(row) for row in rows],
                "more": len(ids) > limit,
                "is_narrowed": bool(finder.orders and not search and not everything),
                "may_act": self.after_sales_allowed,
            }

    def _bought_get_rows(self, lines, names=()):
        """Return what is known of order lines, in a constant number of queries.

        :param lines: ``sale.order.line`` that the user may read
        :param names: numbers that stand in the ticket
        :rtype: list[BoughtRow]
        """
        # sudo: agents read neither all transfers nor all units; what was delivered of
        # the lines that they may read is theirs to know.
        lines = lines.sudo()
        moves = self.env["stock.move"].sudo()
        moves = moves.search_fetch(
            [("sale_line_id", "in", lines.ids), ("state", "!=", "cancel")],
            order="date, id",
        )
        by_line = defaultdict(list)
        for move in moves:
            by_line[move.sale_line_id].append(move)
        rows = [BoughtRow(line, by_line[line]) for line in lines]
        # sudo: the ticket's own lot, whichever company's it is.
        own_lot = self.sudo().lot_id
        # All at once: those of a row alone would be read for each row.
        moves.move_line_ids.lot_id.fetch(["name"])
        names = set(names)
        for row in rows:
            lots = row.lots
            named = [x for x in lots if x.name in names]
            if own_lot in lots:
                row.lot = own_lot
            elif len(named) == 1:
                row.lot = named[0]
            elif len(lots) == 1:
                row.lot = lots
            documents = [row.order, *named, *(x.picking_id for x in row.deliveries)]
            row.names |= {x.name for x in documents if x.name in names}
        return self._bought_complete_rows(rows, names)

    def _bought_complete_rows(self, rows, names):
        """Add to each row what is to be known of it: for services to extend.

        :param list rows: ``BoughtRow``, changed in place
        :param set names: numbers that stand in the ticket
        :return: the same
        :rtype: list[BoughtRow]
        """
        return rows

    def _bought_get_contact_ids(self):
        """Return the ids of the ticket's customer and of all their contacts.

        :rtype: list[int]
        """
        # sudo: only whose each document is; these are asked for as the user.
        customer = self.sudo().commercial_partner_id._origin
        return recall(
            self.env,
            ("contacts", customer.id),
            lambda: list(
                self.env["product.product"]._repair_get_customer_ids(customer.id or 0)
            ),
        )

    @api.model
    def _bought_get_offers(self):
        """Return what can be done about a line, in the order of the buttons.

        Each service is one by itself; it may say more of itself here, or take itself
        out where it is not about what was bought.

        :rtype: dict[str, BoughtOffer]
        """
        return {
            switch: BoughtOffer(switch, service.label, service.button)
            for switch, service in self._after_sales_services().items()
        }

    def _bought_describe(self, row):
        """Return what the tab shows of a line.

        :param BoughtRow row: what is known of it
        :rtype: dict
        """
        line = row.line
        lots = row.lots
        return {
            "id": line.id,
            "product_id": row.product.id,
            "product": row.product.display_name,
            "lots": [{"id": lot.id, "name": lot.name} for lot in lots],
            "lot_id": row.lot.id,
            "order_id": row.order.id,
            "order": row.order.name,
            "date": format_day(self, row.order.date_order),
            "quantity": row.format(line.product_uom_qty),
            "price": line.currency_id.format(line.price_total),
            "delivered": self._bought_describe_delivery(row),
            "facts": [{"name": name, "text": text} for name, text in row.facts.items()],
            "terms": [
                {"name": name, "text": text, "is_over": is_over}
                for name, (text, is_over) in row.terms.items()
            ],
            "named": join_names(self.env, sorted(row.names)),
            "is_chosen": self._bought_is_chosen(row),
            "offers": [
                {
                    "name": name,
                    "label": offer.label,
                    "refusal": (offer.refuse and offer.refuse(row)) or "",
                }
                for name, offer in self._bought_get_offers().items()
                if self.team_id[offer.switch]
            ],
        }

    def _bought_describe_delivery(self, row):
        """Say when a line was delivered, and how much of it.

        :rtype: str
        """
        if not row.is_goods:
            return ""
        if not row.deliveries:
            return self.env._("Not delivered yet")
        day = format_day(self, row.deliveries[-1].date)
        if row.line.product_uom_id.compare(row.delivered, row.line.product_uom_qty) < 0:
            return self.env._(
                "Delivered %(quantity)s until %(day)s",
                quantity=row.format(row.delivered),
                day=day,
            )
        return self.env._("Delivered %(day)s", day=day)

    def _bought_is_chosen(self, row):
        """Whether this line is what the ticket is about already.

        :rtype: bool
        """
        # sudo: only whether they are the same.
        ticket = self.sudo()
        return (
            row.order in ticket.sale_order_ids
            and ticket.product_id == row.product
            and (not ticket.lot_id or ticket.lot_id in row.lots)
        )
