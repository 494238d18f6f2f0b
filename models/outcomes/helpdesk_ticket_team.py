# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .stock_move import OUTCOMES


class HelpdeskTicketTeam(models.Model):
    """What follows a team's returns, unless the agent chooses otherwise."""

    _inherit = "helpdesk.ticket.team"

    default_outcome = fields.Selection(
        selection=OUTCOMES,
        string="When a return arrives",
        tracking=True,
        groups="base.group_user",
        help="What is proposed in the Return popup, unless the reason says otherwise. "
        "Empty: agents decide later, and nothing follows by itself.",
    )
    default_outcome_offered = fields.Json(
        compute="_compute_default_outcome_offered",
        compute_sudo=True,
        groups="base.group_user",
        export_string_translation=False,
    )

    @api.depends(lambda self: self._outcome_get_switches())
    def _compute_default_outcome_offered(self):
        for team in self:
            team.default_outcome_offered = team._outcome_get_offered()

    @api.model
    def _outcome_get_switches(self):
        classes = self.env["stock.move"]._outcome_get_classes().values()
        return [outcome.switch for outcome in classes if outcome.switch]

    def _outcome_get_offered(self):
        """Return what can follow the returns of this team.

        :return: values of ``helpdesk_outcome``, in their order
        :rtype: list[str]
        """
        # sudo: switches of the team, whoever uses it.
        team = self.sudo()
        classes = self.env["stock.move"]._outcome_get_classes()
        return [key for key, outcome in classes.items() if outcome.is_offered(team)]
