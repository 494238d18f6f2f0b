# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The statements that find what a customer bought, for ``bought_finder.py``.

Each way enters the order lines by an index and gives ids of lines; whose they are, and
whether they count, is asked of these few. Arrays instead of joins: PostgreSQL would
rather go through all orders of the customer.
"""

# What the statements below read: written before they run.
READ_FIELDS = {
    "account.move": ["commercial_partner_id", "move_type", "name"],
    "account.move.line": ["move_id"],
    "res.partner": ["commercial_partner_id"],
    "sale.order": ["company_id", "date_order", "name", "partner_id", "state"],
    "sale.order.line": [
        "display_type",
        "invoice_lines",
        "is_downpayment",
        "order_id",
        "order_partner_id",
        "product_id",
        "product_uom_qty",
        "reward_id",
    ],
    "stock.lot": ["name"],
    "stock.move": ["picking_id", "sale_line_id", "state"],
    "stock.move.line": ["lot_id", "move_id"],
    "stock.picking": ["name", "partner_id"],
}

# Products and services that were sold; no notes, down payments and rewards.
IS_GOODS = """
    line.display_type IS NULL
    AND line.product_id IS NOT NULL
    AND line.is_downpayment IS NOT TRUE
    AND line.reward_id IS NULL
    AND line.product_uom_qty > 0
"""

LINES = """
    SELECT line.id, max(found.weight) AS weight
    FROM (%(ways)s) found
    JOIN sale_order_line line ON line.id = found.id
    JOIN sale_order orders ON orders.id = line.order_id
    WHERE orders.state = 'sale'
        AND orders.company_id = %(company_id)s
        AND orders.partner_id = ANY(%(customer_ids)s)
        AND %(goods)s
    GROUP BY line.id, orders.id
    ORDER BY
        max(found.weight)
            + CASE WHEN line.product_id = %(product_id)s THEN 10 ELSE 0 END
            + CASE WHEN orders.id = ANY(%(order_ids)s) THEN 8 ELSE 0 END DESC,
        orders.date_order DESC,
        orders.id DESC,
        line.sequence,
        line.id
    LIMIT %(limit)s
    OFFSET %(offset)s
"""

# The latest orders, contact by contact. OFFSET keeps PostgreSQL from joining all lines
# before it looks for the latest order.
LATEST = """
    SELECT line.id FROM (
        SELECT latest.id
        FROM unnest(%(customer_ids)s) customer(id)
        CROSS JOIN LATERAL (
            SELECT orders.id, orders.date_order
            FROM sale_order orders
            WHERE orders.partner_id = customer.id
                AND orders.state = 'sale'
                AND orders.company_id = %(company_id)s
                AND EXISTS (
                    SELECT 1 FROM sale_order_line line
                    WHERE line.order_id = orders.id AND %(goods)s
                    OFFSET 0
                )
            ORDER BY orders.date_order DESC, orders.id DESC
            LIMIT %(most)s
        ) latest
        ORDER BY latest.date_order DESC, latest.id DESC
        LIMIT %(most)s
    ) latest
    JOIN sale_order_line line ON line.order_id = latest.id
"""

# The latest orders of some products, contact by contact. In the order of an expression:
# PostgreSQL would go through all orders from the last one on.
OF_PRODUCTS = """
    SELECT latest.id
    FROM unnest(%(customer_ids)s) customer(id)
    CROSS JOIN unnest(%(product_ids)s) product(id)
    CROSS JOIN LATERAL (
        SELECT line.id
        FROM sale_order_line line
        WHERE line.order_partner_id = customer.id
            AND line.product_id = product.id
            AND line.product_id IS NOT NULL
        ORDER BY line.order_id + 0 DESC, line.id
        LIMIT %(most)s
    ) latest
"""

OF_ORDERS = "SELECT id FROM sale_order_line WHERE order_id = ANY(ARRAY(%(ids)s))"
OF_INVOICES = """
    SELECT rel.order_line_id
    FROM account_move_line item
    JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
    WHERE item.move_id = ANY(ARRAY(%(ids)s))
"""
OF_DELIVERIES = """
    SELECT sale_line_id FROM stock_move WHERE picking_id = ANY(ARRAY(%(ids)s))
"""
OF_LOTS = """
    SELECT move.sale_line_id
    FROM stock_move_line item
    JOIN stock_move move ON move.id = item.move_id
    WHERE item.lot_id = ANY(ARRAY(%(ids)s)) AND move.state = 'done'
"""

# Documents with just these numbers, whosever they are.
NAMED = {
    OF_ORDERS: "SELECT id FROM sale_order WHERE name = ANY(%(names)s)",
    OF_INVOICES: """
        SELECT id FROM account_move
        WHERE name = ANY(%(names)s) AND move_type IN ('out_invoice', 'out_refund')
    """,
    OF_DELIVERIES: "SELECT id FROM stock_picking WHERE name = ANY(%(names)s)",
    OF_LOTS: "SELECT id FROM stock_lot WHERE name = ANY(%(names)s)",
}
# The customer's latest whose number contains a text. In the order of an expression:
# PostgreSQL would go through all documents from the last one on.
ALIKE = {
    OF_ORDERS: """
        SELECT id FROM sale_order
        WHERE partner_id = ANY(%(customer_ids)s) AND name ILIKE %(pattern)s
        ORDER BY id + 0 DESC LIMIT %(most)s
    """,
    OF_INVOICES: """
        SELECT id FROM account_move
        WHERE commercial_partner_id = %(customer_id)s
            AND move_type IN ('out_invoice', 'out_refund')
            AND name ILIKE %(pattern)s
        ORDER BY id + 0 DESC LIMIT %(most)s
    """,
    OF_DELIVERIES: """
        SELECT id FROM stock_picking
        WHERE partner_id = ANY(%(customer_ids)s) AND name ILIKE %(pattern)s
        ORDER BY id + 0 DESC LIMIT %(most)s
    """,
    OF_LOTS: """
        SELECT id FROM stock_lot WHERE name ILIKE %(pattern)s
        ORDER BY id + 0 DESC LIMIT 1000
    """,
}
