# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import vobject

from odoo import models

from ..field_service.visit_calendar import (
    add_event,
    add_location,
    add_person,
    add_times,
)


class ProjectTask(models.Model):
    """The entry for the customer's calendar that they load down themselves."""

    _inherit = "project.task"

    def _slots_has_file(self):
        """Whether there is something to put into a calendar.

        To be called in superuser mode.

        :rtype: bool
        """
        return bool(self.visit_start and self.visit_end and self._slots_is_open())

    def _slots_make_file(self, with_place=False):
        """Return the entry of this visit for a calendar.

        To be called in superuser mode.

        :param bool with_place: whether who gets it may know the address
        :return: an .ics file
        :rtype: bytes
        """
        self.ensure_one()
        company = self._slots_get_company()
        calendar = vobject.iCalendar()
        # Nobody is invited by it, and no answer is awaited.
        calendar.add("method").value = "PUBLISH"
        event = add_event(calendar, self, company, self._slots_get_sequence())
        event.add("status").value = "CONFIRMED"
        add_times(event, self.visit_start, self.visit_end)
        if with_place:
            add_location(event, self.visit_address_id or self.partner_id)
        email = company.partner_id.email_normalized
        add_person(event, "organizer", email, company.name)
        return calendar.serialize().encode()

    def _slots_get_company(self):
        """Return whose visit it is.

        To be called in superuser mode.

        :rtype: recordset of ``res.company``
        """
        return (
            self.helpdesk_ticket_id.company_id
            or self.company_id
            or self.project_id.company_id
            or self.env.company
        )

    def _slots_get_sequence(self):
        """Return the number by which calendars know which file is the latest.

        No lower than that of the mails, nor than how often the visit was moved.

        :rtype: int
        """
        notices = self.env["helpdesk.after.sales.notice"]
        moves = self.env["mail.tracking.value"].search_count(
            [
                ("mail_message_id.model", "=", self._name),
                ("mail_message_id.res_id", "=", self.id),
                (
                    "field_id",
                    "=",
                    self.env["ir.model.fields"]._get(self._name, "visit_start").id,
                ),
            ]
        )
        return max(notices._get_last(self).sequence, moves)
