"""Lists of the apps: those of plain agents, and those of the apps' own users."""

from registry import Target, work

AGENTS = ("user_agent_own", "user_agent_team", "user_agent_all")
# By model what is shown of it, and how a customer's are found.
LISTS = {
    "account.move": (
        ["name", "partner_id", "invoice_date", "amount_total", "state"],
        "commercial_partner_id",
    ),
    "account.move.line": (
        ["name", "move_id", "product_id", "quantity", "price_total"],
        "partner_id",
    ),
    "stock.picking": (["name", "partner_id", "scheduled_date", "state"], "partner_id"),
    "stock.move": (
        ["reference", "product_id", "product_uom_qty", "state"],
        "picking_id.partner_id",
    ),
    "stock.move.line": (
        ["reference", "product_id", "lot_id", "quantity", "state"],
        "picking_id.partner_id",
    ),
    "sale.order": (
        ["name", "partner_id", "date_order", "amount_total", "state"],
        "partner_id",
    ),
    "sale.order.line": (
        ["name", "order_id", "product_id", "product_uom_qty", "price_total"],
        "order_partner_id",
    ),
    "repair.order": (["name", "partner_id", "product_id", "state"], "partner_id"),
    "project.task": (["name", "partner_id", "project_id", "stage_id"], "partner_id"),
    "loyalty.card": (["code", "partner_id", "program_id", "points"], "partner_id"),
}
CUSTOMERS = ("customer_one", "customer_giant")
PAGE = Target(seconds=1)
OF_CUSTOMER = Target(times=1.5, flat=1.3, floor=15)
NOTHING_SLOWER = Target(times=1.1, queries=0, flat=1.3, floor=5)


def specification(env, model):
    """Return what to read for a list, as the browser asks it."""
    fields = env[model]._fields
    return {
        name: {"fields": {"display_name": {}}} if fields[name].relational else {}
        for name in LISTS[model][0]
    }


def first_page(desk, user, model, domain):
    """Return the click that opens the first page of a list with its count."""
    client, fields = desk.login(user), specification(desk.env, model)
    return lambda: client.first_page(model, domain, fields)


@work(
    "all {0}, {1}",
    cases={(model, user): PAGE for model in LISTS for user in AGENTS},
    on=None,
)
def everything(desk, model, user):
    """Open a list of a plain agent unfiltered."""
    return first_page(desk, user, model, [])


@work(
    "{0} of {1}, {2}",
    cases={
        (model, customer, user): OF_CUSTOMER
        for model in LISTS
        for customer in CUSTOMERS
        for user in AGENTS
    },
    on="ours",
)
def of_customer(desk, model, customer, user):
    """Open a list of a plain agent for one customer."""
    domain = [(LISTS[model][1], "child_of", desk.id(customer))]
    return first_page(desk, user, model, domain)


@of_customer.against
def of_customer_unruled(desk, model, customer, _user):
    """Open the same list as the superuser, for whom no rule is asked."""
    return of_customer_as(desk, model, customer, None)


def of_customer_as(desk, model, customer, user):
    """Open a customer's list as a user."""
    domain = [(LISTS[model][1], "child_of", desk.id(customer))]
    return first_page(desk, user, model, domain)


@work(
    "{1} of the apps, {0}",
    cases={
        ("user_accountant", "account.move"): NOTHING_SLOWER,
        ("user_accountant", "account.move.line"): NOTHING_SLOWER,
        ("user_stock", "stock.picking"): NOTHING_SLOWER,
        ("user_stock", "stock.move"): NOTHING_SLOWER,
        ("user_stock", "stock.move.line"): NOTHING_SLOWER,
        ("user_sales", "sale.order"): NOTHING_SLOWER,
        ("user_sales", "sale.order.line"): NOTHING_SLOWER,
    },
)
def of_app(desk, user, model):
    """Open a list of an app as one who has its rights and is no agent."""
    client = desk.login(user)
    fields = client.specification(model, "list")
    return lambda: client.first_page(model, [], fields)
