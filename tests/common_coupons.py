# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest import SkipTest

from odoo import Command
from odoo.tests import Form

from .common import AfterSalesCommon, AfterSalesShop


class CouponShop(AfterSalesShop):
    """A running coupon program with two rewards; its team offers coupons."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.use_coupons = True
        cls.program = cls._new_program("Sorry")

    @classmethod
    def _new_program(cls, name, rewards=(5, 3), **values):
        """Create a coupon program.

        :param rewards: points that each reward needs; its discount is 10 %
        """
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": "coupons",
                "applies_on": "current",
                "trigger": "with_code",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 10.0,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                            "required_points": points,
                        }
                    )
                    for points in rewards
                ],
                **values,
            }
        )

    @classmethod
    def _make_coupon(cls, user=None, ticket=None, **values):
        """Make a coupon from a ticket, as an agent does.

        :param values: fields of the popup
        :return: the coupon, as the user
        """
        user = user or cls.agent
        ticket = ticket or cls.ticket
        # Tests of real transactions leave programs of theirs in the database.
        values = {"program_id": cls.program, **values}
        popup = cls._popup_as(user, ticket, "action_coupon", **values).save()
        popup.action_send_email()
        return popup.sudo().coupon_id.sudo(False).with_env(cls.env(user=user.id))

    def _redeem(self, coupon, order):
        """Apply a code on a sales order as a salesperson does.

        :return: the status of the standard code check
        """
        status = order._try_apply_code(coupon.code)
        if "error" not in status:
            for card, rewards in status.items():
                order._apply_program_reward(rewards[:1], card)
        return status

    def _compose_form(self, action, user):
        return Form(
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(action["context"])
        )


class CouponCommon(CouponShop, AfterSalesCommon):
    """The shop's program is the only one that runs."""

    @classmethod
    def _set_up_shop(cls):
        cls.env["loyalty.program"].search([]).active = False
        super()._set_up_shop()


class CouponShopCommon(CouponCommon):
    """With eCommerce: a website of the company and a published product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "coupon.share" not in cls.env:
            raise SkipTest("website_sale_loyalty is not installed")
        cls.website = cls.env.ref("website.default_website")
        cls.website.company_id = cls.company
        cls.product.is_published = True

    def _share_link(self, user=None, **values):
        """Press Get Share Link as an agent; return the popup with the link."""
        popup = self._popup_as(
            user or self.agent, self.ticket, "action_coupon", **values
        ).save()
        popup.action_get_share_link()
        return popup
