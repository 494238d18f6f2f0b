# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.requests.request_bounds import MOST_REQUESTS
from .common import RaceCase
from .common_returns import ReturnShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestRequestsRace(ReturnShop, RaceCase):
    """Customers who send at the same time, and agents who grant at the same time."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.company.after_sales_request_team_id = cls.team

    @classmethod
    def tearDownClass(cls):
        cls.cr.rollback()
        cls.company.after_sales_request_team_id = False
        cls.cr.commit()
        super().tearDownClass()

    def _draft(self, quantity, partner=None):
        """Fill in a request for the order of five lamps."""
        tickets = self.env["helpdesk.ticket"]
        ticket = tickets._request_prepare_ticket(
            partner or self.contact, self.company, self.team
        )
        [piece] = ticket._request_get_pieces(self.order.order_line)
        values = {"wish": "refund", "reason_id": False, "note": ""}
        requests = self.env["helpdesk.after.sales.request"]
        return requests._make_draft(ticket, tickets, [(piece, quantity)], values)

    def setUp(self):
        super().setUp()
        self.order = self._new_order([(self.product, 5)])
        self.delivery = self._deliver(self.order)

    @staticmethod
    def _send(draft):
        return lambda env: env[draft._name].browse(draft.id)._send().id

    def _open(self, request, user):
        action = request.ticket_id.with_user(user).action_request_open_popup()

        def press(env):
            popup = env[action["res_model"]].with_user(user.id).browse(action["res_id"])
            return popup.action_create_returns()

        return press

    def test_two_requests_for_the_same(self):
        drafts = [self._draft(4), self._draft(4)]
        results = self.run_together(*map(self._send, drafts))
        [error] = [x for x in results if isinstance(x, UserError)]
        [ticket_id] = [x for x in results if not isinstance(x, UserError)]
        ticket = self.env["helpdesk.ticket"].browse(ticket_id)
        self.assertIn(f"already: see ticket {ticket.number}", str(error))
        self.assertEqual(
            sorted(x.state for x in drafts), ["draft", "requested"], results
        )

    def test_two_presses_of_one_button(self):
        draft = self._draft(1)
        results = self.run_together(self._send(draft), self._send(draft))
        self.assertEqual(results, [draft.ticket_id.id] * 2)
        self.assertEqual(
            self.env["helpdesk.ticket"].search_count(
                [("sale_order_ids", "in", self.order.ids)]
            ),
            1,
        )

    def test_made_at_once_by_two(self):
        self.team.request_at_once = True
        drafts = [self._draft(3), self._draft(3)]
        results = self.run_together(*map(self._send, drafts))
        self.team.request_at_once = False
        self.cr.commit()  # pylint: disable=invalid-commit
        self.assertEqual(
            [isinstance(x, UserError) for x in results].count(True), 1, results
        )
        self.assertEqual(
            self.delivery.return_ids.move_ids.mapped("product_uom_qty"), [3]
        )

    def test_granted_by_two(self):
        request = self._draft(1)
        request._send()
        results = self.run_together(
            self._open(request, self.agent_all), self._open(request, self.manager)
        )
        [error] = [x for x in results if isinstance(x, UserError)]
        self.assertIn("is not open any more: Granted", str(error))
        self.assertEqual(len(request.ticket_id.return_ids), 1)
        self.assertEqual(request.state, "granted")

    def test_granted_and_withdrawn(self):
        request = self._draft(1)
        request._send()
        results = self.run_together(
            self._open(request, self.agent_all),
            lambda env: env[request._name].browse(request.id)._withdraw(),
        )
        self.assertEqual([isinstance(x, UserError) for x in results].count(True), 1)
        is_granted = bool(request.ticket_id.return_ids)
        self.assertEqual(request.state, "granted" if is_granted else "withdrawn")

    def test_granted_and_declined(self):
        request = self._draft(1)
        request._send()
        results = self.run_together(
            self._open(request, self.agent_all),
            lambda env: (
                env[request._name]
                .with_user(self.manager.id)
                .browse(request.id)
                ._decline("No.")
            ),
        )
        self.assertEqual([isinstance(x, UserError) for x in results].count(True), 1)
        is_granted = bool(request.ticket_id.return_ids)
        self.assertEqual(request.state, "granted" if is_granted else "declined")

    def test_bounds(self):
        # Nobody else's here.
        self.order = self._new_order(
            [(self.product, 5)], partner_id=self.other_customer.id
        )
        self._deliver(self.order)
        for __ in range(MOST_REQUESTS - 1):
            self._draft(1, self.other_customer)
        ids = [self.other_customer.id, self.company.id, self.team.id, self.order.id]

        def fill_in(env):
            partner, company, team, order = (
                env[x].browse(id_)
                for x, id_ in zip(
                    (
                        "res.partner",
                        "res.company",
                        "helpdesk.ticket.team",
                        "sale.order",
                    ),
                    ids,
                    strict=True,
                )
            )
            tickets = env["helpdesk.ticket"]
            ticket = tickets._request_prepare_ticket(partner, company, team)
            [piece] = ticket._request_get_pieces(order.order_line)
            values = {"wish": "refund", "reason_id": False, "note": ""}
            requests = env["helpdesk.after.sales.request"]
            return requests._make_draft(ticket, tickets, [(piece, 1)], values).id

        results = self.run_together(fill_in, fill_in)
        [error] = [x for x in results if isinstance(x, UserError)]
        self.assertIn("more than we can take in an hour", str(error))
