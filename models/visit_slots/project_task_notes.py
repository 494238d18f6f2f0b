# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..helpdesk_after_sales_join import join_names


class ProjectTask(models.Model):
    """What is noted when a customer chooses, and what they read of it."""

    _inherit = "project.task"

    def _slots_get_time(self):
        """Return when the visit is, in the customer's time zone and the env's language.

        :return: such as "12/01/2026 8:00 AM to 10:00 AM (Europe/Brussels)"; nothing if
            it is not planned
        :rtype: str
        """
        self.ensure_one()
        if not self.visit_start or not self.visit_end:
            return ""
        tz = self._fsm_get_tz()
        return self.env._(
            "%(start)s to %(end)s (%(timezone)s)",
            timezone=tz,
            **self.with_context(tz=tz)._visit_format(self.visit_start, self.visit_end),
        )

    def _slots_get_first_names(self, users=None):
        """Return the technicians as customers know them: by their first names.

        :param users: whose; of all who come by default
        :rtype: str
        """
        self.ensure_one()
        names = ((user.name or "").split() for user in users or self.user_ids)
        return join_names(self.env, [name[0] for name in names if name])

    def _slots_note_choice(self, author, before):
        """Note on the visit and on its ticket what the customer chose.

        :param author: the customer, a ``res.partner``
        :param str before: when the visit was to be before, or nothing
        """
        values = {
            "customer": author.name or "",
            "visit": self._get_html_link(title=self.name),
            "technician": self.user_ids.name,
        }
        ticket = self.helpdesk_ticket_id
        for record in filter(None, (self, ticket)):
            # In the language of those who read notes.
            lang = self._slots_get_staff_lang()
            task = self.with_context(lang=lang)
            if before:
                body = task.env._(
                    "%(customer)s moved the visit %(visit)s to %(time)s. Technician: "
                    "%(technician)s.",
                    time=task._slots_get_time(),
                    **values,
                )
            else:
                body = task.env._(
                    "%(customer)s chose the time of the visit %(visit)s: %(time)s. "
                    "Technician: %(technician)s.",
                    time=task._slots_get_time(),
                    **values,
                )
            record.with_context(lang=lang).message_post(
                body=body, author_id=author.id, subtype_xmlid="mail.mt_note"
            )

    def _slots_get_staff_lang(self):
        """Return the language of those who look after the visit.

        :rtype: str
        """
        company = self.helpdesk_ticket_id.company_id or self.company_id
        return (
            self.helpdesk_ticket_id.user_id.lang
            or self.project_id.user_id.lang
            or company.partner_id.lang
            or "en_US"
        )
