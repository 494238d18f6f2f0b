# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, models


class HelpdeskAfterSalesPopup(models.AbstractModel):
    """The agent sees that the customer will get a mail, or why they will not."""

    _inherit = "helpdesk.after.sales.popup"

    @api.depends(lambda self: ("partner_id",) if "partner_id" in self._fields else ())
    def _compute_after_sales_notice(self):
        res = super()._compute_after_sales_notice()
        for popup in self.filtered(lambda x: not x.after_sales_blocked):
            if notice := popup._notice_get_announcement():
                popup.after_sales_notice = Markup("%s<div>%s</div>") % (
                    popup.after_sales_notice or "",
                    notice,
                )
        return res

    def _notice_get_announcement(self):
        """Say at which steps the customer will get a mail.

        :return: a sentence; nothing where no mail is switched on
        :rtype: str
        """
        ticket = self[self._after_sales_ticket_field]
        settings = self.env["helpdesk.after.sales.notice.setting"]
        rules = settings._get_rules(ticket.team_id.id)
        if not rules:
            return ""
        switch = self._after_sales_get_switch()
        steps = [
            step.label
            for key, (__, step) in settings._get_steps().items()
            if key in rules and step.is_announced and step.service == switch
        ]
        # As the user: a client can send any id, and they are named.
        chosen = self._notice_get_chosen_partner().sudo(False)._filtered_access("read")
        partner = ticket._notice_get_partner(chosen)
        return ticket._notice_announce(partner, steps)

    def _notice_get_chosen_partner(self):
        """Return whose document the popup would make, as far as it says so.

        :rtype: recordset of ``res.partner``
        """
        if "partner_id" in self._fields:
            return self.partner_id._origin
        return self.env["res.partner"]
