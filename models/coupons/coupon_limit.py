# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields

from ..helpdesk_after_sales_join import join_names
from ..limits.after_sales_limit import AfterSalesLimit, LimitExcess


class CouponLimit(AfterSalesLimit):
    """How many coupons a customer may get from the tickets of a company.

    A customer is all contacts of one company. What was revoked does not count.
    """

    team_fields = ("coupon_limit",)
    popup_fields = ("coupon_id",)

    @classmethod
    def is_set(cls, team):
        return team.coupon_limit > 0

    @property
    def customer(self):
        return self.ticket.commercial_partner_id

    def lock(self):
        self.customer._after_sales_lock_rows()

    def get_coupons(self, documents=None):
        """Return the coupons that count.

        :param documents: coupons that count in any case, in superuser mode
        """
        domain = [
            ("partner_id", "child_of", self.customer.id),
            ("helpdesk_ticket_id", "!=", False),
            "|",
            ("helpdesk_company_id", "=", self.company.id),
            "&",
            ("helpdesk_company_id", "=", False),
            ("helpdesk_ticket_id.company_id", "=", self.company.id),
        ]
        if days := self.team.coupon_limit_days:
            since = fields.Datetime.now() - timedelta(days=days)
            domain.append(("create_date", ">=", since))
        cards = self.env["loyalty.card"].with_context(active_test=False)
        coupons = cards.search(domain)
        if documents:
            coupons |= documents
        # One by one, so that what is fetched is fetched for all.
        return coupons.browse(x.id for x in coupons if x.after_sales_state != "revoked")

    def get_notice(self, popup):
        if popup._get_made_coupon():
            return ""
        left = max(self.team.coupon_limit - len(self.get_coupons()), 0)
        values = self._get_values(left=left)
        if values["days"]:
            return self.env._(
                "%(customer)s can still get %(left)s of %(limit)s coupons within "
                "%(days)s days without approval.",
                **values,
            )
        return self.env._(
            "%(customer)s can still get %(left)s of %(limit)s coupons without "
            "approval.",
            **values,
        )

    def foresee(self, popup):
        if popup._get_made_coupon():
            return None
        return self._compare(len(self.get_coupons()) + 1)

    def measure(self, documents):
        return self._compare(len(self.get_coupons(documents)))

    def _compare(self, count):
        if count <= self.team.coupon_limit:
            return None
        values = self._get_values(count=count, ticket=self.ticket.number)
        if values["days"]:
            return LimitExcess(
                self.env._(
                    "With this, %(customer)s would have %(count)s coupons within "
                    "%(days)s days: the team of ticket %(ticket)s may give %(limit)s.",
                    **values,
                )
            )
        return LimitExcess(
            self.env._(
                "With this, %(customer)s would have %(count)s coupons: the team of "
                "ticket %(ticket)s may give %(limit)s.",
                **values,
            )
        )

    def _get_values(self, **values):
        return {
            "customer": self.customer.display_name,
            "limit": self.team.coupon_limit,
            "days": self.team.coupon_limit_days,
            **values,
        }


class CouponProgramLimit(AfterSalesLimit):
    """Of which programs a team gives coupons."""

    team_fields = ("coupon_program_ids",)
    popup_fields = ("program_id",)

    @classmethod
    def is_set(cls, team):
        return bool(team.coupon_program_ids)

    def foresee(self, popup):
        if popup._get_made_coupon():
            return None
        # sudo: named in the popup already.
        return self._compare(popup.program_id._origin.sudo())

    def measure(self, documents):
        return self._compare(documents.program_id)

    def _compare(self, programs):
        allowed = self.team.coupon_program_ids
        # None is left if those that were named are deleted.
        if not allowed or not programs - allowed:
            return None
        return LimitExcess(
            self.env._(
                "The team of ticket %(ticket)s gives no coupons of %(program)s without "
                "approval, only of: %(programs)s.",
                ticket=self.ticket.number,
                program=join_names(self.env, programs.mapped("name")),
                programs=join_names(self.env, allowed.mapped("name")),
            )
        )
