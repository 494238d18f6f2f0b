"""Tickets: their form, list and kanban."""

from registry import Target, work

FORM = Target(times=1.15, queries=8, flat=1.3, floor=5)
LIST = Target(queries=0, times=1.15, flat=1.3, floor=5)


@work(
    "form of {0}, {1}",
    cases={
        (ticket, user): FORM
        for ticket in (
            "ticket_plain",
            "ticket_product_order",
            "ticket_serial",
            "ticket_giant",
        )
        for user in ("user_agent_own", "user_agent_all")
    },
)
def form(desk, ticket, user):
    """Open a ticket whose form the browser knows already."""
    ticket, client = desk.id(ticket), desk.login(user)
    fields = client.specification("helpdesk.ticket", "form")
    return lambda: client.call(
        "helpdesk.ticket", "web_read", [ticket], specification=fields
    )


@work(
    "{0} of tickets, {1}",
    cases={
        (view, user): LIST
        for view in ("list", "kanban")
        for user in ("user_agent_own", "user_agent_team", "user_agent_all")
    },
)
def first_page(desk, view, user):
    """Open the first page with its count."""
    client = desk.login(user)
    fields = client.specification("helpdesk.ticket", view)
    limit = 80 if view == "list" else 40
    return lambda: client.first_page("helpdesk.ticket", [], fields, limit)
