"""One record: as a plain agent, and the apps' own popups as those with their rights."""

import clicks
from registry import Target, work

from .lists import AGENTS, LISTS, NOTHING_SLOWER, specification

ONE = Target(times=1.5, flat=1.3, floor=3)


@work(
    "one {0}, {1}",
    cases={(model, user): ONE for model in LISTS for user in AGENTS},
    on="ours",
)
def one(desk, model, user):
    """Read a record as a plain agent."""
    return read(desk, model, user, user)


@one.against
def one_unruled(desk, model, user):
    """Read the same record as the superuser."""
    return read(desk, model, user, None)


def read(desk, model, agent, user):
    """Read, as a user, a record that an agent may read."""
    record = find(desk, model, agent)
    if not record:
        make_ready(desk, model)
        record = find(desk, model, agent)
    client, fields = desk.login(user), specification(desk.env, model)
    return lambda: client.call(model, "web_read", record, specification=fields)


def find(desk, model, agent):
    """Return the ids of one record of a customer that an agent may read, if any."""
    records = desk.env[model].with_user(desk.login(agent).uid)
    domain = [(LISTS[model][1], "child_of", desk.id("customer_one"))]
    return records.search(domain, order="id DESC", limit=1).ids


def make_ready(desk, model):
    """Make a document of a ticket, where the shop has none that agents may read."""
    agent, ticket = desk.login("user_agent_own"), desk.id("ticket_order_5")
    if model == "repair.order":
        clicks.repair(agent, desk.id("ticket_product_order"))
    elif model == "project.task":
        clicks.task(agent, ticket, desk.id("project"))
    elif model == "loyalty.card":
        clicks.coupon(agent, ticket, desk.id("program"))


@work("Invoicing's own refund, 5 lines", target=NOTHING_SLOWER)
def refund(desk):
    """Credit an invoice in Invoicing, with the addon and without."""
    invoice, user = desk.id("invoice_5"), desk.login("user_accountant")
    return lambda: clicks.standard_refund(user, invoice)


@work("Inventory's own return, 5 lines", target=NOTHING_SLOWER)
def return_(desk):
    """Return a delivery in Inventory, with the addon and without."""
    picking, user = desk.id("picking_5"), desk.login("user_stock")
    return lambda: clicks.standard_return(user, picking)
