# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .common import AfterSalesCommon
from .common_coupons import CouponShop
from .common_field_service import FsmShop
from .common_returns import ReturnShop


class BoughtShop(FsmShop, CouponShop, ReturnShop):
    """A customer who got five lamps and their invoice, and a team with all services."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        services = cls.env["helpdesk.ticket"]._after_sales_services()
        cls.team.write(dict.fromkeys(services, True))
        cls.line = cls.order.order_line
        cls.invoice = cls._invoice(cls.order)


class BoughtCommon(BoughtShop, AfterSalesCommon):
    def _get(self, ticket=None, user=None, **values):
        ticket = (ticket or self.ticket).with_user(user or self.agent)
        return ticket.bought_get_lines(**values)

    def _get_ids(self, ticket=None, user=None, **values):
        return [x["id"] for x in self._get(ticket, user, **values)["lines"]]

    def _get_line(self, line=None, ticket=None, user=None, **values):
        """Return what the tab shows of one order line, texts by their names."""
        line = line or self.line
        [found] = [
            x for x in self._get(ticket, user, **values)["lines"] if x["id"] == line.id
        ]
        return {
            **found,
            "facts": {x["name"]: x["text"] for x in found["facts"]},
            "terms": {x["name"]: (x["text"], x["is_over"]) for x in found["terms"]},
            "offers": {x["name"]: x["refusal"] for x in found["offers"]},
        }

    def _open_line(self, name, line=None, lot=None, ticket=None, user=None):
        """Press a button of a line, and return the popup."""
        user = user or self.agent
        ticket = (ticket or self.ticket).with_user(user)
        action = ticket.action_bought_open(
            name, (line or self.line).id, lot.id if lot else False
        )
        return self._open_popup_as(user, action)
