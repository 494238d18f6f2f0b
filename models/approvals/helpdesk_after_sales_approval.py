# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..helpdesk_after_sales_scope_ways import TicketWay

ACTIVITY = "helpdesk_mgmt_after_sales.mail_activity_type_approval"


class HelpdeskAfterSalesApproval(models.Model):
    """A request of an agent to go beyond a limit of their team, once.

    Nobody has the right to create or write one: the server does, after its checks.
    Whoever may read the ticket reads it. It is granted by acting: an approver opens the
    popup as the agent had filled it in, and makes the document themselves.

    Here it is asked for; ``_decision.py`` says who decides, ``_popup.py`` how it is
    granted.
    """

    _name = "helpdesk.after.sales.approval"
    _description = "After-Sales Approval"
    _inherit = [
        "helpdesk.after.sales.scope",
        "helpdesk.after.sales.lock",
        "helpdesk.after.sales.question",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id DESC"

    name = fields.Char(string="What", readonly=True)
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    # Whose it was when it was asked for: on somebody else's ticket it means nothing.
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        ondelete="set null",
    )
    service = fields.Selection(
        selection="_selection_service", required=True, readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    amount = fields.Monetary(
        readonly=True, help="In the company's currency, taxes included."
    )
    limit_text = fields.Text(string="Limit", readonly=True)
    note = fields.Text(string="Why", readonly=True)
    state = fields.Selection(
        selection=[
            ("to_approve", "To approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Withdrawn"),
        ],
        string="Status",
        required=True,
        default="to_approve",
        readonly=True,
    )
    approver_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided by",
        readonly=True,
        ondelete="restrict",
    )
    decided_on = fields.Datetime(string="Decided on", readonly=True)
    refusal_reason = fields.Text(string="Reason of the refusal", readonly=True)
    can_decide = fields.Boolean(
        compute="_compute_can_decide",
        compute_sudo=False,
        export_string_translation=False,
    )
    is_mine = fields.Boolean(
        compute="_compute_can_decide",
        compute_sudo=False,
        export_string_translation=False,
    )
    stale_reason = fields.Char(
        compute="_compute_stale_reason",
        compute_sudo=True,
        export_string_translation=False,
    )
    # What the popup held: its model, and values for a new one. Popups are gone after an
    # hour.
    snapshot = fields.Json(groups=NO_ACCESS, export_string_translation=False)

    @api.model
    def _selection_service(self):
        # As the documents' list calls them.
        return self.env["helpdesk.after.sales.document"]._selection_service()

    @api.depends("state", "user_id", "ticket_id.team_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        user = self.env.user
        for approval in self:
            team = approval.ticket_id.team_id
            approval.is_mine = approval.user_id == user
            approval.can_decide = (
                approval.state == "to_approve"
                and not approval.is_mine
                and user in team._approval_get_approvers()
            )

    @api.depends("state", "ticket_id.active", "ticket_id.commercial_partner_id")
    def _compute_stale_reason(self):
        for approval in self:
            is_open = approval.state == "to_approve"
            approval.stale_reason = is_open and approval._get_stale_reason()

    def _get_stale_reason(self):
        """Say what became of the ticket, so that the request means nothing any more.

        :return: a sentence, or nothing
        :rtype: str
        """
        # sudo: told to who reads the request.
        request = self.sudo()
        ticket = request.ticket_id
        if not ticket.active:
            return self.env._(
                "Ticket %(ticket)s was archived or merged into another one since this "
                "was asked for. Refuse it, and have it asked for again.",
                ticket=ticket.number,
            )
        if ticket.commercial_partner_id != request.partner_id:
            return self.env._(
                "The customer of ticket %(ticket)s was changed since this was asked "
                "for. Refuse it, and have it asked for again.",
                ticket=ticket.number,
            )
        return ""

    @api.model
    def _after_sales_scope(self, alias):
        # Whoever reads the ticket.
        id_ = SQL("helpdesk_ticket.id")
        link = SQL.identifier(alias, "ticket_id")
        return [
            self._after_sales_of_ticket(TicketWay(link, id_, SQL("%s = %s", id_, link)))
        ]

    @api.model
    def _after_sales_is_for_reading(self, view_id, view_type):
        # The buttons are for who merely reads it.
        return False

    # ------------------------------------------------------------------
    # Asked
    # ------------------------------------------------------------------

    @api.model
    def _ask(self, ticket, values):
        """Keep a request, tell the approvers, log it on the ticket.

        :param ticket: the ticket, which the user may write
        :param dict values: what is asked for, with the snapshot of the popup
        :return: the new request, as the current user
        :raise UserError: if there is nobody else who could grant it
        """
        user = self.env.user
        approvers = ticket.team_id._approval_get_approvers().filtered(
            lambda x: x != user and ticket.with_user(x).has_access("write")
        )
        if not approvers:
            raise UserError(
                self.env._(
                    "Nobody else in team %(team)s may approve this for ticket "
                    "%(ticket)s. A Helpdesk manager can name approvers in the team's "
                    "After-Sales settings.",
                    team=ticket.team_id.name,
                    ticket=ticket.number,
                )
            )
        # sudo: nobody may create requests but this method; ticket and team were
        # checked as the user.
        approval = self.sudo().create(
            {
                **values,
                "ticket_id": ticket.id,
                "partner_id": ticket.commercial_partner_id.id,
                "user_id": user.id,
            }
        )
        for approver in approvers:
            approval._question_ask(ACTIVITY, approver, lambda env: (approval.name, ""))
        approval._log(
            self.env._(
                "Asked for approval: %(request)s. %(limit)s %(note)s",
                request=approval._get_html_link(title=approval.name),
                limit=approval.limit_text or "",
                note=approval.note,
            )
        )
        return approval.sudo(False)

    def _log(self, body, tell=None):
        """Log on the ticket what became of a request.

        :param body: the note
        :param tell: users who are told
        """
        # sudo: the ticket was checked; the author stays the current user.
        self.sudo().ticket_id.message_post(
            body=body,
            partner_ids=tell.sudo().partner_id.ids if tell else [],
            subtype_xmlid="mail.mt_note",
        )
