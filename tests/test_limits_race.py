# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RaceCase


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestLimitsRace(RaceCase):
    """Two agents use up the same limit at once: one of them is refused."""

    def _press(self, popup, method, user):
        def run(env):
            getattr(env[popup._name].browse(popup.id).with_user(user.id), method)()
            return True

        return run

    def assertOneRefused(self, results, message):
        refusals = [x for x in results if isinstance(x, UserError)]
        self.assertEqual(len(refusals), 1, results)
        self.assertRegex(refusals[0].args[0], message)

    def test_refunds_of_two_invoices(self):
        self.team.write({"use_credit_notes": True, "refund_limit": 150.0})
        invoices = [self._new_invoice(), self._new_invoice()]
        saved = []
        for user, invoice in zip((self.agent, self.agent_all), invoices, strict=True):
            form = self._popup_as(user, self.ticket, "action_refund")
            form.move_ids.add(invoice)
            saved.append(form.save())
        results = self.run_together(
            self._press(saved[0], "refund_moves", self.agent),
            self._press(saved[1], "refund_moves", self.agent_all),
        )
        self.assertOneRefused(results, "200.00 would be refunded")
        self.assertEqual(len(self.ticket.draft_credit_note_ids), 1)

    def test_coupons_of_two_tickets(self):
        self.team.write({"use_coupons": True, "coupon_limit": 1})
        program = self.env["loyalty.program"].create(
            {
                "name": "Sorry",
                "program_type": "coupons",
                "company_id": self.company.id,
                "reward_ids": [Command.create({"discount": 10})],
            }
        )
        tickets = [self._new_ticket(), self._new_ticket(partner_id=self.contact.id)]
        popups = [
            self._popup_as(user, ticket, "action_coupon", program_id=program).save()
            for user, ticket in zip((self.agent, self.agent_all), tickets, strict=True)
        ]
        results = self.run_together(
            self._press(popups[0], "action_send_email", self.agent),
            self._press(popups[1], "action_send_email", self.agent_all),
        )
        self.assertOneRefused(results, "would have 2 coupons")
        self.assertEqual(sum(len(ticket.coupon_ids) for ticket in tickets), 1)

    def test_one_request_is_granted_once(self):
        self.team.write(
            {
                "use_credit_notes": True,
                "refund_limit": 50.0,
                "approver_ids": [Command.set((self.agent_all | self.manager).ids)],
            }
        )
        invoice = self._new_invoice([(self.product, 3)])
        ticket = self._new_ticket()
        form = self._popup_as(self.agent, ticket, "action_refund")
        if not form.move_ids:
            form.move_ids.add(invoice)
        with form.refund_line_ids.edit(0) as line:
            line.quantity = 1
        form.approval_note = "Please"
        popup = form.save()
        popup.action_ask_approval()
        approval = popup.sudo().approval_id
        opened = []
        for user in (self.agent_all, self.manager):
            action = approval.with_user(user).action_open_popup()
            opened.append(self.env[action["res_model"]].browse(action["res_id"]))
        results = self.run_together(
            self._press(opened[0], "refund_moves", self.agent_all),
            self._press(opened[1], "refund_moves", self.manager),
        )
        self.assertOneRefused(results, "is decided already")
        self.assertEqual(len(ticket.draft_credit_note_ids), 1)
