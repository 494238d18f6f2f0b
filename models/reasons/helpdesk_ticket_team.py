# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models, tools

from .reason_need import ReasonNeed

REQUIRED = "after_sales_reason_required"


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    after_sales_reason_required = fields.Boolean(
        string="Ask for a reason",
        tracking=True,
        help="Nothing is made from a ticket without a reason, for all services that "
        "have one.",
    )

    def write(self, vals):
        res = super().write(vals)
        if REQUIRED in vals:
            self.env.registry.clear_cache()
        return res

    @tools.ormcache("self._origin.id")
    def _reason_is_required(self):
        """Whether what is made for the team's tickets needs a reason.

        Kept in the cache: popups ask for it each time they open.

        :rtype: bool
        """
        # sudo: whoever works on one of its tickets may know what the team wants.
        return self._origin.sudo()[REQUIRED]

    @api.model
    def _need_get_shared_classes(self):
        return [*super()._need_get_shared_classes(), ReasonNeed]
