# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    request_at_once = fields.Boolean(
        string="Accept returns at once",
        tracking=True,
        help="What customers ask for in the portal and the rules of returns allow is "
        "made without an agent, and the return slip goes to them by mail. The rest "
        "waits for an agent.",
    )

    def _request_get_offered(self):
        """Return what customers can ask this team for.

        :return: ``RequestWish`` by key, in their order
        :rtype: dict
        """
        # sudo: switches of the team, whoever asks it for something.
        team = self.sudo()
        wishes = self.env["helpdesk.ticket"]._request_get_wishes()
        if not team.active:
            return {}
        return {key: wish for key, wish in wishes.items() if wish.is_offered(team)}
