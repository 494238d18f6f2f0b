# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class HelpdeskTicketTeam(models.Model):
    """The offer to install what the share link of a coupon needs."""

    _inherit = "helpdesk.ticket.team"

    use_coupons = fields.Boolean(
        string="Coupons",
        tracking=True,
    )
    coupon_share_installed = fields.Boolean(
        compute="_compute_coupon_share_installed",
        export_string_translation=False,
    )

    def _compute_coupon_share_installed(self):
        self.coupon_share_installed = "coupon.share" in self.env

    def action_install_coupon_share(self):
        """Open Odoo's confirmation to install coupons for eCommerce.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not install apps
        :raise UserError: if the app is installed already, or unknown here
        """
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only administrators with Settings rights install apps.")
            )
        module = self.env["ir.module.module"].search(
            [("name", "=", "website_sale_loyalty"), ("state", "=", "uninstalled")]
        )
        if not module:
            raise UserError(
                self.env._(
                    "The app for coupons in eCommerce (website_sale_loyalty) cannot be "
                    "installed: it is installed already, or not in the list of apps. "
                    "Update that list in Apps."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "base_install_request.action_base_module_install_review"
        )
        return {**action, "context": {"default_module_id": module.id}}
