# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestCouponsPopup(CouponCommon):
    """The popup, the coupon it makes, and what becomes of it."""

    def test_button_needs_the_switch_and_write_access(self):
        arch = self.env["helpdesk.ticket"].with_user(self.agent).get_view()["arch"]
        self.assertIn('name="action_coupon"', arch)
        ticket = self.ticket.with_user(self.agent)
        self.assertTrue(ticket.use_coupons and ticket.after_sales_allowed)
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
        self.assertTrue(popup.after_sales_blocked)
        self.assertIn("A Sales administrator can create one", popup.after_sales_notice)
        self.assertIn(
            "Sales &gt; Products &gt; Discount &amp; Loyalty", popup.after_sales_notice
        )
        self.assertNotIn("<a", popup.after_sales_notice)
        self.manager.group_ids += self.env.ref("sales_team.group_sale_manager")
        popup = self._popup_as(self.manager, self.ticket, "action_coupon")
        self.assertIn(
            '<a href="/odoo/action-loyalty.loyalty_program_discount_loyalty_action"',
            popup.after_sales_notice,
        )
        popup = self.env["helpdesk.ticket.coupon.wizard"].with_user(self.agent)
        popup = popup.create({"ticket_id": self.ticket.id})
        with self.assertRaisesRegex(UserError, "Choose a coupon program"):
            popup.action_send_email()

    def test_program_of_the_parent_company_holds_for_a_branch(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        programs = self.env["loyalty.program"]
        self.assertIn(self.program, programs._coupon_find_programs(branch))

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
        self.assertFalse(popup.after_sales_notice)
        coupon = self._make_coupon()
        popup = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertIn(f"/odoo/loyalty.card/{coupon.id}", popup.after_sales_notice)
        self.assertIn(f"{coupon.code}</a>", popup.after_sales_notice)
        self.assertIn(self.program.name, popup.after_sales_notice)
        popup = popup.save()
        popup.action_send_email()
        self.assertFalse(popup.after_sales_notice, "It is this popup's own coupon now.")
        self.assertEqual(len(self.ticket.coupon_ids), 2)
        self.assertEqual(len(set(self.ticket.coupon_ids.mapped("code"))), 2)

    def test_dates_refused(self):
        today = self.env["loyalty.program"]._coupon_get_today(self.company)
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
            dates.add(programs._coupon_get_today(company))
        self.assertEqual(len(dates), 2, "25 hours lie between the two")
