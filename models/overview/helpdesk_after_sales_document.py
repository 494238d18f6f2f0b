# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..helpdesk_after_sales_scope_ways import TicketWay

# Documents of all models have ids of their own: so many services there may be.
MOST_SERVICES = 64
# What every service says, and which type it has: in a UNION all must agree.
COLUMNS = {
    "name": "varchar",
    "date": "timestamp",
    "maker_id": "integer",
    "product_id": "integer",
    "quantity": "numeric",
    "uom_id": "integer",
    "amount": "numeric",
    "state": "varchar",
}


class HelpdeskAfterSalesDocument(models.Model):
    """All that was done for customers from tickets, a row a document.

    No table: each service contributes one SELECT, see ``_after_sales_get_row``. Whoever
    may read the ticket reads the row. What Accounting, say, linked to a ticket though
    it is not its customer's has no row.
    """

    _name = "helpdesk.after.sales.document"
    _description = "After-Sales Document"
    _inherit = "helpdesk.after.sales.scope"
    _auto = False
    _order = "date DESC, id DESC"

    service = fields.Selection(selection="_selection_service", readonly=True)
    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", readonly=True)
    team_id = fields.Many2one(comodel_name="helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Assigned to", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", readonly=True
    )
    name = fields.Char(string="Number", readonly=True)
    date = fields.Datetime(string="Made on", readonly=True)
    maker_id = fields.Many2one(
        comodel_name="res.users", string="Made by", readonly=True
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        readonly=True,
        help="The document's product, if it is only one.",
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(comodel_name="uom.uom", string="Unit", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        readonly=True,
        help="What the customer gets, in the company's currency, taxes included.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("open", "Open"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        readonly=True,
    )
    state_label = fields.Char(string="Status", compute="_compute_words")
    summary = fields.Char(string="What", compute="_compute_words")

    @api.model
    def _selection_service(self):
        teams = self.env["helpdesk.ticket.team"]._fields
        return [
            (switch, teams[switch].get_description(self.env, ["string"])["string"])
            for switch in self.env["helpdesk.ticket"]._after_sales_services()
        ]

    @property
    def _table_query(self):
        services = self.env["helpdesk.ticket"]._after_sales_services()
        return SQL(" UNION ALL ").join(
            self._select_service(number, switch, service.documents)
            for number, (switch, service) in enumerate(services.items())
        )

    @api.model
    def _select_service(self, number, switch, documents):
        """Return the query for the documents of one service.

        :param int number: of the service, less than MOST_SERVICES
        :param str switch: the team's switch of the service
        :param str documents: the ticket's One2many that holds its documents
        :rtype: SQL
        """
        tickets = self.env["helpdesk.ticket"]
        model = self.env[tickets._fields[documents].comodel_name]
        alias = "document"
        column = model._after_sales_get_column
        ticket = self._after_sales_get_ticket_column
        row = model._after_sales_get_row(alias)
        columns = [
            SQL(
                "(%s)::%s AS %s",
                row.get(name, SQL("NULL")),
                SQL(sql_type),
                SQL.identifier(name),
            )
            for name, sql_type in COLUMNS.items()
        ]
        conditions = [
            # The index of the link holds nothing else.
            SQL("%s IS NOT NULL", column(alias, "helpdesk_ticket_id")),
            SQL("%s = %s", column(alias, "helpdesk_service"), switch),
            model._after_sales_is_of_customer(alias),
            SQL(
                "COALESCE(%s, %s) = %s",
                column(alias, "company_id"),
                ticket("company_id"),
                ticket("company_id"),
            ),
            *model._after_sales_get_conditions(alias),
        ]
        return SQL(
            """(SELECT
                document.id::bigint * %(most)s + %(number)s AS id,
                %(switch)s::varchar AS service,
                %(link)s AS ticket_id,
                %(team)s AS team_id,
                %(user)s AS user_id,
                %(partner)s AS partner_id,
                %(company)s AS company_id,
                %(model)s::varchar AS res_model,
                document.id AS res_id,
                %(columns)s
            FROM %(table)s document
            JOIN helpdesk_ticket ON helpdesk_ticket.id = %(link)s
            WHERE %(conditions)s)""",
            most=MOST_SERVICES,
            number=number,
            switch=switch,
            link=column(alias, "helpdesk_ticket_id"),
            team=ticket("team_id"),
            user=ticket("user_id"),
            partner=ticket("partner_id"),
            company=ticket("company_id"),
            model=model._name,
            columns=SQL(", ").join(columns),
            table=SQL.identifier(model._table),
            conditions=SQL(" AND ").join(conditions),
        )

    @api.model
    def _after_sales_scope(self, alias):
        # Whoever reads the ticket.
        id_ = SQL("helpdesk_ticket.id")
        link = SQL.identifier(alias, "ticket_id")
        return [
            self._after_sales_of_ticket(TicketWay(link, id_, SQL("%s = %s", id_, link)))
        ]

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    @api.depends("res_model", "res_id")
    @api.depends_context("lang", "tz")
    def _compute_words(self):
        documents = self._get_documents()
        for row in self:
            document = documents.get(row.id)
            row.state_label = document and document._after_sales_get_state_label()
            row.summary = document and document._after_sales_get_title()

    def _get_documents(self):
        """Return the documents of these rows, one query for those of a model.

        :return: records in superuser mode, by id of the row
        :rtype: dict
        """
        documents = {}
        for model_name, rows in self.grouped("res_model").items():
            # sudo: whoever reads a row may know what it says; the document itself opens
            # with their own rights.
            records = self.env[model_name].sudo().browse(rows.mapped("res_id"))
            documents.update(zip(rows.ids, records, strict=True))
        return documents

    def action_undo(self):
        """Open the popup that undoes the document of a row.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the team does not offer the service
        """
        self.ensure_one()
        self.check_access("read")
        document = self.env[self.res_model].browse(self.res_id)
        return document.action_after_sales_undo()

    def action_remove_link(self):
        """Take the document of a row off its ticket, if it was linked to it.

        :raise AccessError: if the user may not write the ticket
        :raise UserError: if it was made from the ticket, or the team does not offer
            its service
        """
        self.ensure_one()
        self.check_access("read")
        self.env[self.res_model].browse(self.res_id).action_after_sales_remove_link()

    def action_open(self):
        """Open the document of a row.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not read the ticket
        """
        self.ensure_one()
        self.check_access("read")
        document = self.env[self.res_model].browse(self.res_id)
        return document._get_records_action(context={"create": False})
