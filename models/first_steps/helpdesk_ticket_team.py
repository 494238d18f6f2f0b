# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..entered_values import is_id
from ..helpdesk_after_sales_join import join_names
from ..helpdesk_after_sales_scope import AGENTS
from .mail_server_need import MailServerNeed


class HelpdeskTicketTeam(models.Model):
    """What the services of a team still need before they work."""

    _inherit = "helpdesk.ticket.team"

    # In the form alone: each need costs a query.
    after_sales_missing = fields.Json(
        compute="_compute_after_sales_missing",
        groups=AGENTS,
        export_string_translation=False,
    )

    @api.depends(lambda self: self._need_get_fields())
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_after_sales_missing(self):
        labels = self.env["helpdesk.after.sales.service"]._get_labels()
        classes = self._need_get_classes()
        for team in self:
            # What several services need is told once.
            missing = defaultdict(list)
            offered = team._need_get_switches()
            needs = team._need_get_all()
            for switch in offered:
                for need in map(needs.get, classes[switch]):
                    if need.is_missing(switch):
                        missing[need].append(switch)
            team.after_sales_missing = [
                {
                    "name": need.name,
                    "switch": switches[0],
                    # Nothing where it is all that the team offers.
                    "services": switches != offered
                    and join_names(self.env, map(labels.get, switches)),
                    "text": need.get_text(),
                    "button": need.may_make() and need.get_button(),
                    "advice": need.get_advice(),
                }
                for need, switches in missing.items()
            ]

    @api.model
    def _need_get_fields(self):
        """Return the fields on which it depends what a team needs.

        :rtype: list[str]
        """
        return [
            "company_id",
            *self.env["helpdesk.ticket"]._after_sales_services(),
            *{
                name
                for need in self._need_get_unique_classes()
                for name in need.get_team_fields(self.env)
            },
        ]

    @api.model
    def _need_get_classes(self):
        """Return what each service needs: its own, and what all of them do.

        :return: classes by the team's switch, see ``AfterSalesNeed``
        :rtype: dict[str, list]
        """
        services = self.env["helpdesk.ticket"]._after_sales_services()
        return {
            switch: [*service.needs, *self._need_get_shared_classes()]
            for switch, service in services.items()
        }

    @api.model
    def _need_get_shared_classes(self):
        """Return what all services need.

        :return: classes, see ``AfterSalesNeed``
        :rtype: list
        """
        return [MailServerNeed]

    def _need_get_switches(self):
        """Return the switches of the services that this team offers.

        :rtype: list[str]
        """
        # sudo: switches of the team, whoever uses it.
        team = self.sudo()
        services = self.env["helpdesk.ticket"]._after_sales_services()
        return [switch for switch in services if team[switch]]

    def _need_get_all(self):
        """Return what the services of this team need, missing or not.

        :return: each by its class
        :rtype: dict[type, AfterSalesNeed]
        """
        company = self.company_id._origin or self.env.company
        return {x: x(self, company) for x in self._need_get_unique_classes()}

    @api.model
    def action_make_missing(self, name, company_id=False):
        """Open the form that makes what a service needs.

        The team itself need not be saved yet.

        :param str name: what is missing, as ``after_sales_missing`` names it
        :param company_id: id of the team's company; False for that of the user
        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not make it
        :raise UserError: if no service needs anything of that name, or the user does
            not work in that company
        """
        if not self.env.user._after_sales_is_agent():
            raise AccessError(
                self.env._("Only Helpdesk users see what a team's services need.")
            )
        companies = self.env.companies
        company = companies.filtered(
            lambda x: x.id == (company_id or self.env.company.id)
        )
        if not company or (company_id and not is_id(company_id)):
            raise UserError(
                self.env._(
                    "You do not work in the team's company just now. Choose it at the "
                    "top of the window."
                )
            )
        for need_class in self._need_get_unique_classes():
            if need_class.name == name:
                need = need_class(self.browse(), company)
                break
        else:
            raise UserError(
                self.env._("No service needs this. Open the team's page again.")
            )
        if not need.may_make():
            raise AccessError(need.get_advice())
        return need.get_action()

    @api.model
    def _need_get_unique_classes(self):
        # Each once, in their order.
        return dict.fromkeys(
            need for needs in self._need_get_classes().values() for need in needs
        )
