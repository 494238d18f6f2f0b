# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class HelpdeskTicket(models.Model):
    """The way from a ticket to what was asked for on it."""

    _inherit = "helpdesk.ticket"

    has_approvals = fields.Boolean(
        compute="_compute_after_sales_buttons",
        groups="base.group_user",
        export_string_translation=False,
    )

    def _after_sales_get_flags(self):
        flags = super()._after_sales_get_flags()
        return {**flags, "has_approvals": self._approval_select_asked()}

    @api.model
    def _approval_select_asked(self):
        """Return an SQL query for those of these tickets with a request.

        :rtype: SQL or None
        """
        if not self._origin:
            return None
        approvals = self.env["helpdesk.after.sales.approval"]
        link = approvals._fields["ticket_id"]
        return SQL(
            "SELECT DISTINCT %(ticket)s AS id FROM %(table)s"
            " WHERE %(ticket)s IN %(ids)s",
            ticket=SQL.identifier(approvals._table, link.name, to_flush=link),
            table=SQL.identifier(approvals._table),
            ids=tuple(self._origin.ids),
        )

    def action_view_approvals(self):
        """Open the requests for approval of this ticket.

        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        approvals = self.env["helpdesk.after.sales.approval"].search(
            [("ticket_id", "=", self.id)]
        )
        return approvals._get_records_action(
            name=self.env._("Approvals"), context={"create": False}
        )
