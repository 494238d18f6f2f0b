"""Fill a database of Odoo's own apps and OCA's helpdesk with a shop of any size.

Prototypes (an order, delivered and invoiced; a return; a credit note; ...) are made
with Odoo's own code, then multiplied in SQL with all their rows: hundreds of thousands
of them in minutes, each column as Odoo itself would store it. Nothing is random, so
each load is the same, but for the dates: they end today.

A database of scale s has

- 10,000 s confirmed orders with three lines on average, each delivered and invoiced,
  spread over five years; a tenth of the lines are pieces with a serial number;
- 1 % credit notes made from the invoice, 1 % made from the order, 2 % returns, and
  some drafts, cancelled documents, vendor bills and internal transfers;
- one giant customer with a tenth of all that, and 900 s others with ten orders each;
  customers are companies with two contacts;
- 2,000 s tickets of ten teams and fifty agents.

What is measured has an external id ``bench.<name>``, the same in every database:

=====================  ================================================================
customer_giant         the company with a tenth of everything
customer_one           a company with ten orders, like all others
contact_one            a contact of it
team                   the team of the tickets here; all services are on in it
user_agent_own         agent who reads his own tickets: about 200 of 150 customers,
                       the giant among them
user_agent_team        agent who reads the tickets of ``team``: a tenth of all
user_agent_all         agent who reads all tickets
user_accountant        Invoicing alone
user_stock             Inventory alone
user_sales             Sales alone, all documents
user_standard          agent for all tickets, with all apps' rights: he uses the
                       standard popups
agent_01 ... agent_16  agents for all tickets, for the runs over HTTP; without the
                       addon they have all apps' rights, with it they are plain
product                a product without serial numbers, in ``order_1``
product_serial         one with serial numbers and a warranty, in ``order_5``
product_repair         the same: it can be repaired
order_1, _5, _50       confirmed, delivered, invoiced orders of ``customer_one``
                       with so many lines; one of those in ``order_5`` is serial
invoice_1, _5, _50     their invoices
picking_1, _5, _50     their deliveries
lot                    the serial number delivered in ``order_5``
ticket_plain           of ``contact_one``: no product, no order
ticket_product_order   with ``product`` and ``order_5``
ticket_serial          with ``product_serial``, ``order_5`` and, with the addon, ``lot``
ticket_giant           of the giant, with ``product`` and one of his orders
ticket_order_1, ...    of ``customer_one``, with ``product`` and the order of so
                       many lines; ``_5``, ``_50``
program, reward        a running coupon program and what it gives
project                a project for visits; field service with the addon
=====================  ================================================================

All these tickets belong to ``team`` and ``user_agent_own``. Each user's password is his
login, which is the name here.
"""

import logging
import time

from .named import Named
from .shop import Shop
from .tickets import Tickets

_logger = logging.getLogger(__name__)


def load(env, scale):
    """Fill a database with a shop of a scale; the caller commits what is left."""
    env = env(
        context={
            **env.context,
            **{"tracking_disable": True, "no_reset_password": True},
            **{"mail_create_nosubscribe": True, "mail_notrack": True},
        }
    )
    start = time.monotonic()

    def step(what):
        _logger.info("%s: %.1f s", what, time.monotonic() - start)

    shop = Shop(env, scale)
    shop.load()
    step("Orders, deliveries, invoices")
    named = Named(shop)
    named.make_users()
    tickets = Tickets(shop)
    tickets.load(named.users["user_agent_own"])
    step("Tickets")
    # Rather than by reading all there is
    env.cr.execute("ANALYZE")
    named.make_records(tickets)
    shop.finish()
    step("Named records")
