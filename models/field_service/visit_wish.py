# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..requests.request_wish import RequestWish


class VisitWish(RequestWish):
    """Customers want somebody to come."""

    switch = "use_fsm"
    icon = "fa-calendar"

    @classmethod
    def get_label(cls, env):
        return env._("Have somebody come")

    @classmethod
    def get_help(cls, env):
        return env._("We arrange a day with you.")

    @classmethod
    def get_summary(cls, env, pieces):
        return env._("Visit for %(pieces)s", pieces=pieces)

    @classmethod
    def get_refusal(cls, ticket, row):
        if row.held <= 0:
            return ticket.env._("All of it is back or on its way back")
        return super().get_refusal(ticket, row)

    @classmethod
    def open_popup(cls, request):
        action = request.ticket_id.action_plan_intervention()
        popups = request.env[action["res_model"]].with_context(**action["context"])
        return action, popups.create({})

    @classmethod
    def get_granted(cls, line, documents):
        visits = [x for x in documents if x._name == "project.task"]
        return line.quantity if visits else 0.0
