# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from .common_field_service import FsmCommon
from .common_queries import QueryCounter


@tagged("post_install", "-at_install")
class TestFieldServiceQueries(QueryCounter, FsmCommon):
    def _plan_by_clicks(self, ticket):
        """Plan a visit, as clicks do it.

        :return: queries by step
        """
        counts = {}
        action, counts["click"] = self._count(ticket.action_plan_intervention)
        popups = self.env[action["res_model"]].with_user(self.agent)
        popups = popups.with_context(action["context"])
        form, counts["open"] = self._count(lambda: Form(popups))
        form.user_ids.add(self.technician)
        popup, counts["save"] = self._count(form.save)
        __, counts["create"] = self._count(popup.action_create_view_task)
        return counts

    def test_click_costs_what_it_did(self):
        tickets = [self._new_ticket().with_user(self.agent) for __ in range(2)]
        self._plan_by_clicks(tickets[0])  # fills the caches of the process
        counts = self._plan_by_clicks(tickets[1])
        # What it took when it was last worked on.
        self._assert_queries(counts, {"click": 6, "open": 12, "save": 10, "create": 92})
