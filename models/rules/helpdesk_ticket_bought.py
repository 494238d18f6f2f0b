# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..helpdesk_after_sales_date import format_date
from .return_rule import get_zone


class HelpdeskTicket(models.Model):
    """Until when a line that the customer bought may be returned."""

    _inherit = "helpdesk.ticket"

    def _bought_complete_rows(self, rows, names):
        rows = super()._bought_complete_rows(rows, names)
        products = self.env["product.product"].browse(
            dict.fromkeys(row.product.id for row in rows)
        )
        # sudo: the time zones of the ticket's own customer and company.
        ticket = self.sudo()
        rules = products._return_get_rules(ticket.company_id)
        zone = get_zone(ticket.company_id, ticket.partner_id)
        for row in rows:
            row.return_late = None
            rule = rules[row.product]
            if not row.is_goods or not rule.source:
                continue
            # What was delivered in parts can be returned as long as the last of it.
            date = row.deliveries[-1].date if row.deliveries else None
            if rule.is_final or date:
                row.return_late = rule.get_late(date, zone)
            if row.return_late:
                row.terms["return"] = row.return_late.get_reason(self.env), True
            elif last_day := rule.get_last_day(date, zone):
                text = self.env._(
                    "Returnable until %(day)s", day=format_date(self.env, last_day)
                )
                row.terms["return"] = text, False
        return rows

    def _return_get_bought_refusal(self, row):
        refusal = super()._return_get_bought_refusal(row)
        if not refusal and row.return_late and self._return_refuses_late():
            return row.return_late.get_reason(self.env)
        return refusal

    def _return_refuses_late(self):
        """Whether nothing is taken back that is beyond its rule.

        :rtype: bool
        """
        return self.team_id.late_return == "refuse"
