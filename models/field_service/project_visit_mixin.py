# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list, format_time

from odoo.addons.project.models.project_task import CLOSED_STATES

from ..helpdesk_after_sales_date import format_date


class ProjectVisitMixin(models.AbstractModel):
    """When a visit takes place: planned in the popup, kept on the task.

    Who inherits this has a ``name`` and ``user_ids``, who go there.
    """

    _name = "project.visit.mixin"
    _description = "Planned visit"

    visit_start = fields.Datetime(string="Planned Start", copy=False)
    visit_end = fields.Datetime(
        string="Planned End",
        compute="_compute_visit_end",
        store=True,
        readonly=False,
        copy=False,
    )
    # In hours. Kept, so that the end follows the start however often both are moved.
    visit_duration = fields.Float(
        compute="_compute_visit_duration",
        store=True,
        copy=False,
        export_string_translation=False,
    )
    visit_warning = fields.Text(
        compute="_compute_visit_warning", export_string_translation=False
    )

    @api.depends("visit_start")
    def _compute_visit_end(self):
        # The duration as it was: taken from the new start, it would be wrong.
        self.env.remove_to_compute(self._fields["visit_duration"], self)
        for visit in self:
            visit.visit_end = visit.visit_start and self._visit_get_end(
                visit.visit_start, visit.visit_duration
            )

    @api.depends("visit_start", "visit_end")
    def _compute_visit_duration(self):
        for visit in self:
            start, end = visit.visit_start, visit.visit_end
            if start and end and start < end:
                visit.visit_duration = (end - start) / timedelta(hours=1)
            elif not visit.id:
                # Kept for the next start, as it is kept in the database.
                visit.visit_duration = visit.visit_duration

    def write(self, vals):
        if "visit_start" in vals:
            # What is still to be computed of it would be forgotten.
            # sudo: whether the user may write the start is for the ORM to say.
            self.sudo().mapped("visit_duration")
        return super().write(vals)

    @api.model
    def _visit_get_end(self, start, duration):
        """Return the end of a visit: an hour after its start if nothing else is known.

        :param datetime start: planned start
        :param float duration: in hours, or 0
        :rtype: datetime
        :raise ValidationError: if there is no such day
        """
        try:
            return start + timedelta(seconds=round((duration or 1) * 3600))
        except (OverflowError, ValueError) as error:
            raise ValidationError(
                self.env._(
                    "A visit in the year %(year)s cannot be planned. Choose an "
                    "earlier start.",
                    year=str(start.year),
                )
            ) from error

    @api.constrains("visit_start", "visit_end")
    def _check_visit(self):
        # sudo: a portal user who may create tasks may not read this.
        for visit in self.sudo():
            if bool(visit.visit_start) != bool(visit.visit_end):
                raise ValidationError(
                    self.env._(
                        "Set both the planned start and the planned end of %(task)s, "
                        "or none of them.",
                        task=visit.name,
                    )
                )
            if visit.visit_start and visit.visit_end <= visit.visit_start:
                raise ValidationError(
                    self.env._(
                        "The visit of %(task)s has to end after it starts. Set a "
                        "later planned end.",
                        task=visit.name,
                    )
                )

    # ------------------------------------------------------------------
    # Warnings
    # ------------------------------------------------------------------

    @api.depends("visit_start", "visit_end", "user_ids")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_visit_warning(self):
        self.visit_warning = False
        planned = self._visit_filter_planned()
        past = planned._visit_filter_past()
        # As the user: in a form anybody can be entered, and they are named.
        users = planned.user_ids._origin.sudo(False)._filtered_access("read")
        others = planned._visit_get_others(users)
        readable = others.sudo(False)._filtered_access("read")
        for visit in planned:
            lines = []
            if visit in past:
                lines.append(self.env._("The planned start is in the past."))
            for other in others:
                # sudo: of those who go to the other visit, only they are named.
                busy = other.user_ids & visit.user_ids._origin.sudo() & users.sudo()
                if busy and visit._visit_overlaps(other):
                    lines.append(
                        self._visit_describe_overlap(other, busy, other in readable)
                    )
            # Two visits that stay closed read the same.
            visit.visit_warning = "\n".join(dict.fromkeys(lines))

    def _visit_filter_planned(self):
        """Return those of these visits whose time may be wrong."""
        return self.filtered(
            lambda visit: (
                visit.visit_start
                and visit.visit_end
                and visit.visit_start < visit.visit_end
            )
        )

    def _visit_filter_past(self):
        """Return those of these visits that begin too early to be planned so."""
        now = fields.Datetime.now()
        return self.filtered(lambda visit: visit.visit_start < now)

    def _visit_get_others(self, users):
        """Return the open visits that these users have about that time.

        :param users: recordset of ``res.users``
        :rtype: recordset of ``project.task``, in superuser mode
        """
        # sudo: a technician is busy with visits, too, that the user may not read; of
        # those they learn nothing but that.
        tasks = self.env["project.task"].sudo()
        if not users:
            return tasks
        return tasks.search(
            [
                ("project_id.is_fsm", "=", True),
                ("has_template_ancestor", "=", False),
                ("state", "not in", list(CLOSED_STATES)),
                ("user_ids", "in", users.ids),
                ("visit_start", "<", max(self.mapped("visit_end"))),
                ("visit_end", ">", min(self.mapped("visit_start"))),
            ],
            order="visit_start, id",
        )

    def _visit_overlaps(self, other):
        """Whether another visit is at the same time.

        :param other: a task in superuser mode
        :rtype: bool
        """
        return (
            other != self._origin
            and other.visit_start < self.visit_end
            and other.visit_end > self.visit_start
        )

    @api.model
    def _visit_describe_overlap(self, other, users, readable):
        """Say who is at another visit at the same time.

        :param other: a task in superuser mode
        :param users: who is there
        :param bool readable: whether the user may read it
        :rtype: str
        """
        technicians = format_list(self.env, users.mapped("name"))
        if not readable:
            return self.env._(
                "%(technicians)s: busy with another visit at that time.",
                technicians=technicians,
            )
        return self.env._(
            "%(technicians)s: busy with %(visit)s from %(start)s to %(end)s.",
            technicians=technicians,
            visit=other.name,
            **self._visit_format(other.visit_start, other.visit_end),
        )

    @api.model
    def _visit_format(self, start, end):
        """Write a span of time as the user reads it, the day once if it is the same.

        :param datetime start: naive, UTC
        :param datetime end: naive, UTC
        :return: ``start`` and ``end`` as text
        :rtype: dict
        """
        texts, days = {}, set()
        for name, value in (("start", start), ("end", end)):
            local = fields.Datetime.context_timestamp(self, value)
            day = format_date(self.env, local.date())
            time = format_time(self.env, local.timetz(), time_format="short")
            texts[name] = time if day in days else f"{day} {time}"
            days.add(day)
        return texts
