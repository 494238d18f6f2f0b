"""The shop: customers, products, orders and what follows from them."""

from odoo import Command
from odoo.tools import SQL

from .multiply import Graph, WithoutIndexes
from .prototypes import ORDERS, Prototypes

ORDERS_OF_SCALE_1 = 10_000
CUSTOMERS_OF_SCALE_1 = 900
GIANT_CONTACTS = 40
SERIAL_PRODUCTS = 50
YEARS = 5
KINDS = (*range(len(ORDERS)), 10, 11, 12, 20, 21, 22, 23, 24)
DOCUMENTS = {
    "sale_order": "TRUE",
    "sale_order_line": "TRUE",
    "stock_reference": "TRUE",
    "stock_picking": "TRUE",
    "stock_move": "TRUE",
    "stock_lot": "TRUE",
    "stock_move_line": "TRUE",
    # What is at the customers' without a serial number is one row for each product.
    "stock_quant": "t.lot_id IS NOT NULL AND t.quantity <> 0",
    "account_move": "TRUE",
    "account_move_line": "TRUE",
    "account_full_reconcile": "TRUE",
    "account_partial_reconcile": "TRUE",
    "sale_order_line_invoice_rel": "TRUE",
    "stock_reference_move_rel": "TRUE",
    "stock_reference_sale_rel": "TRUE",
    "stock_move_move_rel": "TRUE",
}
# One order in ten is the giant's. The others' come round again and again, each time
# with other kinds. What is rare is so for the giant, too.
ALL_DOCUMENTS = """
SELECT row_number() OVER (ORDER BY n, kind) AS i, kind, n,
       -((%(orders)s - n) * %(days)s / %(orders)s)::int AS days,
       CASE WHEN rank IS NULL THEN %(giant)s
            ELSE %(base)s + 3 * (rank %% %(customers)s) END::int AS company,
       CASE WHEN rank IS NULL THEN (%(giant_all)s)[n / 10 %% %(giant_number)s + 1]
            ELSE %(base)s + 3 * (rank %% %(customers)s)
                 + rank %% %(customers)s %% 3 END::int AS contact,
       CASE WHEN rank IS NULL THEN 'Giant'
            ELSE 'Customer ' || rank %% %(customers)s + 1 END AS label
  FROM (
    SELECT *, CASE WHEN n %% 10 > 0 THEN n - n / 10 - 1 END AS rank
      FROM (
        SELECT n, CASE mixed WHEN 7 THEN 10 WHEN 57 THEN 11 WHEN 27 THEN 12
                  ELSE mixed %% 10 END AS kind
          FROM numbers
         UNION ALL
        SELECT n, CASE mixed WHEN 13 THEN 20 WHEN 33 THEN 21 WHEN 53 THEN 22
                  WHEN 73 THEN 23 ELSE 24 END
          FROM numbers
         WHERE mixed IN (13, 33, 53, 73, 93)
      ) of_kinds
  ) ranked
"""
NUMBERS = """
SELECT n, (7 * n + n / 10 + 13 * ((n - 1) * 10 / %(orders)s)) %% 100 AS mixed
  FROM generate_series(1, %(orders)s::bigint) n
"""


class Shop:
    """The customers, products and documents of a shop of a scale."""

    def __init__(self, env, scale):
        self.env = env
        self.scale = scale
        self.orders = ORDERS_OF_SCALE_1 * scale
        self.customers = CUSTOMERS_OF_SCALE_1 * scale
        self.products = 2000 if scale >= 100 else 200
        self.prototypes = Prototypes(env)
        self.giant = env["res.partner"].create(
            {
                "name": "Giant",
                "is_company": True,
                "email": "giant@example.com",
                "child_ids": [
                    Command.create(
                        {"name": f"Buyer {number}", "email": f"b{number}@example.com"}
                    )
                    for number in range(1, GIANT_CONTACTS + 1)
                ],
            }
        )

    def load(self):
        """Fill the database."""
        env = self.env
        graph = self.graph = Graph(env.cr, "sale", DOCUMENTS)
        for kind in KINDS:
            env.flush_all()
            graph.start()
            self.prototypes.make(kind)
            env.flush_all()
            graph.finish(kind)
        self._load_products()
        self._load_customers()
        graph.count(self._documents())
        with WithoutIndexes(env.cr, DOCUMENTS):
            for table in DOCUMENTS:
                graph.multiply(table, self._values(table), self.references())
        env.invalidate_all()

    def finish(self):
        """Leave nothing of the loading behind."""
        self.graph.clean()
        self.prototypes.finish()

    def _load_customers(self):
        """Copy the prototypes' customer, a company with two contacts."""
        cr = self.env.cr
        partners = self.prototypes.company + self.prototypes.contacts
        first = partners.ids[0]
        assert partners.ids == [first, first + 1, first + 2]
        graph = Graph(cr, "customer", {"res_partner": "TRUE"})
        cr.execute(
            "INSERT INTO bench_customer_map"
            " SELECT 'res_partner', 0, id, id - %s FROM res_partner WHERE id = ANY(%s)",
            [first, partners.ids],
        )
        graph.count(self._copies("0", self.customers))
        with WithoutIndexes(cr, ["res_partner"]):
            graph.multiply(
                "res_partner",
                {
                    "name": "CASE p.bench_seq WHEN 0 THEN 'Customer ' || d.i"
                    " ELSE p.name END",
                    "complete_name": "'Customer ' || d.i ||"
                    " CASE p.bench_seq WHEN 0 THEN ''"
                    " ELSE ', ' || p.name END",
                    "commercial_company_name": "'Customer ' || d.i",
                    "email": "CASE WHEN p.bench_seq = 0 THEN 'shop' ELSE 'contact' ||"
                    " p.bench_seq END || d.i || '@example.com'",
                    "email_normalized": "CASE WHEN p.bench_seq = 0 THEN 'shop' ELSE"
                    " 'contact' || p.bench_seq END || d.i || '@example.com'",
                },
                {},
            )
        self.first_customer = graph.base["res_partner"] + 1
        graph.clean()

    def _copies(self, kind, number):
        return SQL(
            "SELECT i, %s::int AS kind, 0 AS days FROM generate_series(1, %s) i",
            SQL(kind),
            number,
        )

    def _load_products(self):
        """Copy the prototypes' first products, plain ones and such with serials."""
        cr, prototypes = self.env.cr, self.prototypes
        graph = Graph(
            cr, "product", {"product_template": "TRUE", "product_product": "TRUE"}
        )
        for kind, product in enumerate((prototypes.plain[0], prototypes.serial[0])):
            cr.execute(
                "INSERT INTO bench_product_map VALUES"
                " ('product_template', %(kind)s, %(template)s, 0),"
                " ('product_product', %(kind)s, %(product)s, 0)",
                {
                    "kind": kind,
                    "template": product.product_tmpl_id.id,
                    "product": product.id,
                },
            )
        plain = self.products - SERIAL_PRODUCTS
        kind = f"(i > {plain})"
        graph.count(self._copies(kind, self.products))
        graph.multiply(
            "product_template",
            {
                "name": """jsonb_build_object('en_US',
                    CASE d.kind WHEN 0 THEN 'Lamp ' ELSE 'Boiler ' END || d.i)"""
            },
            {},
        )
        code = "'P' || lpad(d.i::text, 5, '0')"
        graph.multiply("product_product", {"default_code": code}, {})
        first = graph.base["product_product"] + 1
        # Each is in stock, as many as the prototype.
        cr.execute(
            """
            INSERT INTO stock_quant (product_id, company_id, location_id, quantity,
                reserved_quantity, in_date, create_uid, write_uid, create_date,
                write_date, inventory_date)
            SELECT product, q.company_id, q.location_id, 1000000, 0, q.in_date, 1, 1,
                   q.create_date, q.write_date, q.inventory_date
              FROM stock_quant q, generate_series(%s, %s) product
             WHERE q.product_id = %s AND q.location_id = %s
            """,
            [first, first + plain - 1, prototypes.plain[0].id, prototypes.stock.id],
        )
        self.first_plain, self.plain_number = first, plain
        self.first_serial = first + plain
        graph.clean()

    def _documents(self):
        contacts = [self.giant.id, *self.giant.child_ids.ids]
        values = {
            "orders": self.orders,
            "days": YEARS * 365,
            "giant": self.giant.id,
            "giant_all": contacts,
            "giant_number": len(contacts),
            "base": self.first_customer,
            "customers": self.customers,
        }
        return SQL(
            "WITH numbers AS MATERIALIZED (%s) %s",
            SQL(NUMBERS, **values),
            SQL(ALL_DOCUMENTS, **values),
        )

    def references(self):
        """Return how keys that lead out of the documents are replaced."""
        prototypes = self.prototypes
        plain = "".join(
            f" WHEN {product.id} THEN"
            f" {self.first_plain} + (d.n * 7 + {index}) % {self.plain_number}"
            for index, product in enumerate(prototypes.plain)
        )
        serial = "".join(
            f" WHEN {product.id} THEN"
            f" {self.first_serial} + (d.n * 3 + {index}) % {SERIAL_PRODUCTS}"
            for index, product in enumerate(prototypes.serial)
        )
        return {
            "product_product": lambda value: (
                f"CASE {value}{plain}{serial} ELSE {value} END"
            ),
            "res_partner": lambda value: (
                f"CASE {value}"
                f" WHEN {prototypes.company.id} THEN d.company"
                f" WHEN {prototypes.contact.id} THEN d.contact ELSE {value} END"
            ),
        }

    def _values(self, table):
        """Return what a copy has of its own: its name, and those it repeats."""
        new_id = self.graph.new_id

        def numbered(column, number):
            return (
                f"regexp_replace(p.{column}, '[0-9]+$', '')"
                f" || lpad(({number})::text, 8, '0')"
            )

        def of_year(column, date="date"):
            year = f"to_char(p.{date} + d.days, 'YYYY')"
            return f"regexp_replace({column}, '[0-9]{{4}}', {year})"

        order = "'S' || lpad(d.i::text, 8, '0')"
        origin = f"CASE WHEN p.origin ~ '^S[0-9]+$' THEN {order} ELSE p.origin END"
        picking = new_id("stock_picking", "p.bench_seq")
        picking_of_move = new_id("stock_picking", "p.picking_id__seq")
        lot = new_id("stock_lot", "p.bench_seq")
        move = of_year(numbered("{column}", "d.i"))

        def move_name(column):
            return (
                f"CASE WHEN p.{column} ~ '/[0-9]' THEN "
                f"{move.replace('{column}', column)} ELSE p.{column} END"
            )

        values = {
            "sale_order": {"name": order},
            "stock_reference": {"name": order},
            "stock_picking": {"name": numbered("name", picking), "origin": origin},
            "stock_move": {
                "reference": numbered("reference", picking_of_move),
                "origin": origin,
            },
            "stock_lot": {"name": f"'SN' || lpad({lot}::text, 8, '0')"},
            "account_move": {
                "name": move_name("name"),
                "sequence_prefix": of_year("p.sequence_prefix"),
                "sequence_number": "CASE WHEN p.name ~ '/[0-9]' THEN d.i::int"
                " ELSE p.sequence_number END",
                "payment_reference": move_name("payment_reference"),
                "invoice_origin": f"CASE WHEN p.invoice_origin IS NULL THEN NULL"
                f" ELSE {order} END",
                "invoice_partner_display_name": "d.label",
            },
            "account_move_line": {
                "move_name": move_name("move_name"),
                "name": "CASE WHEN p.display_type = 'payment_term' THEN "
                f"{move_name('name')} ELSE p.name END",
                "matching_number": "CASE WHEN p.matching_number IS NULL THEN NULL"
                f" ELSE 'P' || {new_id('account_partial_reconcile')} END",
            },
        }
        return values.get(table, {})
