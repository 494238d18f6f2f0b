# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_coupon import CouponCommon


@tagged("post_install", "-at_install")
class TestCoupon(CouponCommon):
    """The popup, the coupon it makes, and what becomes of it."""

    # ------------------------------------------------------------------
    # Switch and popup
    # ------------------------------------------------------------------

    def test_button_needs_the_switch_and_write_access(self):
        arch = self.env["helpdesk.ticket"].with_user(self.agent).get_view()["arch"]
        self.assertIn('name="action_coupon"', arch)
        with Form(self.ticket.with_user(self.agent)) as form:
            self.assertTrue(form.use_coupons and form.after_sales_allowed)
        self.team.use_coupons = False
        with self.assertRaisesRegex(UserError, "does not offer Coupons"):
            self.ticket.with_user(self.agent).action_coupon()
        self.team.use_coupons = True
        for user in (self.outsider, self._new_user("buyer2", "base.group_portal")):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                self.ticket.with_user(user).action_coupon()

    def test_switch_off_between_opening_and_pressing(self):
        popup = self._popup_as(self.agent, self.ticket, "action_coupon").save()
        self.team.use_coupons = False
        with self.assertRaisesRegex(UserError, "does not offer Coupons"):
            popup.action_send_email()
        self.assertFalse(self.ticket.coupon_ids)

    def test_team_is_filtered_and_switched_by_managers(self):
        self.team.use_coupons = False
        with Form(self.team.with_user(self.manager)) as form:
            form.use_coupons = True
        self.assertTrue(self.team.use_coupons)
        search = self.env["helpdesk.ticket.team"].get_view(view_type="search")
        self.assertIn('name="use_coupons"', search["arch"])

    def test_ticket_without_customer_asks_for_one_first(self):
        ticket = self._new_ticket(partner_id=False, partner_name="Zoe")
        action = ticket.with_user(self.agent).action_coupon()
        self.assertEqual(action["res_model"], "helpdesk.ticket.customer.wizard")
        action = self._popup_as(self.agent, ticket, "action_coupon").save()
        action = action.action_continue()
        self.assertEqual(action["res_model"], "helpdesk.ticket.coupon.wizard")
        self.assertEqual(ticket.partner_id.name, "Zoe")

    def test_programs_offered(self):
        other = self.env["res.company"].create({"name": "Other company"})
        today = fields.Date.today()
        offered = self.program | self._new_program("No company", company_id=False)
        offered |= self._new_program("Today", date_from=today, date_to=today)
        offered |= self._new_program("Limited", limit_usage=True, max_usage=1)
        self._new_program("Ended", date_to=today - timedelta(days=2))
        self._new_program("Later", date_from=today + timedelta(days=2))
        self._new_program("Archived").active = False
        self._new_program("Without reward").reward_ids.active = False
        self._new_program("Promotion", program_type="promotion")
        self._new_program("Gift card", program_type="gift_card")
        self._new_program("Foreign", company_id=other.id)
        popup = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertEqual(popup.available_program_ids[:], offered)
        self.assertFalse(popup.program_id, "with several, the agent chooses")

    def test_the_only_program_is_preselected(self):
        popup = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertEqual(popup.program_id, self.program)

    def test_popup_tells_the_reward(self):
        self.program.reward_ids.sorted("required_points")[1].discount = 50
        popup = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertEqual(popup.reward, "10% on your order")

    def test_used_up_program_is_not_offered(self):
        self.program.write({"limit_usage": True, "max_usage": 1})
        popup = self._popup_as(self.agent, self.ticket, "action_coupon").save()
        coupon = self._make_coupon()
        # An order that the agent may not read counts all the same.
        order = self._new_order(partner_id=self.other_customer.id, confirm=False)
        self._redeem(coupon.sudo(), order)
        order.action_confirm()
        self.assertFalse(order.with_user(self.agent).has_access("read"))
        self.env.invalidate_all()
        again = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertFalse(again.available_program_ids[:])
        with self.assertRaisesRegex(UserError, "Sorry cannot be used for ticket"):
            popup.action_send_email()

    def test_no_program_says_who_can_create_one(self):
        self.program.active = False
        popup = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertFalse(popup.program_id)
        arch = popup._view["tree"]
        text = " ".join(" ".join(arch.itertext()).split())
        self.assertIn("A Sales administrator can create one", text)
        self.assertIn("Sales > Products > Discount & Loyalty", text)
        alert = arch.xpath("//div[p[contains(., 'Sales administrator')]]")[0]
        self.assertEqual(alert.get("invisible"), "available_program_ids")
        button = arch.xpath("//button[@name='action_send_email']")[0]
        self.assertEqual(button.get("invisible"), "not available_program_ids")
        with self.assertRaisesRegex(UserError, "Choose a coupon program"):
            popup.save().action_send_email()

    def test_program_of_the_parent_company_holds_for_a_branch(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        programs = self.env["loyalty.program"]
        self.assertIn(self.program, programs._after_sales_find_coupon_programs(branch))

    # ------------------------------------------------------------------
    # The coupon
    # ------------------------------------------------------------------

    def test_coupon_is_a_card_of_the_ticket(self):
        coupon = self._make_coupon(valid_until="2030-12-31")
        self.assertRecordValues(
            self.ticket.coupon_ids,
            [
                {
                    "id": coupon.id,
                    "program_id": self.program.id,
                    "partner_id": self.customer.id,
                    "points": 3.0,
                    "expiration_date": date(2030, 12, 31),
                    "helpdesk_ticket_id": self.ticket.id,
                    "company_id": self.company.id,
                    "order_id": False,
                    "create_uid": self.agent.id,
                }
            ],
        )
        self.assertTrue(coupon.code)
        self.assertRecordValues(
            coupon.sudo().history_ids,
            [
                {
                    "issued": 3.0,
                    "used": 0.0,
                    "description": f"Made from ticket {self.ticket.display_name}",
                }
            ],
        )
        self.assertIn(coupon.display_name, self.ticket.message_ids[:1].body)
        self.assertIn(self.ticket.number, coupon.sudo().message_ids[:1].body)

    def test_without_date_it_never_expires(self):
        self.assertFalse(self._make_coupon().expiration_date)

    def test_archived_customer_gets_a_coupon_too(self):
        self.customer.active = False
        self.assertEqual(self._make_coupon().sudo().partner_id, self.customer)

    def test_context_of_the_web_client_reaches_nothing(self):
        other = self._new_program("Other")
        action = self.ticket.with_user(self.agent).action_coupon()
        popup = Form(
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(
                action["context"],
                active_id=other.id,
                default_points=99,
                default_order_id=self._new_order().id,
            )
        )
        popup.program_id = self.program
        popup = popup.save()
        compose = popup.action_send_email()
        coupon = popup.sudo().coupon_id
        self.assertEqual(coupon.program_id, self.program)
        self.assertEqual(coupon.points, 3.0)
        self.assertFalse(coupon.order_id)
        self.assertNotIn("default_points", compose["context"])

    def test_second_press_makes_no_second_code(self):
        popup = self._popup_as(self.agent, self.ticket, "action_coupon").save()
        first = popup.action_send_email()
        again = popup.action_send_email()
        self.assertEqual(len(self.ticket.coupon_ids), 1)
        self.assertEqual(
            first["context"]["default_res_ids"], again["context"]["default_res_ids"]
        )
        self.assertEqual(len(self.ticket.coupon_ids.history_ids), 1)

    def test_opening_again_warns_and_makes_another(self):
        popup = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertFalse(popup.unused_coupon_ids[:])
        coupon = self._make_coupon()
        popup = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertEqual(popup.unused_coupon_ids[:], coupon)
        alert = popup._view["tree"].xpath("//div[field[@name='unused_coupon_ids']]")[0]
        self.assertEqual(alert.get("invisible"), "coupon_code or not unused_coupon_ids")
        popup.save().action_send_email()
        self.assertEqual(len(self.ticket.coupon_ids), 2)
        self.assertEqual(len(set(self.ticket.coupon_ids.mapped("code"))), 2)

    def test_dates_refused(self):
        today = self.env["loyalty.program"]._after_sales_today(self.company)
        self.program.date_to = today + timedelta(days=10)
        for days, message in (
            (-1, "that day is over"),
            (11, "coupon program Sorry ends on"),
        ):
            with self.subTest(days=days):
                popup = self._popup_as(
                    self.agent,
                    self.ticket,
                    "action_coupon",
                    valid_until=today + timedelta(days=days),
                ).save()
                with self.assertRaisesRegex(UserError, message):
                    popup.action_send_email()
                self.assertFalse(self.ticket.coupon_ids)
        for days in (0, 10):
            coupon = self._make_coupon(valid_until=today + timedelta(days=days))
            self.assertEqual(coupon.expiration_date, today + timedelta(days=days))

    def test_today_is_the_shops(self):
        programs = self.env["loyalty.program"]
        company = self.company
        dates = set()
        for timezone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            company.partner_id.tz = timezone
            dates.add(programs._after_sales_today(company))
        self.assertEqual(len(dates), 2, "25 hours lie between the two")

    # ------------------------------------------------------------------
    # Redemption, with the standard code
    # ------------------------------------------------------------------

    def test_redeemed_once_on_a_sales_order(self):
        coupon = self._make_coupon().sudo()
        order = self._new_order(confirm=False)
        self.assertNotIn("error", self._redeem(coupon, order))
        self.assertEqual(order.amount_total, 90.0)
        order.action_confirm()
        self.assertEqual(coupon.points, 0.0)
        self.assertEqual(coupon.after_sales_state, "used")
        self.assertEqual(coupon.after_sales_order_id, order)
        second = self._new_order(confirm=False)
        status = self._redeem(coupon, second)
        self.assertEqual(status["error"], "This coupon has already been used.")
        self.assertEqual(second.amount_total, 100.0)

    def test_program_with_rules_is_redeemed_once_too(self):
        self.program.rule_ids = [
            Command.create({"minimum_amount": 50.0, "minimum_qty": 1})
        ]
        coupon = self._make_coupon().sudo()
        order = self._new_order(confirm=False)
        self._redeem(coupon, order)
        order.action_confirm()
        self.assertEqual(order.amount_total, 90.0)
        second = self._new_order(confirm=False)
        self.assertIn("error", self._redeem(coupon, second))

    def test_expired_coupon_is_not_redeemed(self):
        coupon = self._make_coupon().sudo()
        coupon.expiration_date = fields.Date.today() - timedelta(days=2)
        status = self._redeem(coupon, self._new_order(confirm=False))
        self.assertEqual(status["error"], "This coupon is expired.")
        self.assertEqual(coupon.after_sales_state, "expired")

    def test_coupon_of_another_company_is_not_redeemed(self):
        coupon = self._make_coupon().sudo()
        other = self.env["res.company"].create({"name": "Other company"})
        order = (
            self.env["sale.order"]
            .with_company(other)
            .create({"partner_id": self.customer.id, "company_id": other.id})
        )
        status = order._try_apply_code(coupon.code)
        self.assertIn("is invalid", status["error"])

    def test_cancelled_order_gives_the_coupon_back(self):
        coupon = self._make_coupon().sudo()
        order = self._new_order(confirm=False)
        self._redeem(coupon, order)
        order.action_confirm()
        order._action_cancel()
        coupon.invalidate_recordset()
        self.assertEqual(coupon.after_sales_state, "unused")
        self.assertFalse(coupon.after_sales_order_id)

    # ------------------------------------------------------------------
    # Smart button
    # ------------------------------------------------------------------

    def test_smart_button(self):
        ticket = self.ticket.with_user(self.agent)
        self.assertEqual(ticket.coupon_count, 0)
        coupon = self._make_coupon(valid_until="2030-12-31")
        ticket.invalidate_recordset(["coupon_count"])
        self.assertEqual(ticket.coupon_count, 1)
        action = ticket.action_view_coupons()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("loyalty.card", coupon.id)
        )
        form = Form(coupon.with_context(action["context"]))
        self.assertEqual(form.code, coupon.code)
        self.assertEqual(form.program_id, self.program)
        self.assertEqual(form.helpdesk_ticket_id, self.ticket)
        self.assertEqual(form.after_sales_state, "unused")
        # A revoked one stays part of the story.
        coupon.action_after_sales_revoke()
        self._make_coupon()
        ticket.invalidate_recordset(["coupon_count", "coupon_ids"])
        self.assertEqual(ticket.coupon_count, 2)
        action = ticket.action_view_coupons()
        cards = self.env["loyalty.card"].with_user(self.agent)
        cards = cards.with_context(action["context"]).search(action["domain"])
        self.assertEqual(cards, ticket.coupon_ids)
        self.assertEqual(set(cards.mapped("after_sales_state")), {"revoked", "unused"})
        view_id = dict((kind, view) for view, kind in action["views"])["list"]
        arch = cards.get_view(view_id, "list")["arch"]
        for name in (
            "code",
            "program_id",
            "partner_id",
            "expiration_date",
            "points_display",
            "after_sales_state",
            "after_sales_order_id",
        ):
            self.assertIn(f'name="{name}"', arch)

    def test_colleague_without_the_ticket_reads_number_and_title(self):
        coupon = self._make_coupon()
        seller = self._new_user("seller", "sales_team.group_sale_manager")
        coupon = coupon.with_user(seller)
        self.assertFalse(coupon.helpdesk_ticket_accessible)
        self.assertEqual(coupon.helpdesk_ticket_label, self.ticket.display_name)
        self.assertIn(coupon, coupon.search([("helpdesk_ticket_id", "!=", False)]))

    def test_many_coupons_cost_as_few_queries_as_one(self):
        self._make_coupon()
        generator = self.env["loyalty.generate.wizard"].with_context(
            loyalty_no_mail=True
        )
        generator = generator.create(
            {
                "program_id": self.program.id,
                "coupon_qty": 200,
                "points_granted": 3,
                "helpdesk_ticket_id": self.ticket.id,
            }
        )
        generator.generate_coupons().partner_id = self.customer
        ticket = self.ticket.with_user(self.agent)

        def read_list():
            action = ticket.action_view_coupons()
            cards = self.env[action["res_model"]].with_user(self.agent)
            domain = action.get("domain", [("id", "=", action.get("res_id"))])
            cards.with_context(**action["context"]).search(domain, limit=80).web_read(
                {
                    "code": {},
                    "points_display": {},
                    "after_sales_state": {},
                    "after_sales_order_id": {"fields": {"display_name": {}}},
                }
            )
            self.assertGreater(ticket.coupon_count, 200)

        read_list()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            read_list()

    # ------------------------------------------------------------------
    # Revoke
    # ------------------------------------------------------------------

    def test_revoked_coupon_is_not_redeemed(self):
        coupon = self._make_coupon()
        self.assertTrue(coupon.after_sales_revocable)
        coupon.action_after_sales_revoke()
        coupon = coupon.sudo()
        self.assertRecordValues(
            coupon, [{"points": 0.0, "active": False, "after_sales_state": "revoked"}]
        )
        self.assertFalse(coupon.with_user(self.agent).after_sales_revocable)
        history = coupon.history_ids.sorted("id")[-1]
        self.assertEqual(history.used, 3.0)
        self.assertIn("Revoked from ticket", history.description)
        status = self._redeem(coupon, self._new_order(confirm=False))
        self.assertIn("is invalid", status["error"])
        with self.assertRaisesRegex(UserError, "already used up or revoked"):
            coupon.with_user(self.agent).action_after_sales_revoke()

    def test_coupon_in_a_sent_quotation_is_not_revoked(self):
        coupon = self._make_coupon()
        order = self._new_order(confirm=False)
        self._redeem(coupon.sudo(), order)
        order.state = "sent"
        with self.assertRaisesRegex(UserError, f"stands on order {order.name}"):
            coupon.action_after_sales_revoke()
        self.assertEqual(coupon.points, 3.0)
        self.assertTrue(coupon.active)
        self.assertEqual(coupon.after_sales_order_id, order)
        order._action_cancel()
        coupon.action_after_sales_revoke()
        self.assertFalse(coupon.active)

    def test_code_entered_but_not_taken_is_freed_by_revoking(self):
        coupon = self._make_coupon()
        order = self._new_order(confirm=False)
        order._try_apply_code(coupon.code)
        self.assertEqual(order.applied_coupon_ids, coupon)
        coupon.action_after_sales_revoke()
        order.invalidate_recordset()
        self.assertFalse(order._get_claimable_rewards())
        reward = self.program.reward_ids[:1]
        self.assertIn("error", order._apply_program_reward(reward, coupon.sudo()))

    def test_used_coupon_is_not_revoked(self):
        coupon = self._make_coupon()
        order = self._new_order(confirm=False)
        self._redeem(coupon.sudo(), order)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, f"stands on order {order.name}"):
            coupon.action_after_sales_revoke()
        self.assertFalse(coupon.after_sales_revocable)
        # Used elsewhere, say at a till: no order, but no points either.
        coupon = self._make_coupon()
        coupon.sudo().points = 0
        self.assertEqual(coupon.after_sales_state, "used")
        with self.assertRaisesRegex(UserError, "already used up"):
            coupon.action_after_sales_revoke()

    def test_only_who_may_write_the_ticket_revokes(self):
        coupon = self._make_coupon()
        seller = self._new_user("seller", "sales_team.group_sale_manager")
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            coupon.with_user(seller).action_after_sales_revoke()
        card = self.env["loyalty.card"].create({"program_id": self.program.id})
        with self.assertRaisesRegex(UserError, "not made from a ticket"):
            card.with_user(seller).action_after_sales_revoke()

    # ------------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------------

    def test_programs_written_by_rpc_are_refused(self):
        other = self.env["res.company"].create({"name": "Other company"})
        foreign = self._new_program("Foreign", company_id=other.id)
        promotion = self._new_program("Promotion", program_type="promotion")
        later = self._new_program("Later", date_from="2099-01-01")
        popup = self._popup_as(self.agent, self.ticket, "action_coupon").save()
        for program in (foreign, promotion, later):
            with self.subTest(program=program.name):
                # As a client that writes it, and past that.
                with self.assertRaisesRegex(UserError, "entered in Coupon Program"):
                    popup.program_id = program.id
                popup.sudo().program_id = program.id
                with self.assertRaisesRegex(UserError, "cannot be used for ticket"):
                    popup.action_send_email()
                self.assertFalse(self.ticket.coupon_ids)
        popup.program_id = self.program
        popup.action_send_email()
        self.assertEqual(self.ticket.coupon_ids.program_id, self.program)

    def test_ticket_of_another_team_is_refused(self):
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Others", "use_coupons": True, "company_id": self.company.id}
        )
        foreign = self._new_ticket(team_id=team.id, user_id=False)
        popup = self._popup_as(self.agent, self.ticket, "action_coupon").save()
        with self.assertRaisesRegex(AccessError, "You may not use what was entered"):
            popup.ticket_id = foreign.id
        popup.sudo().ticket_id = foreign.id
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            popup.action_send_email()
        self.assertFalse(foreign.coupon_ids)

    def test_coupon_written_to_the_popup_by_rpc_is_refused(self):
        card = self.env["loyalty.card"].create(
            {"program_id": self.program.id, "points": 9}
        )
        popup = self._popup_as(self.agent, self.ticket, "action_coupon").save()
        with self.assertRaisesRegex(AccessError, "You may not use"):
            popup.coupon_id = card.id
        second = self._new_ticket(name="Another one")
        # Past the check of what is entered.
        popup.sudo().coupon_id = self._make_coupon(ticket=second).id
        with self.assertRaisesRegex(UserError, "is not one of ticket"):
            popup.action_send_email()
        self.assertFalse(self.ticket.coupon_ids)

    def test_popup_of_somebody_else_is_refused(self):
        popup = self._popup_as(self.agent, self.ticket, "action_coupon").save()
        popup = popup.with_user(self.agent_all)
        for access in (popup.action_send_email, lambda: popup.read(["share_link"])):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                access()
        self.assertFalse(self.ticket.coupon_ids)

    # ------------------------------------------------------------------
    # The app behind the share link
    # ------------------------------------------------------------------

    def test_without_ecommerce_there_is_no_share_link(self):
        if "coupon.share" in self.env:
            self.skipTest("website_sale_loyalty is installed")
        popup = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertFalse(popup.can_share)
        button = popup._view["tree"].xpath("//button[@name='action_get_share_link']")
        self.assertEqual(button[0].get("invisible"), "not can_share")
        with self.assertRaisesRegex(UserError, "needs the eCommerce app"):
            popup.save().action_get_share_link()
        self.assertFalse(self.ticket.coupon_ids, "no code is left behind")

    def test_offer_to_install_the_app(self):
        if "coupon.share" in self.env:
            self.skipTest("website_sale_loyalty is installed")
        admin = self._new_user(
            "admin_manager", "base.group_system,helpdesk_mgmt.group_helpdesk_manager"
        )
        team = self.team.with_user(admin)
        self.assertFalse(team.coupon_share_installed)
        self.assertIn("action_install_coupon_share", team.get_view()["arch"])
        action = team.action_install_coupon_share()
        review = Form(
            self.env[action["res_model"]]
            .with_user(admin)
            .with_context(action["context"])
        )
        self.assertEqual(review.module_id.name, "website_sale_loyalty")
        self.assertIn("eCommerce", review.modules_description)
        team = self.team.with_user(self.manager)
        self.assertNotIn("action_install_coupon_share", team.get_view()["arch"])
        with self.assertRaisesRegex(AccessError, "Settings"):
            team.action_install_coupon_share()
        self.env["ir.module.module"].search(
            [("name", "=", "website_sale_loyalty")]
        ).state = "installed"
        with self.assertRaisesRegex(UserError, "cannot be installed"):
            self.team.with_user(admin).action_install_coupon_share()


@tagged("post_install", "-at_install")
class TestCouponRights(CouponCommon):
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

    def test_agent_reads_the_program_of_his_coupon_after_its_end(self):
        coupon = self._make_coupon()
        self.program.write({"date_from": "2020-01-01", "date_to": "2020-12-31"})
        self.assertEqual(coupon.program_id.name, "Sorry")

    def test_agent_reads_coupons_of_his_tickets_only(self):
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
        # The assigned agent left: his successor sees it, he does not.
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
            "create": lambda: self.env["loyalty.card"]
            .with_user(self.agent)
            .create({"program_id": self.program.id, "points": 5}),
            "points": lambda: coupon.write({"points": 100}),
            "date": lambda: coupon.write({"expiration_date": "2099-01-01"}),
            "archive": lambda: coupon.action_archive(),
            "unlink": lambda: coupon.unlink(),
            "history": lambda: self.env["loyalty.history"]
            .with_user(self.agent)
            .create({"card_id": coupon.id, "description": "x", "issued": 1}),
            "generator": lambda: self.env["loyalty.generate.wizard"]
            .with_user(self.agent)
            .create({"program_id": self.program.id}),
            "balance": lambda: self.env["loyalty.card.update.balance"]
            .with_user(self.agent)
            .create({"card_id": coupon.id, "new_balance": 9, "description": "x"}),
            "program": lambda: self.program.with_user(self.agent).write({"name": "x"}),
            "reward": lambda: self.program.reward_ids.with_user(self.agent).write(
                {"required_points": 1}
            ),
            "rule": lambda: self.env["loyalty.rule"]
            .with_user(self.agent)
            .create({"program_id": self.program.id}),
        }
        for name, call in calls.items():
            with self.subTest(name), self.assertRaises(AccessError):
                call()
        self.assertEqual(coupon.points, 3.0)

    def test_form_of_the_plain_agent_loads_and_changes_nothing(self):
        coupon = self._make_coupon()
        arch = coupon.get_view()["arch"]
        self.assertNotIn("action_loyalty_update_balance", arch)
        self.assertIn("action_after_sales_revoke", arch)
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
        coupon.action_after_sales_revoke()
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
