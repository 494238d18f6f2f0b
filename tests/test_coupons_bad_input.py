# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestCouponsBadInput(CouponCommon):
    """The popup, the coupon it makes, and what becomes of it."""

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

    def test_without_ecommerce_there_is_no_share_link(self):
        if "coupon.share" in self.env:
            self.skipTest("website_sale_loyalty is installed")
        popup = self._popup_as(self.agent, self.ticket, "action_coupon")
        self.assertIn("(website_sale_loyalty) are not installed", popup.share_problem)
        tree = popup._view["tree"]
        button = tree.xpath("//button[@name='action_get_share_link']")
        self.assertEqual(
            button[0].get("invisible"),
            "after_sales_beyond or (after_sales_blocked or (share_problem))",
        )
        reason = tree.xpath("//div[field[@name='share_problem']]")
        self.assertEqual(
            reason[0].get("invisible"), "after_sales_blocked or (not share_problem)"
        )
        with self.assertRaisesRegex(UserError, "are not installed"):
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
