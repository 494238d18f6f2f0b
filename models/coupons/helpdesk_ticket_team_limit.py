# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..helpdesk_after_sales_scope import AGENTS


class HelpdeskTicketTeam(models.Model):
    """How many coupons a team gives on its own, and of which programs.

    Not for customers to know.
    """

    _inherit = "helpdesk.ticket.team"

    coupon_limit = fields.Integer(
        string="Coupons per customer",
        tracking=True,
        groups="base.group_user",
        help="How many coupons a customer may get from tickets without anybody's "
        "approval. Those that were revoked do not count. 0 for no limit.",
    )
    coupon_limit_days = fields.Integer(
        string="Within (days)",
        tracking=True,
        groups="base.group_user",
        help="Coupons that were given longer ago do not count. 0 if all count.",
    )
    coupon_program_ids = fields.Many2many(
        comodel_name="loyalty.program",
        relation="helpdesk_ticket_team_coupon_program_rel",
        column1="team_id",
        column2="program_id",
        string="Coupon programs without approval",
        domain="[('program_type', '=', 'coupons'),"
        " ('company_id', 'in', (company_id, False))]",
        tracking=True,
        # Other employees see the team, too, but no programs.
        groups=AGENTS,
        help="Coupons of other programs need approval. Leave it empty for all.",
    )

    _coupon_limit_is_positive = models.Constraint(
        "CHECK (coupon_limit >= 0 AND coupon_limit_days >= 0 "
        "AND coupon_limit_days <= 36500)",
        "The limit of coupons and its days cannot be negative, nor over 100 years.",
    )

    def _coupon_get_default_program(self, programs):
        # sudo: whoever uses the team need not read all its programs; told is only one
        # of those that were found for this user.
        if self._limit_get_set("use_coupons"):
            allowed = programs & self.sudo().coupon_program_ids.with_env(programs.env)
            programs = allowed or programs
        return super()._coupon_get_default_program(programs)
