# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

# What the statements below read: written before they run.
READ_FIELDS = {
    "res.partner": ["commercial_partner_id"],
    "sale.order.line": ["order_id", "order_partner_id", "product_id"],
    "stock.location": ["usage"],
    "stock.move": [
        "company_id",
        "date",
        "location_dest_id",
        "location_id",
        "origin_returned_move_id",
        "picking_id",
        "product_id",
        "reference",
        "sale_line_id",
        "state",
    ],
    "stock.move.line": ["lot_id", "move_id", "product_id"],
    "stock.picking": ["name", "partner_id"],
}

# Ids of the moves that a lot or serial number went through: those lines are indexed.
LOT_MOVES = "SELECT move_id FROM stock_move_line WHERE lot_id IN %(lot_ids)s"
# Ids of the moves that the return brings back, and of those of the ticket's orders.
NAMED_MOVES = """
    SELECT origin_returned_move_id FROM stock_move WHERE picking_id = %(picking_id)s
    UNION ALL
    SELECT stock_move.id
    FROM sale_order_line
    JOIN stock_move ON stock_move.sale_line_id = sale_order_line.id
    WHERE sale_order_line.order_id IN %(order_ids)s
"""
# The latest move to a customer: to an address of theirs, or by an order of theirs, as
# goods may be shipped elsewhere. Apart, because each of the two has its own index.
LATEST_MOVE = """(
    SELECT id FROM (
        (
            SELECT move.id, move.date
            FROM stock_move move
            JOIN stock_picking picking ON picking.id = move.picking_id
            LEFT JOIN sale_order_line line ON line.id = move.sale_line_id
            WHERE %(goods)s = %(product_id)s
                AND %(delivered)s
                AND picking.partner_id IN (
                    SELECT id FROM res_partner
                    WHERE commercial_partner_id = %(customer_id)s
                )
            ORDER BY move.date DESC, move.id DESC
            LIMIT 1
        ) UNION ALL (
            SELECT move.id, move.date
            FROM stock_move move
            JOIN sale_order_line line ON line.id = move.sale_line_id
            WHERE %(goods)s = %(product_id)s
                AND %(delivered)s
                AND line.order_partner_id IN (
                    SELECT id FROM res_partner
                    WHERE commercial_partner_id = %(customer_id)s
                )
            ORDER BY move.date DESC, move.id DESC
            LIMIT 1
        )
    ) latest
    ORDER BY date DESC, id DESC
    LIMIT 1
)"""


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
    def _repair_may_see_deliveries(self, partner, company):
        """Whether the user may know what the company delivered to the customer."""
        condition = self._repair_get_visible(partner, company)
        return condition is None or self.env.execute_query(
            SQL("SELECT %s", condition)
        ) == [(True,)]

    @api.model
    def _repair_get_visible(self, partner, company):
        """Return whether the user may know what the company delivered to the customer.

        :return: an SQL condition; None if they may, whoever the customer is
        :rtype: SQL or None
        """
        if company not in self.env.companies:
            return SQL("FALSE")
        if self.env["stock.move"]._after_sales_has_app_read():
            return None
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        customer = partner.commercial_partner_id
        query = tickets._search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("company_id", "=", company.id),
            ]
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
        visible = self._repair_get_visible(partner, ticket.company_id)
        for model_name, names in READ_FIELDS.items():
            self.env[model_name].flush_model(names)
        found = None
        for move_id in self._repair_get_delivery_selects(ticket, partner, lot, picking):
            # Agents need no access to deliveries: that the user may know those of this
            # customer is asked in the same breath.
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT scope.visible, found.id, found.date,
                        COALESCE(picking.name, found.reference)
                    FROM (SELECT %(visible)s AS visible) scope
                    LEFT JOIN stock_move found
                        ON found.id = CASE WHEN scope.visible THEN %(move_id)s END
                    LEFT JOIN stock_picking picking ON picking.id = found.picking_id
                    """,
                    visible=SQL("TRUE") if visible is None else visible,
                    move_id=move_id,
                )
            )
            [[is_visible, *found]] = rows
            if not is_visible:
                return False, None
            if found[0]:
                return True, Delivery(*found)
        return True, None

    def _repair_get_delivery_selects(self, ticket, partner, lot, picking):
        """Return where to look for a delivery, each only if the one before has none.

        :return: SQL expressions, each for the id of a stock move
        :rtype: list[SQL]
        """
        values = {
            "product_id": self._origin.id,
            "customer_id": partner.commercial_partner_id._origin.id,
            "delivered": self._repair_get_delivered(ticket.company_id),
            "order_ids": tuple(ticket.sale_order_ids._origin.ids) or (0,),
            "picking_id": picking._origin.id if picking else 0,
            "lot_ids": tuple(lot._origin.ids) or (0,),
        }
        if lot:
            return [self._repair_select_delivery(LOT_MOVES, SQL("TRUE"), values)]
        selects = []
        goods = SQL(
            "%(product_id)s IN (move.product_id, line.product_id)",
            product_id=values["product_id"],
        )
        if ticket.sale_order_ids or picking:
            selects.append(self._repair_select_delivery(NAMED_MOVES, goods, values))
        selects.append(
            SQL(
                "COALESCE(%s, %s)",
                SQL(LATEST_MOVE, **values, goods=SQL("move.product_id")),
                # Of a kit, its components are delivered.
                SQL(LATEST_MOVE, **values, goods=SQL("line.product_id")),
            )
        )
        return selects

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
            AND move.location_dest_id IN (
                SELECT id FROM stock_location WHERE usage = 'customer'
            )
            AND move.location_id NOT IN (
                SELECT id FROM stock_location WHERE usage = 'customer'
            )
            """,
            company.id,
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
                WHERE move.id IN (%(moves)s)
                    AND %(delivered)s
                    AND %(goods)s
                    AND %(customer_id)s IN (
                        SELECT commercial_partner_id FROM res_partner
                        WHERE id IN (picking.partner_id, line.order_partner_id)
                    )
                ORDER BY
                    CASE
                        WHEN EXISTS (
                            SELECT 1 FROM stock_move back
                            WHERE back.origin_returned_move_id = move.id
                                AND back.picking_id = %(picking_id)s
                        ) THEN 0
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
