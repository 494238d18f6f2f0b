# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_bought import BoughtCommon


@tagged("post_install", "-at_install")
class TestBoughtRights(BoughtCommon):
    """What users may not read does not show, and nobody gets in by RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._new_order(
            [(cls.product, 1)], partner_id=cls.other_customer.id
        ).order_line
        cls._deliver(cls.foreign.order_id)

    def test_everybody_sees_the_same(self):
        salesman = self._new_user(
            "salesman",
            "helpdesk_mgmt.group_helpdesk_user,sales_team.group_sale_salesman",
        )
        stock = self._new_user(
            "stock", "helpdesk_mgmt.group_helpdesk_user,stock.group_stock_user"
        )
        for user in (self.agent_team, self.agent_all, self.manager, salesman, stock):
            with self.subTest(user.login):
                self.assertEqual(self._get(user=user), self._get())

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_ticket_of_somebody_else(self):
        ticket = self._new_ticket(
            user_id=self.agent_all.id, team_id=self.team.copy({"user_ids": False}).id
        )
        for user in (self.agent, self.outsider):
            with self.subTest(user.login):
                theirs = ticket.with_user(user)
                with self.assertRaises(AccessError):
                    theirs.bought_get_lines()
                with self.assertRaises(AccessError):
                    theirs.action_bought_open("use_product_returns", self.line.id)
                with self.assertRaises(AccessError):
                    theirs.action_bought_choose(self.line.id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_customers(self):
        portal = self._new_user(
            "portal", "base.group_portal", partner_id=self.contact.id
        )
        self.ticket.message_subscribe(self.contact.ids)
        theirs = self.ticket.with_user(portal)
        self.assertTrue(theirs.has_access("read"))
        with self.assertRaisesRegex(AccessError, "Only employees"):
            theirs.bought_get_lines()
        with self.assertRaises(AccessError):
            theirs.action_bought_choose(self.line.id)

    def test_company_that_the_agent_does_not_work_in_now(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        self.agent.company_ids += branch
        ticket = self.ticket.with_user(self.agent)
        self.assertTrue(ticket.bought_get_lines()["lines"])
        ticket = ticket.with_context(allowed_company_ids=branch.ids)
        with self.assertRaises(AccessError):
            ticket.bought_get_lines()

    def test_line_of_another_customer(self):
        ticket = self.ticket.with_user(self.agent)
        # Even if the agent may read it by another ticket.
        self._new_ticket(partner_id=self.other_customer.id)
        self.foreign.with_user(self.agent).check_access("read")
        draft = self._new_order([(self.product, 1)], confirm=False).order_line
        for line in (self.foreign, draft):
            for name in ticket._bought_get_offers():
                with self.subTest(name), self.assertRaisesRegex(UserError, "nothing"):
                    ticket.action_bought_open(name, line.id)
            with self.assertRaisesRegex(UserError, "nothing that the customer"):
                ticket.action_bought_choose(line.id)
        self.assertFalse(self.ticket.product_id)

    def test_lot_of_another_line(self):
        ticket = self.ticket.with_user(self.agent)
        lot = self._new_lot(self.serial_product, "SN-9")
        line = self._deliver_serials("SN-1").sale_id.order_line
        for lot_id in (lot.id, str(lot.id), -1, [lot.id], {"id": lot.id}, 2**40):
            with self.subTest(lot_id), self.assertRaisesRegex(UserError, "delivered"):
                ticket.action_bought_choose(line.id, lot_id)

    def test_malformed(self):
        ticket = self.ticket.with_user(self.agent)
        for value in (
            str(self.line.id),
            f"{self.line.id}; DROP TABLE sale_order",
            None,
            False,
            True,
            -1,
            0,
            2**40,
            1.5,
            float("nan"),
            [self.line.id],
            {"id": self.line.id},
        ):
            with self.subTest(value):
                with self.assertRaises(UserError):
                    ticket.action_bought_open("use_product_returns", value)
                with self.assertRaises(UserError):
                    ticket.action_bought_choose(value)
        for name in ("", None, "unlink", "action_return", ["use_fsm"], {}, 1):
            with self.subTest(name), self.assertRaises(UserError):
                ticket.action_bought_open(name, self.line.id)
        expected = ticket.bought_get_lines()
        for values in (
            {"search": None},
            {"search": 5},
            {"search": ["x"]},
            {"search": "\0"},
            {"search": "\ud800"},
            {"limit": "5; DROP"},
            {"limit": 2**40},
            {"limit": None},
            {"limit": float("inf")},
            {"offset": -5},
            {"offset": "1"},
            {"offset": [1]},
        ):
            with self.subTest(values):
                self.assertEqual(ticket.bought_get_lines(**values), expected)
        self.assertFalse(ticket.bought_get_lines(search="x" * 10_000)["lines"])
        self.assertFalse(ticket.bought_get_lines(offset=2**31 - 1)["lines"])

    def test_switched_off(self):
        self.team.use_product_returns = False
        with self.assertRaisesRegex(UserError, "does not offer"):
            self._open_line("use_product_returns")
        with self.assertRaisesRegex(UserError, "does not offer"):
            self._open_line("exchange")

    def test_who_only_reads_the_ticket(self):
        self.env["ir.rule"].create(
            {
                "name": "Write nothing",
                "model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "domain_force": "[(0, '=', 1)]",
                "perm_read": False,
            }
        )
        bought = self._get()
        self.assertFalse(bought["may_act"])
        self.assertTrue(bought["lines"])
        ticket = self.ticket.with_user(self.agent)
        with self.assertRaises(AccessError):
            ticket.action_bought_choose(self.line.id)
        with self.assertRaises(AccessError):
            ticket.action_bought_open("use_fsm", self.line.id)

    def test_context_of_the_popup_reaches_nothing_below(self):
        lot = self._deliver_serials("SN-1").move_line_ids.lot_id
        line = lot.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        line = line.move_id.sale_line_id
        popup = self._open_line("use_product_returns", line, lot).save()
        popup.action_create_returns()
        self.assertEqual(self.ticket.return_ids.move_ids.product_id, lot.product_id)
