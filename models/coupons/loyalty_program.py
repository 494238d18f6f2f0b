# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..helpdesk_after_sales_join import join_names


class LoyaltyProgram(models.Model):
    _name = "loyalty.program"
    _inherit = ["loyalty.program", "helpdesk.after.sales.scope"]

    @api.depends_context("coupon_show_reward")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        if self.env.context.get("coupon_show_reward"):
            for program in self:
                if reward := program._coupon_get_reward():
                    program.display_name = f"{program.display_name} ({reward})"
        return res

    @api.model
    def _after_sales_scope(self, alias):
        """Running coupon programs, and those of the coupons the agent may read."""
        is_running = SQL(
            "%(program_type)s = 'coupons' AND %(active)s"
            " AND (%(date_from)s IS NULL OR %(date_from)s <= %(today)s)"
            " AND (%(date_to)s IS NULL OR %(date_to)s >= %(today)s)",
            program_type=self._after_sales_get_column(alias, "program_type"),
            active=self._after_sales_get_column(alias, "active"),
            date_from=self._after_sales_get_column(alias, "date_from"),
            date_to=self._after_sales_get_column(alias, "date_to"),
            today=self._coupon_get_today(self.env.company),
        )
        cards = self.env["loyalty.card"]
        of_coupons = [
            SQL(
                "EXISTS (SELECT 1 FROM loyalty_card after_sales_card"
                " WHERE %s = %s AND %s)",
                cards._after_sales_get_column("after_sales_card", "program_id"),
                SQL.identifier(alias, "id"),
                way,
            )
            for way in cards._after_sales_scope("after_sales_card")
        ]
        return [is_running, *of_coupons]

    @api.model
    def _coupon_get_today(self, company, moment=None):
        """Today where the shop is, by which sales orders check programs, too.

        :param company: a company
        :param datetime.datetime moment: of another day
        :rtype: datetime.date
        """
        # sudo: the shop's time zone is no secret.
        timezone = self._coupon_get_timezone(company.id) or self.env[
            "ir.config_parameter"
        ].sudo().get_param("loyalty.timezone", "UTC")
        return fields.Date.context_today(self.with_context(tz=timezone), moment)

    @api.model
    @ormcache("company_id")
    def _coupon_get_timezone(self, company_id):
        # Cached: each list of tickets asks for it. Dropped where it is written.
        # sudo: the shop's time zone is no secret.
        return self.env["res.company"].sudo().browse(company_id).partner_id.tz

    @api.model
    def _coupon_find_programs(self, company):
        """Find the programs of which a coupon can be given today.

        :param company: the ticket's company
        :return: programs that the current user may read
        """
        today = self._coupon_get_today(company)
        programs = self.search(
            Domain.AND(
                [
                    [
                        ("program_type", "=", "coupons"),
                        # Others are for the point of sale only.
                        ("sale_ok", "=", True),
                        "|",
                        ("date_from", "=", False),
                        ("date_from", "<=", today),
                        "|",
                        ("date_to", "=", False),
                        ("date_to", ">=", today),
                    ],
                    # As sales orders do: the parent's programs hold for a branch.
                    self._check_company_domain((company | company.parent_id).ids),
                ]
            )
        )
        # sudo: all orders count, not only those that the agent may read.
        return (
            programs.sudo()
            .filtered(
                lambda program: (
                    program.reward_ids
                    and not (
                        program.limit_usage
                        and program.total_order_count >= program.max_usage
                    )
                )
            )
            .sudo(False)
        )

    def _coupon_get_points(self):
        """Return the points that a coupon needs for the cheapest reward.

        :rtype: float
        """
        # sudo: also told to whoever redeems or reads a coupon, say at a till.
        return min(self.sudo().reward_ids.mapped("required_points"), default=0.0)

    def _coupon_get_reward(self):
        """Return what a coupon of this program gives.

        :return: the rewards that its points buy, separated by commas; may be empty
        :rtype: str
        """
        points = self._coupon_get_points()
        rewards = self.reward_ids.filtered(
            lambda reward: reward.required_points <= points
        )
        return join_names(self.env, rewards.mapped("description"))
