# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from .delivery_queries import (
    IS_RETURNED,
    LATEST_LINES,
    LATEST_MOVE,
    LOT_MOVES,
    ORDERS_MOVES,
    READ_FIELDS,
    RETURNED_MOVES,
)


class Delivery(NamedTuple):
    """The stock move by which a customer got a product."""

    move_id: int
    date: datetime
    # Of the transfer, or of what else moved it.
    name: str


class ProductProduct(models.Model):
    """By which delivery a customer got a product: each look-up is one statement.

    In SQL, because each enters the moves, of which there are millions, by another way:
    the ORM's domains leave it to PostgreSQL, which takes the longest one.
    """

    _inherit = "product.product"

    @api.model
    def _repair_may_see_deliveries(self, ticket, partner):
        """Whether the user may know what was delivered to the customer.

        :param ticket: the ticket that asks: deliveries of its company count
        :param partner: the customer, or one of their contacts
        :rtype: bool
        """
        condition = self._repair_get_visible(ticket, partner)
        return condition is None or self.env.execute_query(
            SQL("SELECT %s", condition)
        ) == [(True,)]

    @api.model
    def _repair_get_visible(self, ticket, partner):
        """Return whether the user may know what was delivered to the customer.

        :return: an SQL condition; None if they may
        :rtype: SQL or None
        """
        company = ticket.company_id
        if company not in self.env.companies:
            return SQL("FALSE")
        if self.env["stock.move"]._after_sales_has_app_read():
            return None
        customer = self._repair_get_customer(ticket, partner)
        asking = ticket._origin
        if (
            asking.commercial_partner_id == customer
            and asking.company_id == company
            and asking._after_sales_surely_reads()
        ):
            return None
        query = (
            self.env["helpdesk.ticket"]
            .with_context(active_test=False)
            ._search(
                [
                    ("commercial_partner_id", "=", customer.id),
                    ("company_id", "=", company.id),
                ]
            )
        )
        return SQL("EXISTS (%s)", query.select(SQL("1")))

    def _repair_find_delivery(self, ticket, partner, lot, picking=None):
        """Find the stock move by which the customer got the product.

        The one that the return brings back, else one of the ticket's orders, else
        the customer's latest. Handing back what they had returned starts no new
        warranty.

        :param ticket: the ticket that asks: deliveries of its company count
        :param partner: the customer, or one of their contacts
        :param lot: a lot or serial number, or none
        :param picking: a return, or none
        :return: whether the user may know deliveries to this customer, and the one
            that was found
        :rtype: tuple[bool, Delivery or None]
        """
        visible = self._repair_get_visible(ticket, partner)
        self._repair_flush()
        for move_id in self._repair_get_delivery_selects(ticket, partner, lot, picking):
            # Agents need no access to deliveries: that the user may know those of this
            # customer is asked in the same breath.
            is_visible = SQL("TRUE") if visible is None else visible
            if visible is not None:
                move_id = SQL("CASE WHEN %s THEN %s END", visible, move_id)
            [[is_visible, *found]] = self.env.execute_query(
                SQL(
                    """
                    SELECT %(visible)s, found.id, found.date,
                        COALESCE(picking.name, found.reference)
                    FROM (SELECT) one
                    LEFT JOIN stock_move found ON found.id = %(move_id)s
                    LEFT JOIN stock_picking picking ON picking.id = found.picking_id
                    """,
                    visible=is_visible,
                    move_id=move_id,
                )
            )
            if not is_visible:
                return False, None
            if found[0]:
                return True, Delivery(*found)
        return True, None

    @api.model
    def _repair_get_customer(self, ticket, partner):
        """Return the company, or the person, that a partner belongs to.

        :param ticket: the ticket that asks: it knows its own customer's
        :param partner: the customer, or one of their contacts
        :rtype: recordset of ``res.partner``
        """
        known = ticket if partner == ticket.partner_id else partner
        return known.commercial_partner_id._origin

    def _repair_get_delivery_selects(self, ticket, partner, lot, picking):
        """Return where to look for a delivery, each only if the one before has none.

        :return: SQL expressions, each for the id of a stock move
        :rtype: Iterator[SQL]
        """
        values = {
            "product_id": self._origin.id,
            "customer_id": self._repair_get_customer(ticket, partner).id or 0,
            "delivered": self._repair_get_delivered(ticket.company_id),
            "order_ids": tuple(ticket.sale_order_ids._origin.ids) or (0,),
            "picking_id": picking and picking._origin.id,
            "is_returned": SQL("FALSE"),
            "lot_ids": tuple(lot._origin.ids) or (0,),
        }
        if picking:
            values["is_returned"] = SQL(IS_RETURNED, **values)
        if lot:
            yield self._repair_select_delivery(LOT_MOVES, SQL("TRUE"), values)
            return
        goods = SQL(
            "%(product_id)s IN (move.product_id, line.product_id)",
            product_id=values["product_id"],
        )
        named = [ORDERS_MOVES] if ticket.sale_order_ids else []
        if picking:
            named.append(RETURNED_MOVES)
        if named:
            yield self._repair_select_delivery(" UNION ALL ".join(named), goods, values)
        values["customer_ids"] = self._repair_get_customer_ids(values["customer_id"])
        yield SQL(
            "COALESCE(%s, %s)",
            SQL(LATEST_MOVE, **values, goods=SQL("move.product_id")),
            # Of a kit, its components are delivered.
            SQL(LATEST_MOVE, **values, goods=SQL("line.product_id")),
        )

    @api.model
    def _repair_get_customer_ids(self, customer_id):
        """Return the ids of a customer and of all their contacts and addresses.

        As values: PostgreSQL then knows whether they have few deliveries or very many.

        :param int customer_id: of a partner that belongs to no other
        :rtype: tuple[int]
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE commercial_partner_id = %s",
                customer_id,
            )
        )
        return tuple(id_ for [id_] in rows) or (0,)

    @api.model
    def _repair_get_delivered(self, company):
        """Return which stock moves brought something from us to a customer.

        :param company: the company that delivered it
        :return: an SQL condition on ``move``
        :rtype: SQL
        """
        return SQL(
            """
            move.state = 'done'
            AND move.company_id = %s
            AND move.origin_returned_move_id IS NULL
            AND move.location_dest_id = ANY(ARRAY(
                SELECT id FROM stock_location WHERE usage = 'customer'
            ))
            AND move.location_id != ALL(ARRAY(
                SELECT id FROM stock_location WHERE usage = 'customer'
            ))
            """,
            company.id or 0,
        )

    @api.model
    def _repair_select_delivery(self, moves, goods, values):
        """Return an expression for the best of a few moves.

        :param str moves: SQL that gives ids of stock moves
        :param SQL goods: what they have to bring, on ``move`` and ``line``
        :param dict values: what the statement is about
        :rtype: SQL
        """
        return SQL(
            """(
                SELECT move.id
                FROM stock_move move
                LEFT JOIN sale_order_line line ON line.id = move.sale_line_id
                LEFT JOIN stock_picking picking ON picking.id = move.picking_id
                WHERE move.id = ANY(ARRAY(%(moves)s))
                    AND %(delivered)s
                    AND %(goods)s
                    AND %(customer_id)s IN (
                        SELECT commercial_partner_id FROM res_partner
                        WHERE id IN (picking.partner_id, line.order_partner_id)
                    )
                ORDER BY
                    CASE
                        WHEN %(is_returned)s THEN 0
                        WHEN line.order_id IN %(order_ids)s THEN 1
                        ELSE 2
                    END,
                    move.product_id = %(product_id)s DESC,
                    move.date DESC,
                    move.id DESC
                LIMIT 1
            )""",
            moves=SQL(moves, **values),
            goods=goods,
            **values,
        )

    def _repair_find_received_lots(self, company, partner, limit):
        """Find the lots and serial numbers of this product that a customer received.

        :param company: the company that delivered them
        :param partner: the customer, or one of their contacts
        :param int limit: how many at most, the latest ones
        :return: ids of lots, the latest first
        :rtype: list[int]
        """
        self._repair_flush()
        lot_ids = []
        values = {
            "product_id": self._origin.id,
            "customer_ids": self._repair_get_customer_ids(
                partner.commercial_partner_id._origin.id or 0
            ),
            "delivered": self._repair_get_delivered(company),
            "limit": limit,
        }
        while len(lot_ids) < limit:
            # Nearly always one round: only of a lot there may be many lines.
            rows = self.env.execute_query(
                SQL(LATEST_LINES, **values, known_ids=tuple(lot_ids) or (0,))
            )
            lot_ids += dict.fromkeys(lot_id for __, lot_id in rows)
            if len(rows) < limit:
                break
        return lot_ids[:limit]

    @api.model
    def _repair_flush(self):
        """Write what the statements read."""
        for model_name, names in READ_FIELDS.items():
            self.env[model_name].flush_model(names)
