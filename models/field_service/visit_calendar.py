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
    event = calendar.add("vevent")
    # The same for all mails of this visit, and in no other database.
    database = task.env["ir.config_parameter"].get_param("database.uuid")
    event.add("uid").value = f"after-sales-visit-{task.id}@{database}"
    event.add("sequence").value = str(notice.sequence)
    event.add("dtstamp").value = fields.Datetime.now().replace(tzinfo=utc)
    event.add("status").value = "CANCELLED" if is_cancelled else "CONFIRMED"
    event.add("summary").value = f"{company.name}: {task.name}"
    for name, key in (("dtstart", "start"), ("dtend", "end")):
        if value := (notice.details or {}).get(key):
            time = fields.Datetime.to_datetime(value)
            event.add(name).value = time.replace(tzinfo=utc)
    address = task.visit_address_id or partner
    location = address._display_address(without_company=True)
    if location := ", ".join(x.strip() for x in location.splitlines() if x.strip()):
        event.add("location").value = location
    sender = company.partner_id.email_normalized
    for name, email, who in (
        ("organizer", sender, company.name),
        ("attendee", partner.email_normalized, partner.name),
    ):
        if email:
            line = event.add(name)
            line.value = f"mailto:{email}"
            # A quotation mark cannot be written there.
            line.params["CN"] = [(who or email).replace('"', "'")]
    return calendar.serialize().encode()
