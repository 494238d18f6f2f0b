"""Coupons."""

import clicks
from registry import Target, work


@work("coupon", target=Target(times=1.25, flat=1.3))
def coupon(desk):
    """Make a coupon from a ticket, up to the mail with its code."""
    ticket, program = desk.id("ticket_order_5"), desk.id("program")
    agent = desk.login("user_agent_own")
    return lambda: clicks.coupon(agent, ticket, program)


@coupon.against
def standard_coupon(desk):
    """Make a coupon in Sales."""
    partner, program = desk.id("customer_one"), desk.id("program")
    user = desk.login("user_standard")
    return lambda: clicks.standard_coupon(user, partner, program)
