# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...models.coupons.coupon_limit import CouponLimit
from ...models.helpdesk_after_sales_join import join_phrases


class HelpdeskTicketCouponWizard(models.TransientModel):
    """What the Coupon popup asks approval for, and of what its limit warns."""

    _inherit = "helpdesk.ticket.coupon.wizard"

    # Made when it is needed.
    _approval_left_out = ("approval_note", "share_link")

    def _approval_describe(self):
        words = [self.program_id.name, self.reward]
        coupon = self.env._("Coupon: %(reward)s", reward=": ".join(filter(None, words)))
        return coupon, 0.0

    def _approval_check_choice(self):
        res = super()._approval_check_choice()
        self._check_program()
        self._check_valid_until()
        return res

    def _after_sales_get_notices(self):
        notices = super()._after_sales_get_notices()
        limits = self.ticket_id.team_id._limit_get_set(self._after_sales_switch)
        if CouponLimit.__name__ not in limits or self._get_made_coupon():
            return notices
        # Those that are not used yet are told of anyway.
        given = self.ticket_id.coupon_ids._filtered_access("read").filtered(
            lambda coupon: coupon.after_sales_state in ("used", "expired")
        )
        if given:
            links = [
                self._after_sales_link_document(
                    x, x.code, x._after_sales_get_state_label()
                )
                for x in given
            ]
            notices.append(
                self.env._(
                    "This ticket had a coupon already: %(coupons)s.",
                    coupons=join_phrases(self.env, links),
                )
            )
        return notices
