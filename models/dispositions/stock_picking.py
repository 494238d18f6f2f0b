# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..as_server import as_server


class StockPicking(models.Model):
    """A return on the dock: what is wrong with it, and what becomes of its goods."""

    _inherit = "stock.picking"

    helpdesk_arrival_warning = fields.Text(
        string="Not as Announced",
        compute="_compute_helpdesk_arrival_warning",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends(
        "state",
        "move_line_ids.quantity",
        "move_line_ids.lot_id",
        "move_line_ids.lot_name",
    )
    def _compute_helpdesk_arrival_warning(self):
        for picking in self:
            picking.helpdesk_arrival_warning = False
            if picking.helpdesk_document_type == "return" and picking.state not in (
                "done",
                "cancel",
            ):
                picking.helpdesk_arrival_warning = "\n".join(
                    picking.move_ids._disposition_get_surprises()
                )

    @api.depends(
        "move_ids.helpdesk_disposition_problem",
        "move_line_ids.helpdesk_disposed_on",
    )
    def _compute_helpdesk_outcome_problem(self):
        res = super()._compute_helpdesk_outcome_problem()
        for picking in self:
            problems = [x.helpdesk_disposition_problem for x in picking.move_ids]
            if not any(problems):
                continue
            problems = [picking.helpdesk_outcome_problem, *problems]
            picking.helpdesk_outcome_problem = "\n".join(
                dict.fromkeys(filter(None, problems))
            )
            if any(
                x.helpdesk_disposition_problem and x._disposition_is_due()
                for x in picking.move_ids
            ):
                picking.helpdesk_outcome_due = True
        return res

    def _outcome_get_due(self):
        return super()._outcome_get_due() + [
            (x._disposition_carry_out, x._disposition_note_problem)
            for x in as_server(self.move_ids)._disposition_group()
        ]

    def action_detailed_operations(self):
        # EXTENDS 'stock': what the lines show depends on it.
        action = super().action_detailed_operations()
        if self.helpdesk_document_type == "return":
            action["context"] = {
                **action["context"],
                "helpdesk_document_type": "return",
            }
        return action
