# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..helpdesk_after_sales_scope import AGENTS
from .approver_need import ApproverNeed


class HelpdeskTicketTeam(models.Model):
    """Who may grant what goes beyond a team's limits."""

    _inherit = "helpdesk.ticket.team"

    approver_ids = fields.Many2many(
        comodel_name="res.users",
        relation="helpdesk_ticket_team_approver_rel",
        column1="team_id",
        column2="user_id",
        string="Approvers",
        # Without a query, unlike env.ref: employees see the team, too.
        domain=lambda self: [
            ("all_group_ids", "in", self.env["ir.model.data"]._xmlid_to_res_id(AGENTS))
        ],
        tracking=True,
        groups=AGENTS,
        help="They grant what goes beyond the team's limits, on request of somebody "
        "else. If nobody is named it is the team's leader.",
    )

    @api.constrains("approver_ids", "company_id")
    def _check_approver_ids(self):
        for team in self:
            # sudo: groups and companies of other users.
            for user in team.sudo().approver_ids:
                if not user._after_sales_is_agent() or (
                    team.company_id and team.company_id not in user.company_ids
                ):
                    raise ValidationError(
                        self.env._(
                            "%(user)s cannot approve for team %(team)s: choose "
                            "Helpdesk users who work for its company.",
                            user=user.name,
                            team=team.name,
                        )
                    )

    def _approval_get_approvers(self):
        """Return who may grant what goes beyond the limits of this team.

        :rtype: recordset of ``res.users``
        """
        # sudo: whoever uses the team need not read all its users.
        team = self.sudo()
        return (team.approver_ids or team.user_id).filtered("active").sudo(False)

    @api.model
    def _need_get_shared_classes(self):
        return [*super()._need_get_shared_classes(), ApproverNeed]
