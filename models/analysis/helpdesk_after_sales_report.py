# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..helpdesk_after_sales_rows import MOST_SERVICES

TIMESHEET_MANAGERS = "hr_timesheet.group_timesheet_manager"


class HelpdeskAfterSalesReport(models.Model):
    """All that was done for customers from tickets, a row a line of a document.

    What a service says of its lines is in its document's ``_after_sales_get_lines``.
    """

    _name = "helpdesk.after.sales.report"
    _description = "After-Sales Analysis"
    _inherit = "helpdesk.after.sales.rows"
    _auto = False
    _order = "date DESC, id DESC"

    _after_sales_columns = {
        "document_count": "bigint",
        "name": "varchar",
        "date": "timestamp",
        "date_end": "timestamp",
        "days_to_end": "float8",
        "state": "varchar",
        "country_id": "integer",
        "product_id": "integer",
        "categ_id": "integer",
        "currency_id": "integer",
        "quantity": "numeric",
        "returned_quantity": "numeric",
        "refunded_quantity": "numeric",
        "amount": "numeric",
        "refunded_amount": "numeric",
        "cost": "numeric",
        "hours": "numeric",
        "timesheet_cost": "numeric",
    }

    # What is counted is which documents there are, so that it is right for each
    # product, and for whatever lines are found.
    document_count = fields.Integer(
        string="Documents",
        aggregator="count_distinct",
        exportable=False,
        readonly=True,
    )
    name = fields.Char(string="Number", readonly=True)
    date = fields.Datetime(string="Made on", readonly=True)
    # Of what has a day and no time it is the reader's midnight.
    date_end = fields.Datetime(string="Ended on", readonly=True, depends_context=["tz"])
    days_to_end = fields.Float(
        string="Days to End",
        digits=(16, 1),
        aggregator="avg",
        readonly=True,
        help="From the ticket to the end of the document, on average over documents.",
    )
    country_id = fields.Many2one(
        comodel_name="res.country", string="Customer's Country", readonly=True
    )
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    categ_id = fields.Many2one(
        comodel_name="product.category", string="Product Category", readonly=True
    )
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="In the product's unit; of cancelled documents nothing counts.",
    )
    returned_quantity = fields.Float(
        string="Returned",
        digits="Product Unit",
        readonly=True,
        help="What was received of returns.",
    )
    refunded_quantity = fields.Float(
        string="Refunded",
        digits="Product Unit",
        readonly=True,
        help="What was refunded by posted credit notes.",
    )
    amount = fields.Monetary(
        readonly=True,
        help="What customers get by credit notes, and got by coupons they used: "
        "without taxes; of cancelled documents nothing counts.",
    )
    refunded_amount = fields.Monetary(
        readonly=True, help="What posted credit notes refunded, without taxes."
    )
    cost = fields.Monetary(
        readonly=True,
        help="Posted credit notes and used coupons without taxes, and the parts of "
        "repairs at cost.",
    )
    hours = fields.Float(
        string="Hours Worked",
        readonly=True,
        help="From the timesheets of visits, where Timesheets is installed.",
    )
    # It shows salaries: see _has_field_access.
    timesheet_cost = fields.Monetary(string="Cost of Hours", readonly=True)

    def _has_field_access(self, field, operation):
        # EXTENDS 'base': not by the field's groups, which Odoo looks up in its refusal:
        # without Timesheets there is no such group, and nobody is in it.
        if field.name == "timesheet_cost" and not self.env.su:
            return self.env.user.has_group(TIMESHEET_MANAGERS)
        return super()._has_field_access(field, operation)

    @api.model
    def _get_service_row(self, model, alias, number):
        lines = model._after_sales_get_lines(alias)
        row = {**lines.columns}
        document_id = SQL("%s::bigint", SQL.identifier(alias, "id"))
        key = document_id
        if lines.line_id:
            # A document without lines has a row, too: of its own id, and odd.
            key = SQL("COALESCE(%s::bigint * 2, %s * 2 + 1)", lines.line_id, key)
        customer = self._after_sales_get_ticket_column("partner_id")
        company = self._after_sales_get_ticket_column("company_id")
        # Documents of different services may have the same id.
        row["document_count"] = SQL("%s * %s + %s", document_id, MOST_SERVICES, number)
        row["country_id"] = self._select_field("res.partner", "country_id", customer)
        row["currency_id"] = self._select_field("res.company", "currency_id", company)
        if product := row.get("product_id"):
            row["categ_id"] = self._select_field(
                "product.template",
                "categ_id",
                self._select_field("product.product", "product_tmpl_id", product),
            )
        if end := row.get("day_end") or row.get("date_end"):
            # Whole days: of a credit note only the day is known. One may be dated
            # before its ticket.
            row["days_to_end"] = SQL(
                "CASE WHEN (%(end)s) IS NOT NULL"
                " THEN GREATEST((%(end)s)::date - %(start)s::date, 0) END",
                end=end,
                start=self._after_sales_get_ticket_column("create_date"),
            )
        return lines.joins, key, row

    @api.model
    def _select_field(self, model_name, field_name, record_id):
        """Return the value of a stored field of a record, as an SQL expression.

        :param SQL record_id: the record's id
        :rtype: SQL
        """
        return SQL(
            "(SELECT %s FROM %s found WHERE found.id = %s)",
            self._after_sales_get_column("found", field_name, model_name),
            SQL.identifier(self.env[model_name]._table),
            record_id,
        )

    def action_open(self):
        """Open the document of a row.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not read the ticket
        """
        self.ensure_one()
        self.check_access("read")
        tickets = self.env["helpdesk.ticket"]
        service = tickets._after_sales_services()[self.service]
        documents = tickets[service.documents]
        document = documents.browse(self.document_count // MOST_SERVICES)
        return document._get_records_action(context={"create": False})

    # ------------------------------------------------------------------
    # In groups
    # ------------------------------------------------------------------

    def _search(self, domain, *args, **kwargs):
        # EXTENDS 'base'
        self._after_sales_compile_nothing()
        return super()._search(domain, *args, **kwargs)

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS 'base'
        if aggregate_spec == "days_to_end:avg":
            # Over documents, not over lines: one with many counts no more than others.
            return SQL(
                """(
                    SELECT avg(ended.days) FROM (
                        SELECT DISTINCT ON (line.document) line.days
                        FROM unnest(
                            array_agg(%(document)s), array_agg(%(days)s)
                        ) line(document, days)
                    ) ended
                )""",
                document=self._field_to_sql(self._table, "document_count", query),
                days=self._field_to_sql(self._table, "days_to_end", query),
            )
        return super()._read_group_select(aggregate_spec, query)
