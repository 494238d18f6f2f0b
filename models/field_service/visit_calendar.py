# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A visit as calendars take it (RFC 5545, and RFC 5546 for how it is changed)."""

import vobject
from vobject.icalendar import utc

from odoo import fields


def make_calendar(task, notice, partner):
    """Return the file by which a visit gets into, or out of, a calendar.

    :param task: the ``project.task``, in superuser mode and the customer's language
    :param notice: the mail that brings it: its number tells calendars which of
        several files is the latest
    :param partner: who gets it
    :return: an .ics file
    :rtype: bytes
    """
    is_cancelled = notice.step == "visit_cancelled"
    company = notice.ticket_id.company_id
    calendar = vobject.iCalendar()
    calendar.add("method").value = "CANCEL" if is_cancelled else "REQUEST"
    event = add_event(calendar, task, company, notice.sequence)
    event.add("status").value = "CANCELLED" if is_cancelled else "CONFIRMED"
    details = notice.details or {}
    add_times(event, *(details.get(key) for key in ("start", "end")))
    add_location(event, task.visit_address_id or partner)
    sender = company.partner_id.email_normalized
    add_person(event, "organizer", sender, company.name)
    add_person(event, "attendee", partner.email_normalized, partner.name)
    return calendar.serialize().encode()


def add_event(calendar, task, company, sequence):
    """Add a visit to a calendar, without its times.

    :param calendar: a calendar of vobject
    :param task: the ``project.task``, in superuser mode
    :param company: whose visit it is
    :param int sequence: tells calendars which of several files is the latest
    :return: the event
    """
    event = calendar.add("vevent")
    # The same for all files of this visit, and in no other database.
    database = task.env["ir.config_parameter"].get_param("database.uuid")
    event.add("uid").value = f"after-sales-visit-{task.id}@{database}"
    event.add("sequence").value = str(sequence)
    event.add("dtstamp").value = fields.Datetime.now().replace(tzinfo=utc)
    event.add("summary").value = f"{company.name}: {task.name}"
    return event


def add_times(event, start, end):
    """Say when an event is.

    :param start: a datetime in UTC, or its text; nothing if it is not known
    :param end: the same
    """
    for name, value in (("dtstart", start), ("dtend", end)):
        if value:
            time = fields.Datetime.to_datetime(value)
            event.add(name).value = time.replace(tzinfo=utc)


def add_location(event, address):
    """Say where an event is.

    :param address: a ``res.partner``, in superuser mode
    """
    location = address._display_address(without_company=True)
    if location := ", ".join(x.strip() for x in location.splitlines() if x.strip()):
        event.add("location").value = location


def add_person(event, role, email, name):
    """Say who takes part in an event, if they have an address.

    :param str role: "organizer" or "attendee"
    :param str email: normalized, or nothing
    :param str name: their name, or nothing
    """
    if email:
        line = event.add(role)
        line.value = f"mailto:{email}"
        # A quotation mark cannot be written there.
        line.params["CN"] = [(name or email).replace('"', "'")]
