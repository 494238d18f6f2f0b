# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_requests import RequestHttp


@tagged("post_install", "-at_install")
class TestRequestsCompanies(RequestHttp):
    """A customer of two companies: each one's team gets what was bought of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch, __, ticket = cls._set_up_branch(cls)
        cls.branch_team = ticket.team_id
        cls.branch_team.use_credit_notes = True
        cls.buyer.company_ids += cls.branch
        cls.branch_line = cls._deliver_from(cls, cls.branch).sale_id.order_line

    def test_team_of_the_order_s_company(self):
        self.branch.after_sales_request_team_id = self.branch_team
        order = self.branch_line.order_id
        self._login(self.buyer)
        # What is not asked for there is not offered: the branch lends no visits.
        page = self._get("/my/help/about", order_id=order.id, piece=self.branch_line.id)
        self.assertIn('value="refund"', page.text)
        self.assertNotIn('value="visit"', page.text)
        page = self._fill_in(
            order_id=order.id,
            piece=str(self.branch_line.id),
            **{f"quantity_{self.branch_line.id}": "1"},
        )
        draft = self._last()
        self._post(f"/my/help/{draft.id}/{draft.access_token}/send")
        self.assertRecordValues(
            draft.ticket_id,
            [
                {
                    "company_id": self.branch.id,
                    "team_id": self.branch_team.id,
                    "partner_id": self.contact.id,
                }
            ],
        )
        agent = self.agent.with_company(self.branch)
        ticket = draft.ticket_id.with_user(agent).with_company(self.branch)
        ticket = ticket.with_context(allowed_company_ids=self.branch.ids)
        action = ticket.action_request_open_popup()
        popup = ticket.env[action["res_model"]].browse(action["res_id"])
        popup.action_create_returns()
        self.assertEqual(draft.state, "granted")
        self.assertEqual(ticket.sudo().return_ids.company_id, self.branch)

    def test_company_without_a_team(self):
        order = self.branch_line.order_id
        self._login(self.buyer)
        self.assertEqual(self._get("/my/help", order_id=order.id).status_code, 404)
        page = self._get(f"/my/orders/{order.id}")
        self.assertNotIn("after_sales_ask", page.text)

    def test_lines_of_the_other_company(self):
        self.branch.after_sales_request_team_id = self.branch_team
        self._login(self.buyer)
        # From the account: the company of the portal counts.
        words = self._read(self._get("/my/help", search=self.branch_line.order_id.name))
        self.assertIn("Nothing of yours fits that", words)
        for values in (
            {"order_id": ""},
            {"order_id": self.order.id},
        ):
            self._fill_in(**values, piece=str(self.branch_line.id))
            self.assertFalse(self._last())

    def test_team_of_another_company(self):
        draft = self._draft()
        self.company.after_sales_request_team_id = self.branch_team
        with self.assertRaisesRegex(UserError, "no longer be asked for here"):
            draft._send()

    def test_ticket_of_another_company_meanwhile(self):
        draft = self._draft(target=self.ticket)
        self.ticket.write(
            {"company_id": self.branch.id, "team_id": self.branch_team.id}
        )
        with self.assertRaisesRegex(UserError, "start again from your order"):
            draft._send()
