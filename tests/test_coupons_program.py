# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestCouponsProgram(CouponCommon):
    """Which program the popup proposes, and what it tells of its reward."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._new_program("More than sorry")
        cls.other.reward_ids.discount = 50

    def _proposed(self, ticket=None):
        self.env.invalidate_all()
        popup = self._popup_as(self.agent, ticket or self.ticket, "action_coupon")
        return popup.program_id

    def test_with_several_nothing_is_guessed(self):
        self.assertFalse(self._proposed())

    def test_the_teams_last_used_is_proposed(self):
        self._make_coupon(program_id=self.program)
        self.assertEqual(self._proposed(), self.program)
        # A colleague's, on another ticket of the team that this agent may not read.
        ticket = self._new_ticket(user_id=self.manager.id)
        card = self._make_coupon(
            user=self.manager, ticket=ticket, program_id=self.other
        )
        self.assertFalse(card.with_user(self.agent).has_access("read"))
        self.assertEqual(self._proposed(), self.other)
        # Revoked ones were used, too.
        card.action_coupon_revoke()
        self.assertEqual(self._proposed(), self.other)
        # One that has ended is not proposed: the one before is.
        self.other.date_to = "2020-01-01"
        self._new_program("Third")
        self.assertEqual(self._proposed(), self.program)

    def test_another_teams_habits_do_not_count(self):
        team = self.team.copy({"name": "Other"})
        self._make_coupon(
            ticket=self._new_ticket(team_id=team.id), program_id=self.other
        )
        self.assertFalse(self._proposed())

    def test_the_teams_default_comes_first(self):
        self._make_coupon(program_id=self.other)
        with Form(self.team.with_user(self.manager)) as form:
            form.coupon_program_id = self.program
        self.assertEqual(self._proposed(), self.program)
        # One that cannot be given is passed over.
        self.program.date_to = "2020-01-01"
        self._new_program("Third")
        self.assertEqual(self._proposed(), self.other)

    def test_agents_do_not_choose_for_the_team(self):
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            self.team.with_user(self.agent).coupon_program_id = self.program

    def test_reward_is_seen_before_it_is_made(self):
        popup = self._popup_as(
            self.agent, self.ticket, "action_coupon", program_id=self.other
        )
        self.assertEqual(popup.reward, "50% on your order")
        field = popup._view["tree"].xpath("//field[@name='program_id']")[0]
        self.assertIn("'coupon_show_reward': True", field.get("context"))
        programs = self.env["loyalty.program"].with_user(self.agent)
        names = dict(programs.with_context(coupon_show_reward=True).name_search("orry"))
        self.assertEqual(names[self.program.id], "Sorry (10% on your order)")
        # Elsewhere programs are called what they are called.
        self.assertEqual(self.program.with_user(self.agent).display_name, "Sorry")
        self.assertFalse(self.ticket.coupon_ids)
        # Only what the points of the code buy.
        self.other.reward_ids.sorted("required_points")[1].discount = 70
        self.assertEqual(self.other._coupon_get_reward(), "50% on your order")
