# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..helpdesk_after_sales_date import format_date, format_day

COLOURS = {"unused": "info", "used": "success"}


class LoyaltyCard(models.Model):
    """What the customer sees of their coupon on the page of its ticket.

    Its state hangs on orders, and is asked for all of them at once: see
    ``_coupon_forget_orders`` for what would ask for each anew.
    """

    _inherit = "loyalty.card"

    def _after_sales_is_told(self):
        # There are no drafts.
        return True

    def _after_sales_describe_portal(self, link):
        # EXTENDS: the code, to be copied.
        values = super()._after_sales_describe_portal(link)
        if values and self.after_sales_state == "unused":
            values["code"] = self.code
        return values

    def _after_sales_get_portal_number(self):
        # The code is shown where it can be used.
        return ""

    def _after_sales_get_portal_title(self):
        if reward := self.program_id._coupon_get_reward():
            return self.env._("Your coupon: %(reward)s", reward=reward)
        return self.env._("Your coupon")

    def _after_sales_get_portal_date(self):
        return format_day(self, self.create_date)

    def _after_sales_get_portal_badge(self):
        labels = {
            "unused": self.env._("Ready to use"),
            "used": self.env._("Used"),
            "expired": self.env._("Expired"),
            "revoked": self.env._("Not valid any more"),
        }
        state = self.after_sales_state
        return {
            "name": labels.get(state, ""),
            "colour": COLOURS.get(state, "secondary"),
        }

    def _after_sales_get_portal_facts(self, link):
        facts = super()._after_sales_get_portal_facts(link)
        state = self.after_sales_state
        if state in ("unused", "expired") and self.expiration_date:
            until = format_date(self.env, self.expiration_date)
            facts.append(self.env._("Valid until %(date)s", date=until))
        needed = self.program_id._coupon_get_points()
        if state == "unused" and needed and self.points >= 2 * needed:
            facts.append(
                self.env._(
                    "It can be used %(count)s times.", count=int(self.points // needed)
                )
            )
        if order := self._coupon_get_portal_order():
            facts.append(self.env._("Used on order %(order)s", order=order.name))
        return facts

    def _coupon_get_portal_order(self):
        """Return the order on which the ticket's customer has used their coupon.

        :return: a ``sale.order``; none if somebody else used it, whose order is theirs
        """
        order = self.after_sales_order_id
        customer = self.helpdesk_ticket_id.commercial_partner_id
        if order.partner_id.commercial_partner_id != customer:
            return order.browse()
        return order

    def _after_sales_get_portal_actions(self, link):
        actions = super()._after_sales_get_portal_actions(link)
        state = self.after_sales_state
        if state == "unused" and (url := self.program_id._coupon_get_share_url(self)):
            actions.append(
                {
                    "name": self.env._("Use it in the shop"),
                    "url": url,
                    "icon": "fa-shopping-cart",
                    "is_primary": True,
                }
            )
        order = self._coupon_get_portal_order()
        if link.may_read(order):
            actions.append(
                {
                    "name": self.env._("Order %(order)s", order=order.name),
                    "url": f"/my/orders/{order.id}",
                    "icon": "fa-external-link",
                    "is_primary": False,
                }
            )
        return actions
