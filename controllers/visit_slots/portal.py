# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from ...models.my_ticket.portal_link import PortalLink
from ...models.visit_slots.project_task_question import MAX_LENGTH
from ..field_service.portal import FsmCustomerPortal
from ..portal import is_token_of, open_document

# So many days with free times are open on the page, the others follow on a press.
OPEN_DAYS = 5


class VisitSlotsPortal(FsmCustomerPortal):
    """Customers choose when a visit is: by login, or by the visit's own link."""

    def _fsm_get_page_values(self, task_sudo, access_token, **kwargs):
        values = super()._fsm_get_page_values(task_sudo, access_token, **kwargs)
        query = self._slots_get_query(task_sudo, access_token)
        actions = []
        if self._fsm_may_sign(task_sudo, access_token):
            actions = task_sudo._slots_get_actions(task_sudo.access_url, query)
        if task_sudo._slots_has_file():
            actions.append(
                {
                    "name": request.env._("Add to my calendar"),
                    "url": f"{task_sudo.access_url}/visit.ics{query}",
                    "icon": "fa-calendar",
                }
            )
        values["slots_actions"] = actions
        return values

    def _slots_get_query(self, task_sudo, access_token):
        # The token only for who brought it.
        if not is_token_of(task_sudo, access_token):
            return ""
        return f"?{urlencode({'access_token': access_token})}"

    def _slots_get_task(self, task_id, access_token):
        """Return the visit whose time who opens the page may choose.

        :param int task_id: id of the task
        :param access_token: the one in the link, if any
        :return: the task, in superuser mode; None if there is none
        """
        task_sudo = open_document(self, "project.task", task_id, access_token)
        if not task_sudo:
            return None
        if not task_sudo.is_fsm or not self._fsm_may_sign(task_sudo, access_token):
            return None
        return task_sudo

    def _slots_get_author(self, task_sudo):
        """Return in whose name something is chosen or asked.

        :rtype: recordset of ``res.partner``
        """
        user = request.env.user
        # sudo: its name and language, of what is theirs.
        return task_sudo.partner_id if user._is_public() else user.partner_id.sudo()

    def _slots_render(self, template, task_sudo, access_token, **values):
        values = {
            "page_name": "task",
            "task": task_sudo,
            "back_url": self._fsm_get_url(task_sudo, access_token),
            "query": self._slots_get_query(task_sudo, access_token),
            "visit_time": task_sudo._slots_get_time(),
            "technician": task_sudo._slots_get_first_names(),
            **values,
        }
        response = request.render(f"helpdesk_mgmt_after_sales.{template}", values)
        # What is free now is not in a minute.
        response.headers["Cache-Control"] = "no-store"
        return response

    # ------------------------------------------------------------------
    # A time
    # ------------------------------------------------------------------

    @http.route(
        "/my/tasks/<int:task_id>/slots",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
    )
    def portal_visit_slots(self, task_id, access_token=None, slot=None, **kwargs):
        """Show the free times of a visit, and plan it at the chosen one.

        :param int task_id: id of the task
        :param str access_token: of the task's link, if any
        :param str slot: the chosen time, as the page has it
        """
        task_sudo = self._slots_get_task(task_id, access_token)
        if not task_sudo:
            return request.redirect("/my")
        message = ""
        if request.httprequest.method == "POST":
            author_sudo = self._slots_get_author(task_sudo)
            try:
                # A refusal leaves nothing half-written behind.
                with request.env.cr.savepoint():
                    is_chosen = task_sudo._slots_choose(slot, author_sudo)
            except UserError as error:
                message = str(error)
            else:
                if is_chosen:
                    url = self._fsm_get_url(task_sudo, access_token, message="slot_ok")
                    return request.redirect(url)
                message = request.env._(
                    "This time is not free any more. Choose another one."
                )
        refusal = task_sudo._slots_get_refusal()
        days = [] if refusal else task_sudo._slots_get_days()
        return self._slots_render(
            "portal_visit_slots",
            task_sudo,
            access_token,
            refusal=refusal,
            message=not refusal and message,
            timezone=task_sudo._fsm_get_tz(),
            days=days[:OPEN_DAYS],
            later_days=days[OPEN_DAYS:],
            may_ask=bool(task_sudo._slots_get_wishes()),
        )

    # ------------------------------------------------------------------
    # A question
    # ------------------------------------------------------------------

    @http.route(
        "/my/tasks/<int:task_id>/ask",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
    )
    def portal_visit_ask(
        self, task_id, access_token=None, wish=None, words=None, **kwargs
    ):
        """Ask to cancel a visit, or to move one whose time cannot be chosen.

        :param int task_id: id of the task
        :param str access_token: of the task's link, if any
        :param str wish: what is asked
        :param str words: what the customer writes
        """
        task_sudo = self._slots_get_task(task_id, access_token)
        if not task_sudo:
            return request.redirect("/my")
        error = ""
        if request.httprequest.method == "POST":
            author_sudo = self._slots_get_author(task_sudo)
            try:
                with request.env.cr.savepoint():
                    task_sudo._slots_ask_agent(wish, words, author_sudo)
            except UserError as refusal:
                error = str(refusal)
            else:
                url = self._fsm_get_url(task_sudo, access_token, message="asked")
                return request.redirect(url)
        return self._slots_render(
            "portal_visit_ask",
            task_sudo,
            access_token,
            error=error,
            is_asked=task_sudo._slots_is_asked(),
            wishes=task_sudo._slots_get_wishes(),
            wish=wish if isinstance(wish, str) else "",
            words=words if isinstance(words, str) else "",
            max_length=MAX_LENGTH,
        )

    # ------------------------------------------------------------------
    # The calendar
    # ------------------------------------------------------------------

    @http.route(
        "/my/tasks/<int:task_id>/visit.ics",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def portal_visit_file(self, task_id, access_token=None, **kwargs):
        """Load down a visit for one's calendar.

        :param int task_id: id of the task
        :param str access_token: of the task's link, if any
        """
        task_sudo = open_document(self, "project.task", task_id, access_token)
        if not task_sudo:
            return request.not_found()
        return send_file(task_sudo, self._fsm_may_sign(task_sudo, access_token))


class VisitSlotsTicketPortal(CustomerPortalHelpdesk):
    """The visits of a ticket, for the calendar of who reads the ticket."""

    @http.route(
        "/my/ticket/<int:ticket_id>/visit/<int:task_id>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def portal_ticket_visit_file(self, ticket_id, task_id, access_token=None, **kwargs):
        """Load down a visit of a ticket for one's calendar: what its page shows of it.

        :param int ticket_id: id of the ticket
        :param int task_id: id of the task
        :param str access_token: of the ticket's link, if any
        """
        ticket_sudo = open_document(self, "helpdesk.ticket", ticket_id, access_token)
        if not ticket_sudo:
            return request.not_found()
        link = PortalLink(ticket_sudo, access_token, request.env.user)
        # sudo: as the ticket, whose page may be seen; narrowed right here.
        tasks_sudo = ticket_sudo.sudo().fsm_task_ids
        tasks_sudo = tasks_sudo._after_sales_filter_of_portal(link)
        return send_file(tasks_sudo.filtered(lambda x: x.id == task_id))


def send_file(task_sudo, with_place=False):
    """Send the entry of a visit for a calendar.

    :param task_sudo: the visit, in superuser mode, or none
    :param bool with_place: whether who gets it may know the address
    """
    if not task_sudo or not task_sudo._slots_has_file():
        return request.not_found()
    content = task_sudo._slots_make_file(with_place)
    return request.make_response(
        content,
        headers=[
            ("Content-Type", "text/calendar; charset=utf-8"),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition("visit.ics")),
            ("Cache-Control", "no-store"),
        ],
    )
