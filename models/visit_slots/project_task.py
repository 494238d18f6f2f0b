# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields, models
from odoo.exceptions import UserError

from odoo.addons.project.models.project_task import CLOSED_STATES

from .free_slots import FreeSlots


class ProjectTask(models.Model):
    """The time of a visit, chosen by its customer.

    What is free is in ``free_slots.py``, what is noted of a choice in
    ``project_task_notes.py``, what customers can merely ask for in
    ``project_task_question.py``.
    """

    _inherit = "project.task"

    # Of all visits there were, the coming ones are found by their end.
    visit_end = fields.Datetime(index="btree_not_null")

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"visit_start", "visit_end", "user_ids"}:
            self._slots_lock_technicians()
        return res

    def _slots_lock_technicians(self):
        """Let customers who choose right now find that these visits are planned."""
        visits = self.filtered("visit_start")
        if visits:
            # sudo: nothing of the users is changed; whoever plans need not read them.
            visits.sudo().user_ids._after_sales_lock_rows()

    # ------------------------------------------------------------------
    # What may be chosen
    # ------------------------------------------------------------------

    def _slots_get_technicians(self):
        """Return whose hours the customer may choose from.

        Nobody's where somebody planned it otherwise: for two technicians, or for one
        whom customers do not choose.

        To be called in superuser mode.

        :rtype: recordset of ``res.users``
        """
        self.ensure_one()
        if not self.is_fsm:
            return self.env["res.users"]
        users = self.project_id.fsm_user_ids.filtered(
            lambda x: x.active and not x.share
        )
        if len(self.user_ids) > 1 or self.user_ids - users:
            return users.browse()
        return users

    def _slots_is_open(self):
        """Whether the visit is still to come, so that its customer may say when.

        To be called in superuser mode.

        :rtype: bool
        """
        self.ensure_one()
        return (
            self.is_fsm
            and self.state not in CLOSED_STATES
            and not self.worksheet_hash
            and (not self.visit_start or self.visit_start > fields.Datetime.now())
        )

    def _slots_get_refusal(self):
        """Say why the customer cannot choose a time, or nothing if they can.

        To be called in superuser mode.

        :rtype: str
        """
        self.ensure_one()
        if self.state == "1_canceled":
            return self.env._("This visit is cancelled: there is no time to choose.")
        if not self._slots_is_open():
            return self.env._(
                "This visit has taken place, or takes place now: its time cannot be "
                "changed any more."
            )
        if self.visit_start:
            # Until the day before: the technicians' plan of the day is made then.
            zoned = self.with_context(tz=self._fsm_get_tz())
            day, today = (
                fields.Datetime.context_timestamp(zoned, moment).date()
                for moment in (self.visit_start, fields.Datetime.now())
            )
            if day <= today:
                return self.env._(
                    "The visit is today. Its time can be changed until the day before."
                )
        if not self._slots_get_technicians():
            return self.env._("We set the time of this visit together with you.")
        return ""

    def _slots_get_days(self):
        """Return the free times that the customer may choose from.

        To be called in superuser mode.

        :return: see ``FreeSlots.get_days``
        :rtype: list[dict]
        """
        return FreeSlots(self).get_days()

    def _slots_may_choose(self):
        """Whether the customer may choose a time, or another one.

        :rtype: bool
        """
        return not self._slots_get_refusal()

    # ------------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------------

    def _slots_choose(self, value, author):
        """Plan the visit at the time that its customer chose.

        To be called in superuser mode, once it is clear that the caller may do so.

        :param value: the slot, as the form sent it
        :param author: the customer, a ``res.partner``
        :return: whether it was free; also true if it is planned so already
        :rtype: bool
        :raise UserError: if no time can be chosen, or none was, with the reason
        """
        self.ensure_one()
        if not value:
            raise UserError(self.env._("Choose a time first."))
        # Of two at once, one transaction fails here, is run afresh and finds what the
        # other has planned: for the same visit, and for the same technicians.
        self._after_sales_lock_rows()
        self._slots_get_technicians()._after_sales_lock_rows()
        if self.visit_start and FreeSlots.get_value(self.visit_start) == value:
            # Sent twice.
            return True
        if refusal := self._slots_get_refusal():
            raise UserError(refusal)
        slots = FreeSlots(self)
        found = slots.find(value)
        if not found:
            return False
        start, user = found
        before = self._slots_get_time()
        self._track_set_author(author)
        self.write(
            {
                "visit_start": start,
                "visit_end": start + slots.length,
                "user_ids": [Command.set(user.ids)],
            }
        )
        self._slots_note_choice(author, before)
        return True
