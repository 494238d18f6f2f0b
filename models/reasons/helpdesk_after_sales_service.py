# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskAfterSalesService(models.Model):
    """A service as a record, for what has to point at services.

    What a service is stands in ``helpdesk.ticket._after_sales_services()``. Each brings
    its one record in a data file of its own.
    """

    _name = "helpdesk.after.sales.service"
    _description = "After-Sales Service"
    _order = "id"

    switch = fields.Char(
        required=True, help="The field of the team that switches the service on."
    )
    name = fields.Char(compute="_compute_name", search="_search_name")

    _once = models.UniqueIndex("(switch)")

    @api.depends("switch")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = self._get_labels()
        for service in self:
            # The addon whose service it was may be uninstalled.
            service.name = labels.get(service.switch, service.switch)

    @api.model
    def _search_name(self, operator, value):
        # A handful, whose names depend on the user's language.
        services = self.search([("switch", "!=", False)])
        return [("id", "in", services.filtered_domain([("name", operator, value)]).ids)]

    @api.model
    def _get_labels(self):
        """Return what people call the services, in the user's language.

        :return: labels by the team's switch
        :rtype: dict[str, str]
        """
        teams = self.env["helpdesk.ticket.team"]._fields
        return {
            switch: teams[switch].get_description(self.env, ["string"])["string"]
            for switch in self.env["helpdesk.ticket"]._after_sales_services()
        }
