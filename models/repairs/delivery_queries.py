# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The statements that find deliveries, for ``product_product_delivery.py``.

Each enters the moves by an index: by a number, by orders, by a return or by the
customer. Arrays instead of joins where these are few, because PostgreSQL plans joins
for longer than it runs them.
"""

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
# Ids of the moves that a return brings back.
RETURNED_MOVES = """
    SELECT origin_returned_move_id FROM stock_move WHERE picking_id = %(picking_id)s
"""
# Whether a move is one of these.
IS_RETURNED = """EXISTS (
    SELECT 1 FROM stock_move back
    WHERE back.origin_returned_move_id = move.id AND back.picking_id = %(picking_id)s
)"""
# Ids of the moves of the ticket's orders.
ORDERS_MOVES = """
    SELECT stock_move.id
    FROM sale_order_line
    JOIN stock_move ON stock_move.sale_line_id = sale_order_line.id
    WHERE sale_order_line.order_id IN %(order_ids)s
"""
# In the next two the order is by an expression: PostgreSQL would follow an index of all
# moves by their dates instead of looking at the few of the customer or of the product.
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
                AND picking.partner_id IN %(customer_ids)s
            ORDER BY move.date + INTERVAL '0' DESC, move.id DESC
            LIMIT 1
        ) UNION ALL (
            SELECT move.id, move.date
            FROM stock_move move
            JOIN sale_order_line line ON line.id = move.sale_line_id
            WHERE %(goods)s = %(product_id)s
                AND %(delivered)s
                AND line.order_partner_id IN %(customer_ids)s
            ORDER BY move.date + INTERVAL '0' DESC, move.id DESC
            LIMIT 1
        )
    ) latest
    ORDER BY date DESC, id DESC
    LIMIT 1
)"""

# The latest lines of a product with a number that went to a customer, in the same ways.
LATEST_LINES = """
    SELECT id, lot_id FROM (
        (
            SELECT item.id, item.lot_id
            FROM stock_move_line item
            JOIN stock_move move ON move.id = item.move_id
            JOIN stock_picking picking ON picking.id = move.picking_id
            WHERE item.product_id = %(product_id)s
                AND item.lot_id IS NOT NULL
                AND item.lot_id NOT IN %(known_ids)s
                AND %(delivered)s
                AND picking.partner_id IN %(customer_ids)s
            ORDER BY item.id + 0 DESC
            LIMIT %(limit)s
        ) UNION (
            SELECT item.id, item.lot_id
            FROM stock_move_line item
            JOIN stock_move move ON move.id = item.move_id
            JOIN sale_order_line line ON line.id = move.sale_line_id
            WHERE item.product_id = %(product_id)s
                AND item.lot_id IS NOT NULL
                AND item.lot_id NOT IN %(known_ids)s
                AND %(delivered)s
                AND line.order_partner_id IN %(customer_ids)s
            ORDER BY item.id + 0 DESC
            LIMIT %(limit)s
        )
    ) latest
    ORDER BY id DESC
    LIMIT %(limit)s
"""
