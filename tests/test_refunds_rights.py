# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsRights(RefundCommon):
    def test_every_kind_of_agent(self):
        for user in (self.agent, self.agent_team, self.agent_all, self.manager):
            with self.subTest(user=user.login):
                invoice = self._new_invoice()
                credit_note = self._reverse(self._popup(user, invoices=invoice))
                self.assertEqual(credit_note.state, "draft")
                self.assertTrue(credit_note.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    credit_note.with_user(user).action_post()
                with self.assertRaises(AccessError):
                    credit_note.with_user(user).write({"ref": "x"})

    def test_what_accounting_sums_up_is_closed(self):
        foreign = self._new_invoice(
            [(self.product, 50)], partner_id=self.other_customer.id
        )
        lines = self.env["account.move.line"].with_user(self.agent)
        both = (foreign | self.invoice).line_ids.ids
        rows = lines.search_read(
            [("id", "in", both)], ["balance", "cumulated_balance"], order="id"
        )
        self.assertTrue(rows)
        self.assertEqual({row["cumulated_balance"] for row in rows}, {0})
        journal = self.invoice.journal_id.with_user(self.agent)
        self.assertEqual(journal.read(["name", "code"])[0]["name"], journal.name)
        for name in ("kanban_dashboard", "kanban_dashboard_graph", "entries_count"):
            with self.assertRaises(AccessError):
                journal.read([name])
        self.assertTrue(journal.with_user(self.accountant).read(["kanban_dashboard"]))

    def test_popups_of_others_are_closed(self):
        popup = self._popup().save()
        for user in (self.agent_all, self.accountant):
            others = popup.with_user(user)
            self.assertFalse(others.search([("id", "=", popup.id)]))
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
                others.reason = "hacked"
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
                others.refund_line_ids.create(
                    {
                        "wizard_id": popup.id,
                        "move_line_id": self.invoice.invoice_line_ids[0].id,
                        "quantity": 1,
                    }
                )

    def test_context_does_not_switch_off_accounting(self):
        line = self.invoice.invoice_line_ids[0]
        popup = self._rpc_popup(self.agent, [{"move_line_id": line.id, "quantity": 1}])
        popup.with_context(skip_invoice_sync=True).refund_moves()
        credit_note = self.invoice.reversal_move_ids
        self.assertEqual(credit_note.amount_total, 100)
        self.assertEqual(
            sum(credit_note.line_ids.mapped("debit")), credit_note.amount_total
        )

    def test_reviewer_may_post(self):
        for user in (
            self.agent,
            self._new_user("gone", "account.group_account_invoice"),
        ):
            if user != self.agent:
                user.active = False
            with self.assertRaisesRegex(ValidationError, "cannot check the refunds"):
                self.team.refund_reviewer_id = user

    def test_agent_who_may_create_moves_but_not_post(self):
        group = self.env["res.groups"].create({"name": "Buyers"})
        self.env["ir.model.access"].create(
            {
                "name": "buyers",
                "model_id": self.env["ir.model"]._get("account.move").id,
                "group_id": group.id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
            }
        )
        self.agent.group_ids += group
        self.assertEqual(self._reverse(self._popup()).amount_total, 400)

    def test_own_tickets_only(self):
        ticket = self._new_ticket(user_id=self.manager.id)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            ticket.with_user(self.agent).action_refund()

    def test_employee_and_portal_user_cannot(self):
        portal = self._new_user("portal", "base.group_portal")
        self.ticket.message_subscribe((self.outsider | portal).partner_id.ids)
        for user in (self.outsider, portal):
            with self.subTest(user=user.login):
                self.assertTrue(self.ticket.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    self.ticket.with_user(user).action_refund()
                with self.assertRaises(AccessError):
                    self.env["account.move.reversal"].with_user(user).create(
                        {"helpdesk_ticket_id": self.ticket.id}
                    )
                self.assertFalse(self.invoice.with_user(user).has_access("read"))

    def test_agent_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other Ltd"})
        stranger = self._new_user(
            "stranger",
            "helpdesk_mgmt.group_helpdesk_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.invoice.with_user(stranger).has_access("read"))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.ticket.with_user(stranger).action_refund()

    def test_what_a_plain_agent_reads_in_accounting(self):
        draft_invoice = self._new_invoice(post=False)
        foreign = self._new_invoice(partner_id=self.other_customer.id)
        bill = self._new_invoice(move_type="in_invoice")
        entry = self.env["account.move"].create({"move_type": "entry"})
        credit_note = self._reverse(self._popup())
        foreign_draft = foreign._reverse_moves()
        moves = draft_invoice | foreign | bill | entry | credit_note | foreign_draft
        # A link opens nothing that is not the customer's, whoever sets it.
        (foreign_draft | bill | entry).helpdesk_ticket_id = self.ticket
        moves |= self.invoice
        self.assertEqual(
            moves.with_user(self.agent)._filtered_access("read"),
            credit_note | self.invoice,
        )
        self.assertEqual(
            moves.line_ids.with_user(self.agent)._filtered_access("read"),
            (credit_note | self.invoice).line_ids,
        )
        journals = self.env["account.journal"].with_user(self.agent).search([])
        self.assertEqual(set(journals.mapped("type")), {"sale"})
        for operation in ("write", "create", "unlink"):
            for model in ("account.move", "account.move.line", "account.journal"):
                self.assertFalse(
                    self.env[model].with_user(self.agent).has_access(operation)
                )

    def test_roles_lose_nothing_by_being_agents(self):
        agent = "helpdesk_mgmt.group_helpdesk_user_own"
        for role in (
            "account.group_account_readonly",
            "account.group_account_invoice",
            "account.group_account_manager",
            "stock.group_stock_user",
            "sales_team.group_sale_salesman",
            "sales_team.group_sale_manager",
            "base.group_system",
        ):
            login = role.replace(".", "_")
            before = self._new_user(login, role)
            both = self._new_user(f"{login}_agent", f"{role},{agent}")
            for model in (
                "account.move",
                "account.move.line",
                "account.journal",
                "sale.order",
                "sale.order.line",
            ):
                with self.subTest(role=role, model=model):
                    if not self.env[model].with_user(before).has_access("read"):
                        continue
                    mine = self.env[model].with_user(before).search([])
                    both_read = self.env[model].with_user(both).search([])
                    self.assertLessEqual(mine, both_read.with_user(before))

    def test_form_loads_for_a_plain_agent(self):
        credit_note = self._reverse(self._popup())
        for move in (credit_note, self.invoice):
            form = Form(move.with_user(self.agent))
            self.assertEqual(
                form._view["id"]
                if "id" in form._view
                else None
                or move.with_user(self.agent).get_view(view_type="form")["id"],
                self.env.ref(
                    "helpdesk_mgmt_after_sales.account_move_view_form_agent"
                ).id,
            )
            self.assertEqual(form.amount_total, 400)
        # Also when a link of the standard asks for the standard form.
        standard = self.env.ref("account.view_move_form")
        for user, expected in (
            (self.agent, "helpdesk_mgmt_after_sales.account_move_view_form_agent"),
            (self.accountant, "account.view_move_form"),
        ):
            view = self.invoice.with_user(user).get_view(standard.id, "form")
            self.assertEqual(view["id"], self.env.ref(expected).id)

    def test_credit_note_shows_its_ticket(self):
        credit_note = self._reverse(self._popup())
        self.assertTrue(credit_note.with_user(self.agent).helpdesk_ticket_accessible)
        outsider = self._new_user("clerk", "account.group_account_invoice")
        clerks = credit_note.with_user(outsider)
        self.assertFalse(clerks.helpdesk_ticket_accessible)
        self.assertEqual(clerks.helpdesk_ticket_label, self.ticket.display_name)

    def test_queries_do_not_grow_with_the_invoices(self):
        self._new_invoice()
        action = self.ticket.with_user(self.agent).action_refund()

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._open_popup_as(self.agent, action)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for __ in range(20):
            self._new_invoice()
        self.assertLessEqual(count(), few + 2)
