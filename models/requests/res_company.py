# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    after_sales_request_team_id = fields.Many2one(
        comodel_name="helpdesk.ticket.team",
        string="Team for Customers' Requests",
        domain="[('company_id', 'in', (False, id))]",
        ondelete="set null",
        help="The team that gets what customers ask for in the portal, with the "
        "services that are switched on for it. Empty: they cannot ask there.",
    )

    def _request_get_team(self):
        """Return the team that gets the requests of this company's customers.

        :return: one ``helpdesk.ticket.team`` in superuser mode, or none if they
            cannot ask for anything
        """
        # sudo: a setting, whoever looks at the portal.
        team = self.sudo().after_sales_request_team_id
        fits = team.active and team.company_id <= self.sudo()  # sudo: as above
        return team if fits and team._request_get_offered() else team.browse()
