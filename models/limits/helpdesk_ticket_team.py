# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import ormcache


class HelpdeskTicketTeam(models.Model):
    """The currency of a team's limits; the limits are each service's own."""

    _inherit = "helpdesk.ticket.team"

    limit_currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_limit_currency_id",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("company_id.currency_id")
    @api.depends_context("company")
    def _compute_limit_currency_id(self):
        for team in self:
            company = team.company_id or self.env.company
            team.limit_currency_id = company.currency_id

    def _limit_get_set(self, switch):
        """Return which limits of a service this team has set.

        :param str switch: the team's switch of the service
        :return: names of their classes
        :rtype: frozenset[str]
        """
        return self._limit_find_set(self._origin.id, switch) if self else frozenset()

    @api.model
    @ormcache("team_id", "switch")
    def _limit_find_set(self, team_id, switch):
        # Cached: every popup asks, and most teams have none. Dropped where a team is
        # written.
        service = self.env["helpdesk.ticket"]._after_sales_services().get(switch)
        # sudo: a limit binds whoever may see it, or not.
        team = self.sudo().browse(team_id)
        return frozenset(
            limit.__name__
            for limit in (service.limits if service else ())
            if limit.is_set(team)
        )

    def write(self, vals):
        res = super().write(vals)
        if not self._limit_get_fields().isdisjoint(vals):
            self.env.registry.clear_cache()
        return res

    @api.model
    def _limit_get_fields(self):
        """Return the fields of a team that set its limits.

        :rtype: set[str]
        """
        services = self.env["helpdesk.ticket"]._after_sales_services().values()
        return {
            name
            for service in services
            for limit in service.limits
            for name in limit.team_fields
        }
