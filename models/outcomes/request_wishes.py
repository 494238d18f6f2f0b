# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What customers can ask for that follows a return; no models."""

from ..repairs.repair_wish import RepairWish
from ..returns.return_wish import ReturnWish


class ExchangeWish(ReturnWish):
    """Customers send goods back for other ones of the same kind."""

    icon = "fa-exchange"
    outcome = "replace"

    @classmethod
    def get_label(cls, env):
        return env._("Exchange it for a new one")

    @classmethod
    def get_help(cls, env):
        return env._("You get a return slip, and a new one once it has arrived.")

    @classmethod
    def get_summary(cls, env, pieces):
        return env._("Exchange of %(pieces)s", pieces=pieces)

    @classmethod
    def is_offered(cls, team):
        return super().is_offered(team) and cls.outcome in team._outcome_get_offered()


class RepairReturnWish(ReturnWish):
    """The return of what is to be repaired."""

    outcome = "repair"


class RepairAfterReturnWish(RepairWish):
    """What is to be repaired comes back first, where returns are offered."""

    @classmethod
    def _is_by_return(cls, team):
        return team.use_product_returns and (
            RepairReturnWish.outcome in team._outcome_get_offered()
        )

    @classmethod
    def may_be_at_once(cls, request):
        return cls._is_by_return(request.ticket_id.team_id)

    @classmethod
    def get_refusal(cls, ticket, row):
        if row.held <= 0:
            return ticket.env._("All of it is back or on its way back")
        return super().get_refusal(ticket, row)

    @classmethod
    def open_popup(cls, request):
        if cls._is_by_return(request.ticket_id.team_id):
            return RepairReturnWish.open_popup(request)
        return super().open_popup(request)

    @classmethod
    def grant(cls, request):
        RepairReturnWish.grant(request)

    @classmethod
    def get_granted(cls, line, documents):
        return max(
            super().get_granted(line, documents),
            RepairReturnWish.get_granted(line, documents),
        )
