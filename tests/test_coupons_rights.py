# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestCouponsRights(CouponCommon):
    """What agents read and may not do, and that nobody else loses anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promotion = cls._new_program("Promotion", program_type="promotion")
        cls.promotion.rule_ids = [
            Command.create({"mode": "with_code", "code": "SECRET10"})
        ]
        cls.ended = cls._new_program("Ended", date_to="2020-01-01")
        cls.foreign_card = cls.env["loyalty.card"].create(
            {
                "program_id": cls.program.id,
                "partner_id": cls.other_customer.id,
                "points": 3,
            }
        )
        cls.env["loyalty.history"].create(
            {"card_id": cls.foreign_card.id, "description": "Gift", "issued": 3}
        )

    def test_agent_reads_running_coupon_programs_only(self):
        programs = self.program | self.promotion | self.ended
        self.assertEqual(
            programs.with_user(self.agent)._filtered_access("read"), self.program
        )
        self.assertEqual(
            self.env["loyalty.program"].with_user(self.agent).search([]), self.program
        )
        rules = self.promotion.rule_ids
        self.assertFalse(rules.with_user(self.agent)._filtered_access("read"))
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            self.promotion.with_user(self.agent).read(["name"])

    def test_agent_reads_the_program_of_their_coupon_after_its_end(self):
        coupon = self._make_coupon()
        self.program.write({"date_from": "2020-01-01", "date_to": "2020-12-31"})
        self.assertEqual(coupon.program_id.name, "Sorry")

    def test_agent_reads_coupons_of_their_tickets_only(self):
        coupon = self._make_coupon()
        others = self._new_ticket(user_id=self.manager.id)
        hidden = self._make_coupon(user=self.manager, ticket=others)
        cards = (coupon | hidden | self.foreign_card).with_user(self.agent)
        self.assertEqual(cards._filtered_access("read"), coupon)
        self.assertEqual(
            self.env["loyalty.card"].with_user(self.agent).search([]), coupon
        )
        history = self.env["loyalty.history"].with_user(self.agent).search([])
        self.assertEqual(history.card_id, coupon)
        # The assigned agent left: the successor sees it, they do not.
        self.ticket.user_id = self.agent_all
        self.ticket.team_id = self.env["helpdesk.ticket.team"].create({"name": "Two"})
        self.assertFalse(coupon.with_user(self.agent).has_access("read"))
        self.assertTrue(coupon.with_user(self.agent_all).has_access("read"))

    def test_link_opens_no_card_of_another_customer(self):
        self.foreign_card.helpdesk_ticket_id = self.ticket
        self.assertFalse(self.foreign_card.with_user(self.agent).has_access("read"))

    def test_agent_writes_nothing_by_rpc(self):
        coupon = self._make_coupon()
        calls = {
            "create": lambda: (
                self.env["loyalty.card"]
                .with_user(self.agent)
                .create({"program_id": self.program.id, "points": 5})
            ),
            "points": lambda: coupon.write({"points": 100}),
            "date": lambda: coupon.write({"expiration_date": "2099-01-01"}),
            "archive": lambda: coupon.action_archive(),
            "unlink": lambda: coupon.unlink(),
            "history": lambda: (
                self.env["loyalty.history"]
                .with_user(self.agent)
                .create({"card_id": coupon.id, "description": "x", "issued": 1})
            ),
            "generator": lambda: (
                self.env["loyalty.generate.wizard"]
                .with_user(self.agent)
                .create({"program_id": self.program.id})
            ),
            "balance": lambda: (
                self.env["loyalty.card.update.balance"]
                .with_user(self.agent)
                .create({"card_id": coupon.id, "new_balance": 9, "description": "x"})
            ),
            "program": lambda: self.program.with_user(self.agent).write({"name": "x"}),
            "reward": lambda: self.program.reward_ids.with_user(self.agent).write(
                {"required_points": 1}
            ),
            "rule": lambda: (
                self.env["loyalty.rule"]
                .with_user(self.agent)
                .create({"program_id": self.program.id})
            ),
        }
        for name, call in calls.items():
            with self.subTest(name), self.assertRaises(AccessError):
                call()
        self.assertEqual(coupon.points, 3.0)

    def test_form_of_the_plain_agent_loads_and_changes_nothing(self):
        coupon = self._make_coupon()
        arch = coupon.get_view()["arch"]
        self.assertNotIn("action_loyalty_update_balance", arch)
        self.assertIn("action_coupon_revoke", arch)
        seller = self._new_user(
            "seller",
            "sales_team.group_sale_manager,helpdesk_mgmt.group_helpdesk_user_own",
        )
        arch = coupon.with_user(seller).get_view()["arch"]
        self.assertIn("action_loyalty_update_balance", arch)
        form = Form(coupon)
        self.assertEqual(form.points_display, coupon.points_display)

    def test_agent_with_sales_rights_uses_the_service(self):
        seller = self._new_user(
            "seller",
            "sales_team.group_sale_salesman,helpdesk_mgmt.group_helpdesk_user_own",
        )
        self.team.user_ids += seller
        self.ticket.user_id = seller
        coupon = self._make_coupon(user=seller)
        self.assertEqual(coupon.points, 3.0)
        coupon.action_coupon_revoke()
        self.assertFalse(coupon.active)

    def test_roles_lose_nothing_by_being_agents(self):
        own = "helpdesk_mgmt.group_helpdesk_user_own"
        records = (
            self.foreign_card,
            self.foreign_card.history_ids,
            self.promotion,
            self.promotion.rule_ids,
            self.promotion.reward_ids,
        )
        for groups in (
            "sales_team.group_sale_salesman",
            "sales_team.group_sale_manager",
            "base.group_system,sales_team.group_sale_manager",
        ):
            login = groups.replace(".", "_").replace(",", "_")
            both = self._new_user(login, f"{groups},{own}")
            for record in records:
                with self.subTest(groups=groups, model=record._name):
                    self.assertTrue(record.with_user(both).has_access("read"))

    def test_agent_of_another_company_sees_nothing(self):
        coupon = self._make_coupon()
        other = self.env["res.company"].create({"name": "Other company"})
        stranger = self._new_user(
            "stranger",
            "helpdesk_mgmt.group_helpdesk_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for record in (coupon, coupon.program_id, coupon.history_ids):
            self.assertFalse(record.with_user(stranger).has_access("read"))

    def test_employees_and_customers_gain_nothing(self):
        coupon = self._make_coupon()
        portal = self._new_user("buyer2", "base.group_portal")
        for user in (self.outsider, portal):
            for model in ("card", "history", "program", "reward", "rule"):
                records = self.env[f"loyalty.{model}"].with_user(user)
                self.assertFalse(records.has_access("read"), (user.login, model))
            popups = self.env["helpdesk.ticket.coupon.wizard"].with_user(user)
            self.assertFalse(popups.has_access("create"))
        # A follower among the employees reads the ticket, not its coupons.
        self.ticket.message_subscribe(self.outsider.partner_id.ids)
        ticket = self.ticket.with_user(self.outsider)
        self.assertTrue(ticket.has_access("read"))
        self.assertEqual(ticket.coupon_count, 0)
        self.assertFalse(coupon.with_user(self.outsider).has_access("read"))
