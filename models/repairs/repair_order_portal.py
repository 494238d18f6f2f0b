# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..helpdesk_after_sales_date import format_day


class RepairOrder(models.Model):
    """What the customer sees of their repair on the page of its ticket."""

    _inherit = "repair.order"

    def _after_sales_get_portal_title(self):
        return self.env._("Your repair")

    def _after_sales_get_portal_date(self):
        return format_day(self, self.create_date)

    def _after_sales_get_portal_badge(self):
        # What the workshop's own states mean to the customer.
        labels = {
            "confirmed": self.env._("Waits for the workshop"),
            "under_repair": self.env._("Being repaired"),
            "done": self.env._("Repaired"),
            "cancel": self.env._("Cancelled"),
        }
        badge = super()._after_sales_get_portal_badge()
        return {**badge, "name": labels.get(self.state, badge["name"])}

    def _after_sales_get_portal_steps(self):
        steps = super()._after_sales_get_portal_steps()
        reached = {"confirmed": 1, "under_repair": 2, "done": 3}.get(self.state)
        if not reached:
            return steps
        names = [
            self.env._("Approved"),
            self.env._("Being repaired"),
            self.env._("Repaired"),
        ]
        return steps + self._after_sales_make_portal_steps(names, reached)

    def _after_sales_get_portal_facts(self, link):
        facts = [self._after_sales_get_summary()]
        if self.lot_id:
            facts.append(
                self.env._("Serial number: %(number)s", number=self.lot_id.name)
            )
        if self.under_warranty and self.state != "cancel":
            facts.append(self.env._("Free of charge: it is under warranty."))
        facts.append(self._repair_describe_quotation(link))
        return [*super()._after_sales_get_portal_facts(link), *filter(None, facts)]

    def _repair_get_portal_quotation(self):
        """Return the repair's quotation, as far as the customer was sent it.

        :return: a ``sale.order`` of the ticket's customer, or none
        """
        order = self.sale_order_id
        # A draft is the agent's still, and another customer's is theirs.
        if order.state not in ("sent", "sale"):
            return order.browse()
        customer = self.helpdesk_ticket_id.commercial_partner_id
        if order.partner_id.commercial_partner_id != customer:
            return order.browse()
        return order

    def _repair_describe_quotation(self, link):
        """Say what the repair's quotation waits for.

        :param PortalLink link: who looks at it
        :return: nothing if there is none, or it does not matter any more
        :rtype: str
        """
        order = self._repair_get_portal_quotation()
        if not order or self.state == "cancel":
            return ""
        if order.state == "sale":
            return self.env._("Quotation %(order)s is accepted.", order=order.name)
        if link.may_read(order):
            return self.env._(
                "Quotation %(order)s waits for your answer.", order=order.name
            )
        return self.env._(
            "Quotation %(order)s waits for your answer: log in, or use the link in its "
            "own email.",
            order=order.name,
        )

    def _after_sales_get_portal_actions(self, link):
        actions = super()._after_sales_get_portal_actions(link)
        order = self._repair_get_portal_quotation()
        # Without its token: who accepts has logged in, or got its own mail.
        if self.state != "cancel" and link.may_read(order):
            is_asked = order.state == "sent"
            if is_asked:
                name = self.env._("Read and accept the quotation")
            else:
                name = self.env._("Order %(order)s", order=order.name)
            actions.append(
                {
                    "name": name,
                    "url": f"/my/orders/{order.id}",
                    "icon": "fa-check" if is_asked else "fa-external-link",
                    "is_primary": is_asked,
                }
            )
        return actions
