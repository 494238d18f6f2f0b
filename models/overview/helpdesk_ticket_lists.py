# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter, defaultdict

from lxml.builder import E

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..helpdesk_after_sales_join import join_names
from ..helpdesk_after_sales_rows import OPEN_STATES
from ..helpdesk_after_sales_scope_plan import UNCOMPILED

# The group, and the filter, of tickets with nothing open.
NOTHING = "nothing"


class HelpdeskTicket(models.Model):
    """What lists of tickets tell of what was made from them, and find by it.

    All of it comes from the rows of the overview, in one query for a list.
    """

    _inherit = "helpdesk.ticket"

    after_sales_icons = fields.Json(
        string="After-Sales",
        compute="_compute_after_sales_icons",
        exportable=False,
    )
    after_sales_open_service = fields.Selection(
        selection="_selection_after_sales_open_service",
        string="Open After-Sales Service",
        search="_search_after_sales_open_service",
        store=False,
        readonly=True,
        exportable=False,
        help="Finds and groups tickets from which something was made that is not done "
        "yet.",
    )

    @api.model
    def _selection_after_sales_open_service(self):
        rows = self.env["helpdesk.after.sales.document"]
        # A group of what has no value would have no name.
        return [*rows._selection_service(), (NOTHING, self.env._("Nothing open"))]

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_after_sales_icons(self):
        """Compute an icon per service, with words, and how many of it are open."""
        counts = self._after_sales_count_states()
        services = self._after_sales_services()
        for ticket in self:
            of_ticket = counts.get(ticket._origin.id, {})
            ticket.after_sales_icons = [
                self._after_sales_get_icon(switch, service, states)
                for switch, service in services.items()
                # What was cancelled is not done.
                if (states := of_ticket.get(switch)) and set(states) != {"cancelled"}
            ]

    def _after_sales_count_states(self):
        """Count the documents of these tickets, in one query under the user's rules.

        :return: numbers by id of the ticket, service and state
        :rtype: dict
        """
        counts = defaultdict(lambda: defaultdict(Counter))
        rows = self.env["helpdesk.after.sales.document"]
        if not self._origin or not rows.has_access("read"):
            return counts
        if len(self) > UNCOMPILED:
            rows._after_sales_compile_nothing()
        # Not in groups, which begin by asking for all tickets of the user: of so few
        # rows the database only looks at each.
        for row in rows.search_fetch(
            [("ticket_id", "in", self._origin.ids)], ["ticket_id", "service", "state"]
        ):
            counts[row.ticket_id.id][row.service][row.state] += 1
        return counts

    @api.model
    def _after_sales_get_icon(self, switch, service, states):
        """Return what the icon of a service says: "Return: 1 open, 2 done".

        :param str switch: the team's switch of the service
        :param AfterSalesService service: what is known of it
        :param dict states: number of its documents by state
        :rtype: dict
        """
        words = {
            "draft": lambda number: self.env._("%(number)s draft", number=number),
            "open": lambda number: self.env._("%(number)s open", number=number),
            "done": lambda number: self.env._("%(number)s done", number=number),
            "cancelled": lambda number: self.env._(
                "%(number)s cancelled", number=number
            ),
        }
        return {
            "service": switch,
            "icon": service.icon,
            "open": sum(states[state] for state in OPEN_STATES),
            "label": self.env._(
                "%(document_type)s: %(numbers)s",
                document_type=service.label,
                numbers=join_names(
                    self.env,
                    (
                        say(states[state])
                        for state, say in words.items()
                        if state in states
                    ),
                ),
            ),
        }

    # ------------------------------------------------------------------
    # Filters
    # ------------------------------------------------------------------

    @api.model
    def _search_after_sales_open_service(self, operator, value):
        if operator != "in":
            return NotImplemented
        services = [x for x in value if isinstance(x, str) and x != NOTHING]
        domain = Domain.FALSE
        if services:
            domain |= self._after_sales_has_open([("service", "in", services)])
        if False in value or NOTHING in value:
            domain |= ~self._after_sales_has_open([])
        return domain

    @api.model
    def _after_sales_has_open(self, domain):
        """Return the domain of the tickets with something open.

        :param list domain: on ``helpdesk.after.sales.document``
        :rtype: Domain
        """
        rows = self.env["helpdesk.after.sales.document"]
        domain = Domain(domain) & Domain("state", "in", OPEN_STATES)
        return Domain("id", "in", rows._search(domain).subselect("ticket_id"))

    def _read_group_groupby(self, alias, groupby_spec, query):
        # EXTENDS 'base': a ticket stands in the group of each service with something
        # open, as one with several tags does.
        if groupby_spec != "after_sales_open_service":
            return super()._read_group_groupby(alias, groupby_spec, query)
        services = query.make_alias(alias, groupby_spec)
        service = SQL("COALESCE(%s, %s)", SQL.identifier(services, "service"), NOTHING)
        if services not in query._joins:
            rows = self.env["helpdesk.after.sales.document"]
            rows = rows._search(Domain("state", "in", OPEN_STATES))
            query.add_join(
                "LEFT JOIN",
                services,
                rows.subselect("DISTINCT ticket_id, service"),
                SQL(
                    "%s = %s",
                    SQL.identifier(alias, "id"),
                    SQL.identifier(services, "ticket_id"),
                ),
            )
        return service

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "search":
            for anchor in arch.xpath("//separator[@name='after_sales_open']"):
                for node in reversed(self._after_sales_get_filters()):
                    anchor.addnext(node)
        return arch, view

    @api.model
    def _after_sales_get_filters(self):
        """Return a filter per service for the tickets with something of it open.

        :return: nodes of a search view
        :rtype: list
        """
        return [
            E.filter(
                name=f"after_sales_open_{switch}",
                string=service.filter
                or self.env._("Open: %(document_type)s", document_type=service.label),
                domain=str([("after_sales_open_service", "=", switch)]),
            )
            for switch, service in self._after_sales_services().items()
        ]
