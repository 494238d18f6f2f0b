"""Field-service tasks."""

import clicks
from registry import Target, work


@work("task", target=Target(times=1.25, flat=1.3))
def task(desk):
    """Plan a visit from a ticket."""
    ticket, project = desk.id("ticket_order_5"), desk.id("project")
    agent = desk.login("user_agent_own")
    return lambda: clicks.task(agent, ticket, project)


@task.against
def standard_task(desk):
    """Make a task in Project."""
    partner, project = desk.id("customer_one"), desk.id("project")
    user = desk.login("user_standard")
    return lambda: clicks.standard_task(user, partner, project)
