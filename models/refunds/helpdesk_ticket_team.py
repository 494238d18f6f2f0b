# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    use_credit_notes = fields.Boolean(
        string="Refunds",
        tracking=True,
    )
    refund_reviewer_id = fields.Many2one(
        comodel_name="res.users",
        string="Refunds checked by",
        domain=lambda self: [
            (
                "all_group_ids",
                "in",
                # Without a query, unlike env.ref: employees see the team, too.
                self.env["ir.model.data"]._xmlid_to_res_id(
                    "account.group_account_invoice"
                ),
            )
        ],
        help="Gets an activity on each draft credit note made by an agent who may "
        "not post it.",
    )

    @api.constrains("refund_reviewer_id", "company_id")
    def _check_refund_reviewer(self):
        for team in self:
            # sudo: groups and companies of another user.
            reviewer = team.refund_reviewer_id.sudo()
            if not reviewer:
                continue
            if (
                not reviewer.active
                or not reviewer.has_group("account.group_account_invoice")
                or (team.company_id and team.company_id not in reviewer.company_ids)
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot check the refunds of team %(team)s: choose "
                        "somebody who may post invoices in its company.",
                        user=reviewer.name,
                        team=team.name,
                    )
                )
