"""What was done for customers: tab, lists and filters, and the figures of managers."""

from registry import Target, work

from odoo import fields

DOCUMENTS = "helpdesk.after.sales.document"
REPORT = "helpdesk.after.sales.report"
PRODUCTS = "helpdesk.after.sales.product.report"
MANAGER = "helpdesk_mgmt.group_helpdesk_manager"
AGENTS = ("user_agent_own", "user_agent_all")
SERVICES = (
    "use_credit_notes",
    "use_coupons",
    "use_product_returns",
    "use_product_repairs",
    "use_fsm",
)
TAB = Target(flat=1.3, seconds=0.3, floor=30)
PAGE = Target(seconds=1)
# Asked by managers, now and then, of all that was sold.
FIGURES = Target(seconds=5)


def login_manager(desk):
    """Return a client of an agent who became a manager of Helpdesk."""
    user = desk.record("user_agent_all")
    user.group_ids += desk.env.ref(MANAGER)
    return desk.login("user_agent_all")


@work("tab of {0}", cases={("ticket_order_5",): TAB, ("ticket_giant",): TAB}, on=None)
def tab(desk, ticket):
    """Open the tab of a ticket with what was made from it."""
    client, id_ = desk.login("user_agent_own"), desk.id(ticket)
    return lambda: client.call("helpdesk.ticket", "after_sales_get_overview", [id_])


@work(
    "tickets with open {0}, {1}",
    cases={(service, user): PAGE for service in SERVICES for user in AGENTS},
    on=None,
)
def tickets_with_open(desk, service, user):
    """Open the tickets that a filter finds, with their icons."""
    client = desk.login(user)
    domain = [("after_sales_open_service", "=", service)]
    spec = client.specification("helpdesk.ticket", "list")
    return lambda: client.first_page("helpdesk.ticket", domain, spec)


@work("tickets by open service, {0}", cases={(user,): PAGE for user in AGENTS}, on=None)
def tickets_by_open_service(desk, user):
    """Group tickets by the services of which something is open."""
    return group(desk.login(user), "helpdesk.ticket", ["after_sales_open_service"])


@work("open documents, {0}", cases={(user,): PAGE for user in AGENTS}, on=None)
def open_documents(desk, user):
    """Open the list of documents as its menu does."""
    client = desk.login(user)
    domain = [("state", "in", ["draft", "open"])]
    spec = client.specification(DOCUMENTS, "list")
    return lambda: client.first_page(DOCUMENTS, domain, spec)


@work("analysis by month, agent", target=PAGE, on=None)
def analysis_of_agent(desk):
    """Open the analysis as a plain agent."""
    return group(desk.login("user_agent_own"), REPORT, ["service", "date:month"])


@work("analysis by month, manager", target=FIGURES, on=None)
def analysis_of_manager(desk):
    """Open the analysis of all tickets."""
    return group(login_manager(desk), REPORT, ["service", "date:month"])


@work(
    "dashboard of {0}", cases={("30_days",): FIGURES, ("3_months",): FIGURES}, on=None
)
def dashboard(desk, period):
    """Open the dashboard, or choose how far back it looks."""
    client = login_manager(desk)
    return lambda: client.call(REPORT, "get_dashboard", period)


@work("product returns of 30 days", target=FIGURES, on=None)
def product_returns(desk):
    """Open the rates of all products, of the last month."""
    start = fields.Datetime.subtract(fields.Datetime.now(), days=30)
    return group(
        login_manager(desk),
        PRODUCTS,
        ["product_id"],
        domain=[("date", ">=", start)],
        aggregates=[
            "delivered_quantity:sum",
            "returned_quantity:sum",
            "return_rate:avg",
            "invoiced_quantity:sum",
            "refunded_quantity:sum",
            "refund_rate:avg",
        ],
    )


def group(client, model, groupby, *, domain=(), aggregates=("__count",)):
    """Return the click that opens a pivot."""
    return lambda: client.call(
        model,
        "formatted_read_group",
        domain=list(domain),
        groupby=groupby,
        aggregates=list(aggregates),
    )
