# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class HelpdeskTicketTeam(models.Model):
    """Which coupons a team gives, and the offer to install what their links need."""

    _inherit = "helpdesk.ticket.team"

    use_coupons = fields.Boolean(
        string="Coupons",
        tracking=True,
    )
    coupon_program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Default Coupon Program",
        domain="[('program_type', '=', 'coupons'),"
        " ('company_id', 'in', (company_id, False))]",
        tracking=True,
        help="Chosen already when the team's agents generate a coupon. Leave it empty, "
        "and it is the program that the team used last.",
    )
    coupon_share_installed = fields.Boolean(
        compute="_compute_coupon_share_installed",
        export_string_translation=False,
    )

    def _compute_coupon_share_installed(self):
        self.coupon_share_installed = "coupon.share" in self.env

    def _coupon_get_default_program(self, programs):
        """Choose the program that the popup proposes.

        :param programs: those of which a coupon can be given
        :return: the only one, the team's default, or the one the team used last; may
            be empty
        """
        self.ensure_one()
        if len(programs) <= 1:
            return programs
        # sudo: whoever uses the team need not read all its programs; told is only one
        # of those that were found for this user.
        team = self.sudo().with_context(active_test=False)
        program = team.coupon_program_id
        if program not in programs:
            card = team.env["loyalty.card"].search(
                [
                    ("helpdesk_ticket_id.team_id", "=", team.id),
                    ("helpdesk_service", "=", "use_coupons"),
                    ("program_id", "in", programs.ids),
                ],
                order="id desc",
                limit=1,
            )
            program = card.program_id
        return programs & program.with_env(programs.env)

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
