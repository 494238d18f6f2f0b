# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .helpdesk_after_sales_scope_ways import TicketWay

# Documents of all models have ids of their own: so many services there may be.
MOST_SERVICES = 64
# What is not over yet.
OPEN_STATES = ("draft", "open")


class HelpdeskAfterSalesRows(models.AbstractModel):
    """Rows of what was done for customers from tickets, of all services.

    No table: each service contributes one SELECT. Whoever may read the ticket reads the
    row. What Accounting, say, linked to a ticket though it is not its customer's has no
    row.
    """

    _name = "helpdesk.after.sales.rows"
    _description = "Rows of After-Sales Documents"
    _inherit = "helpdesk.after.sales.scope"

    # What every service says, and which type it has: in a UNION all must agree.
    _after_sales_columns = {}

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
    reason_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.reason", readonly=True
    )
    fault = fields.Selection(
        selection="_selection_fault", string="At Fault", readonly=True
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

    @api.model
    def _selection_service(self):
        teams = self.env["helpdesk.ticket.team"]._fields
        return [
            (switch, teams[switch].get_description(self.env, ["string"])["string"])
            for switch in self.env["helpdesk.ticket"]._after_sales_services()
        ]

    @api.model
    def _selection_fault(self):
        fault = self.env["helpdesk.after.sales.reason"]._fields["fault"]
        return fault._description_selection(self.env)

    @property
    def _table_query(self):
        services = self.env["helpdesk.ticket"]._after_sales_services()
        return SQL(" UNION ALL ").join(
            self._select_service(number, switch, service.documents)
            for number, (switch, service) in enumerate(services.items())
        )

    @api.model
    def _select_service(self, number, switch, documents):
        """Return the query for the rows of one service.

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
        joins, key, row = self._get_service_row(model, alias, number)
        columns = [
            SQL(
                "(%s)::%s AS %s",
                row.get(name, SQL("NULL")),
                SQL(sql_type),
                SQL.identifier(name),
            )
            for name, sql_type in self._after_sales_columns.items()
        ]
        link = column(alias, "helpdesk_ticket_id")
        conditions = [
            # Said, though the join implies it: then the index on the links of the few
            # documents that have one can be used for all of them, too.
            SQL("%s IS NOT NULL", link),
            SQL("%s = %s", column(alias, "helpdesk_service"), switch),
            model._after_sales_is_of_customer(alias),
            model._after_sales_is_of_company(alias),
            *model._after_sales_get_conditions(alias),
        ]
        return SQL(
            """(SELECT
                (%(key)s) * %(most)s + %(number)s AS id,
                %(switch)s::varchar AS service,
                %(link)s AS ticket_id,
                %(team)s AS team_id,
                %(user)s AS user_id,
                %(partner)s AS partner_id,
                %(company)s AS company_id,
                %(reason)s AS reason_id,
                %(fault)s AS fault,
                %(columns)s
            FROM %(table)s document
            JOIN helpdesk_ticket ON helpdesk_ticket.id = %(link)s
            %(joins)s
            WHERE %(conditions)s)""",
            key=key,
            most=MOST_SERVICES,
            number=number,
            switch=switch,
            link=link,
            team=ticket("team_id"),
            user=ticket("user_id"),
            partner=ticket("partner_id"),
            company=ticket("company_id"),
            reason=column(alias, "after_sales_reason_id"),
            fault=model._after_sales_select_fault(alias),
            columns=SQL(", ").join(columns),
            table=SQL.identifier(model._table),
            joins=joins,
            conditions=SQL(" AND ").join(conditions),
        )

    @api.model
    def _get_service_row(self, model, alias, number):
        """Return what the rows of a service's documents say.

        :param model: of the documents
        :param str alias: its table alias, joined to ``helpdesk_ticket``
        :param int number: of the service
        :return: SQL of further joins, a bigint that no other row of the model has, and
            expressions by name of the column
        :rtype: tuple[SQL, SQL, dict[str, SQL]]
        """
        raise NotImplementedError

    @api.model
    def _after_sales_scope(self, alias):
        # Whoever reads the ticket.
        id_ = SQL("helpdesk_ticket.id")
        link = SQL.identifier(alias, "ticket_id")
        return [
            self._after_sales_of_ticket(TicketWay(link, id_, SQL("%s = %s", id_, link)))
        ]
