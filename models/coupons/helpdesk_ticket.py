# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..helpdesk_after_sales_service import AfterSalesService


class HelpdeskTicket(models.Model):
    """The Coupons service on the ticket."""

    _inherit = "helpdesk.ticket"

    use_coupons = fields.Boolean(
        related="team_id.use_coupons", string="Team offers Coupons"
    )
    coupon_ids = fields.One2many(
        comodel_name="loyalty.card",
        inverse_name="helpdesk_ticket_id",
        string="Coupons",
        domain=[("helpdesk_service", "=", "use_coupons")],
        # Revoked ones are archived, and stay part of the ticket's story.
        context={"active_test": False},
    )
    coupon_count = fields.Integer(
        compute="_compute_coupon_count", export_string_translation=False
    )

    @api.depends("coupon_ids")
    def _compute_coupon_count(self):
        counts = self.with_context(active_test=False)._after_sales_count_documents(
            "coupon_ids"
        )
        for ticket in self:
            ticket.coupon_count = counts[ticket]

    @api.model
    def _after_sales_services(self):
        return {
            **super()._after_sales_services(),
            "use_coupons": AfterSalesService(
                label=self.env._("Coupon"),
                button="action_coupon",
                documents="coupon_ids",
                view="action_view_coupons",
            ),
        }

    def action_coupon(self):
        """Open the popup that generates a coupon for the ticket's customer.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the ticket's team does not offer coupons
        """
        return self._after_sales_open_popup(
            "use_coupons",
            "helpdesk.ticket.coupon.wizard",
            "helpdesk_mgmt_after_sales.helpdesk_ticket_coupon_wizard_view_form",
            self.env._("Generate a Coupon"),
        )

    def action_view_coupons(self):
        """Open the ticket's coupons, revoked ones too.

        :return: a window action
        :rtype: dict
        """
        action = self._after_sales_open_documents(
            self.coupon_ids, self.env._("Coupons")
        )
        # The standard list is the program's, with buttons that need one.
        list_view = self.env.ref(
            "helpdesk_mgmt_after_sales.loyalty_card_view_list_ticket"
        )
        action["views"] = [
            (list_view.id if view_type == "list" else view_id, view_type)
            for view_id, view_type in action["views"]
        ]
        return {**action, "context": {"active_test": False, "create": False}}
