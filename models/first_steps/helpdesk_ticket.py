# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..helpdesk_after_sales_join import join_names


class HelpdeskTicket(models.Model):
    """What agents read on a ticket from which nothing was made yet."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            # The tour points at them, whichever services there are.
            for service in self._after_sales_services().values():
                for button in arch.xpath(f"//header//button[@name='{service.button}']"):
                    classes = [button.get("class"), "o_after_sales_service"]
                    button.set("class", " ".join(filter(None, classes)))
        return arch, view

    def _first_steps_get_hint(self):
        """Say how something can be done from this ticket, and whether a tour shows it.

        :return: ``hint``, a sentence or two, and ``has_tour``
        :rtype: dict
        """
        team = self.sudo().team_id  # sudo: switches of the team, whoever uses it
        switches = team._need_get_switches() if team else []
        if not switches:
            hint = self.env._(
                "The ticket's team offers no service. A Helpdesk manager can switch "
                "some on in the team's After-Sales settings."
            )
        else:
            labels = self.env["helpdesk.after.sales.service"]._get_labels()
            hint = self.env._(
                "The buttons at the top do it: %(services)s. What they make is listed "
                "here, with how far it is.",
                services=join_names(self.env, map(labels.get, switches)),
            )
        return {
            "hint": hint,
            "has_tour": bool(switches) and self.after_sales_allowed,
        }
