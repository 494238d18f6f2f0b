# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..helpdesk_after_sales_service import AfterSalesService
from .coupon_limit import CouponLimit, CouponProgramLimit
from .coupon_need import CouponProgramNeed

# Of several coupons, the one that needs the agent most is told.
MAIL_STATES = ("bounced", "failed", "not_sent", "outgoing", "shared", "sent")


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
        compute="_compute_after_sales_buttons", export_string_translation=False
    )

    coupon_mail_state = fields.Selection(
        selection=lambda self: (
            self.env["loyalty.card"]
            ._fields["after_sales_mail_state"]
            ._description_selection(self.env)
        ),
        string="Mail Status of Coupons",
        compute="_compute_coupon_mail_state",
        help="Whether the coupons that can still be used are on their way to the "
        "customer; of several, the one that needs you most.",
    )

    @api.depends("coupon_ids")
    @api.depends_context("uid")
    def _compute_coupon_mail_state(self):
        tickets = self.filtered("coupon_count")
        states = self.env["loyalty.card"]._coupon_get_unused_mail_states(
            Domain("helpdesk_ticket_id", "in", tickets._origin.ids)
            & self._fields["coupon_ids"].get_comodel_domain(self)
        )
        for ticket in self:
            ticket.coupon_mail_state = min(
                states.get(ticket._origin.id, ()),
                key=MAIL_STATES.index,
                default=False,
            )

    @api.model
    def _after_sales_services(self):
        return {
            **super()._after_sales_services(),
            "use_coupons": AfterSalesService(
                label=self.env._("Coupon"),
                button="action_coupon",
                documents="coupon_ids",
                view="action_view_coupons",
                counts={"coupon_count": "coupon_ids"},
                icon="fa-gift",
                filter=self.env._("Unused coupon"),
                limits=(CouponLimit, CouponProgramLimit),
                needs=(CouponProgramNeed,),
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
