# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..helpdesk_after_sales_date import get_midnight

# What every SELECT says, and which type it has: in a UNION all must agree.
FIGURES = {
    "delivered_quantity": "numeric",
    "returned_quantity": "numeric",
    "invoiced_quantity": "numeric",
    "refunded_quantity": "numeric",
    "refunded_amount": "numeric",
}
# The ratio of a group: of its sums, never the average of ratios.
RATES = {
    "return_rate:avg": ("returned_quantity", "delivered_quantity"),
    "refund_rate:avg": ("refunded_quantity", "invoiced_quantity"),
}
# A product's unit; left out of the query by PostgreSQL where nobody asks for it.
PRODUCT = """
    LEFT JOIN product_product variant ON variant.id = item.product_id
    LEFT JOIN product_template template ON template.id = variant.product_tmpl_id
    LEFT JOIN uom_uom own_unit ON own_unit.id = template.uom_id
    LEFT JOIN uom_uom unit ON unit.id = item.%(unit)s
"""
IN_PRODUCT_UNIT = "COALESCE(unit.factor / NULLIF(own_unit.factor, 0), 1)"
DELIVERED = f"""
    SELECT
        item.id::bigint * 4 AS id,
        item.product_id,
        template.categ_id,
        item.company_id,
        item.date::timestamp AS date,
        %(figures)s
    FROM stock_move item
    {PRODUCT % {"unit": "product_uom"}}
    WHERE item.state = 'done'
        AND item.location_dest_id = ANY(ARRAY(
            SELECT id FROM stock_location WHERE usage = 'customer'
        ))
        AND item.location_id != ALL(ARRAY(
            SELECT id FROM stock_location WHERE usage = 'customer'
        ))
"""
INVOICED = f"""
    SELECT
        item.id::bigint * 4 + 1 AS id,
        item.product_id,
        template.categ_id,
        item.company_id,
        %(day)s AS date,
        %(figures)s
    FROM account_move invoice
    JOIN account_move_line item ON item.move_id = invoice.id
    {PRODUCT % {"unit": "product_uom_id"}}
    WHERE invoice.state = 'posted'
        AND invoice.move_type = 'out_invoice'
        AND item.display_type = 'product'
        AND item.product_id IS NOT NULL
"""
AFTER_SALES = """
    SELECT
        item.id * 4 + 2 AS id,
        item.product_id,
        item.categ_id,
        item.company_id,
        item.date_end AS date,
        %(figures)s
    FROM (%(report)s) item
    WHERE item.state = 'done'
        AND item.product_id IS NOT NULL
        AND (item.returned_quantity IS NOT NULL OR item.refunded_quantity IS NOT NULL)
"""
READ_FIELDS = {
    "account.move": ["invoice_date", "move_type", "state"],
    "account.move.line": [
        "company_id",
        "display_type",
        "move_id",
        "product_id",
        "product_uom_id",
        "quantity",
    ],
    "product.product": ["product_tmpl_id"],
    "product.template": ["categ_id", "uom_id"],
    "res.company": ["currency_id"],
    "stock.location": ["usage"],
    "stock.move": [
        "company_id",
        "date",
        "location_dest_id",
        "location_id",
        "product_id",
        "product_uom",
        "quantity",
        "state",
    ],
    "uom.uom": ["factor"],
}


class HelpdeskAfterSalesProductReport(models.Model):
    """How much of each product came back, and was refunded, of what was sold.

    For managers of Helpdesk: deliveries and invoices belong to no ticket, and only
    quantities are shown of them: nobody's name or number, and no price.
    """

    _name = "helpdesk.after.sales.product.report"
    _description = "Product Returns"
    _auto = False
    _rec_name = "product_id"
    _order = "date DESC, id DESC"
    _depends = READ_FIELDS

    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    categ_id = fields.Many2one(
        comodel_name="product.category", string="Product Category", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    # Of an invoice it is the reader's midnight.
    date = fields.Datetime(
        readonly=True,
        depends_context=["tz"],
        help="When goods were delivered or received; the day of an invoice.",
    )
    delivered_quantity = fields.Float(
        string="Delivered",
        digits="Product Unit",
        readonly=True,
        help="What was delivered to customers, replacements too, in the product's "
        "unit.",
    )
    returned_quantity = fields.Float(
        string="Returned",
        digits="Product Unit",
        readonly=True,
        help="What was received of returns from tickets, in the product's unit.",
    )
    invoiced_quantity = fields.Float(
        string="Invoiced",
        digits="Product Unit",
        readonly=True,
        help="What was invoiced to customers, in the product's unit.",
    )
    refunded_quantity = fields.Float(
        string="Refunded",
        digits="Product Unit",
        readonly=True,
        help="What was refunded from tickets, in the product's unit.",
    )
    refunded_amount = fields.Monetary(readonly=True, help="Without taxes.")
    return_rate = fields.Float(
        aggregator="avg",
        digits=(16, 2),
        readonly=True,
        help="What was returned in the period, over what was delivered in it.",
    )
    refund_rate = fields.Float(
        aggregator="avg",
        digits=(16, 2),
        readonly=True,
        help="What was refunded in the period, over what was invoiced in it.",
    )

    @property
    def _table_query(self):
        quantity = SQL("item.quantity * %s", SQL(IN_PRODUCT_UNIT))
        day = get_midnight(self.env, SQL("invoice.invoice_date"))
        # sudo: as this SQL is: managers of Helpdesk need no rights in Inventory and
        # Accounting to know how often a product comes back. The rule on this model
        # leaves their companies.
        report = self.env["helpdesk.after.sales.report"].sudo()
        return SQL(
            """
            SELECT line.*, NULL::float8 AS return_rate, NULL::float8 AS refund_rate,
                (SELECT currency_id FROM res_company company
                    WHERE company.id = line.company_id) AS currency_id
            FROM (%(lines)s) line
            """,
            lines=SQL(" UNION ALL ").join(
                [
                    self._select_figures(DELIVERED, delivered_quantity=quantity),
                    self._select_figures(
                        INVOICED, {"day": day}, invoiced_quantity=quantity
                    ),
                    self._select_figures(
                        AFTER_SALES,
                        {"report": report._table_query},
                        returned_quantity=SQL("item.returned_quantity"),
                        refunded_quantity=SQL("item.refunded_quantity"),
                        refunded_amount=SQL("item.refunded_amount"),
                    ),
                ]
            ),
        )

    @api.model
    def _select_figures(self, select, values=None, **figures):
        """Return one SELECT of the rows.

        :param str select: the statement, without its figures
        :param dict values: SQL by name, of which it is made
        :param SQL figures: what it says; the other figures are nothing
        :rtype: SQL
        """
        columns = SQL(", ").join(
            SQL(
                "(%s)::%s AS %s",
                figures.get(name, SQL("NULL")),
                SQL(sql_type),
                SQL.identifier(name),
            )
            for name, sql_type in FIGURES.items()
        )
        return SQL(select, figures=columns, **(values or {}))

    def _search(self, domain, *args, **kwargs):
        # EXTENDS 'base'
        self.env["helpdesk.after.sales.scope"]._after_sales_compile_nothing()
        return super()._search(domain, *args, **kwargs)

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS 'base'
        if aggregate_spec not in RATES:
            return super()._read_group_select(aggregate_spec, query)
        part, whole = (
            self._field_to_sql(self._table, name, query)
            for name in RATES[aggregate_spec]
        )
        return SQL("SUM(%s) / NULLIF(SUM(%s), 0)", part, whole)
