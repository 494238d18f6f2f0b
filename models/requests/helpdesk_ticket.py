# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class HelpdeskTicket(models.Model):
    """What the customer asks for, as the agent sees it on the ticket."""

    _inherit = "helpdesk.ticket"

    request_ids = fields.One2many(
        comodel_name="helpdesk.after.sales.request",
        inverse_name="ticket_id",
        domain=[("state", "!=", "draft")],
        string="Customer's Requests",
        groups="base.group_user",
    )
    has_requests = fields.Boolean(
        compute="_compute_after_sales_buttons",
        groups="base.group_user",
        export_string_translation=False,
    )
    request_count = fields.Integer(
        compute="_compute_request_count",
        groups="base.group_user",
        export_string_translation=False,
    )
    # The oldest one that waits for an answer.
    open_request_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.request",
        compute="_compute_request_count",
        groups="base.group_user",
        export_string_translation=False,
    )
    request_text = fields.Char(
        string="Asks for",
        compute="_compute_request_text",
        groups="base.group_user",
        export_string_translation=False,
    )

    @api.depends("request_ids.state", "has_requests")
    def _compute_request_count(self):
        no_requests = self.env["helpdesk.after.sales.request"]
        for ticket in self:
            # Most tickets have none, and are told so with all else in one query.
            requests = ticket.request_ids if ticket.has_requests else no_requests
            ticket.request_count = len(requests)
            ticket.open_request_id = requests.filtered(
                lambda x: x.state == "requested"
            ).sorted("id")[:1]

    @api.depends("open_request_id")
    @api.depends_context("lang")
    def _compute_request_text(self):
        for ticket in self:
            request = ticket.open_request_id
            reason = request.reason_id.name
            ticket.request_text = (
                self.env._(
                    "%(request)s – %(reason)s", request=request.name, reason=reason
                )
                if reason
                else request.name
            )

    def _after_sales_get_flags(self):
        flags = super()._after_sales_get_flags()
        return {**flags, "has_requests": self._request_select_asked()}

    @api.model
    def _request_select_asked(self):
        """Return an SQL query for those of these tickets with a request.

        :rtype: SQL or None
        """
        if not self._origin:
            return None
        fields_ = self.env["helpdesk.after.sales.request"]._fields
        return SQL(
            "SELECT DISTINCT %(ticket)s AS id FROM helpdesk_after_sales_request"
            " WHERE %(ticket)s IN %(ids)s AND %(state)s != 'draft'",
            ticket=SQL.identifier("ticket_id", to_flush=fields_["ticket_id"]),
            state=SQL.identifier("state", to_flush=fields_["state"]),
            ids=tuple(self._origin.ids),
        )

    def _request_get_open(self):
        """Return the request that the ticket's banner shows.

        :raise AccessError: if the user may not write the ticket
        :raise UserError: if there is none
        """
        self.ensure_one()
        self.check_access("write")
        request = self.open_request_id
        if not request:
            raise UserError(
                self.env._(
                    "The customer of ticket %(ticket)s asks for nothing any more. "
                    "Open the ticket again.",
                    ticket=self.number,
                )
            )
        return request

    def action_request_open_popup(self):
        """Open the popup that grants what the customer asks for, filled in.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: see ``helpdesk.after.sales.request.action_open_popup``
        """
        return self._request_get_open().action_open_popup()

    def action_request_decline(self):
        """Ask why what the customer asks for is declined.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if there is nothing to decline
        """
        return self._request_get_open().action_decline()

    def action_view_requests(self):
        """Open what the customer asked for on this ticket.

        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.request_ids._get_records_action(
            name=self.env._("Customer's Requests"), context={"create": False}
        )

    def _after_sales_follow_merge(self, target):
        res = super()._after_sales_follow_merge(target)
        # sudo: the tickets were checked; what another customer asked for stays.
        requests = self.sudo().request_ids.filtered(
            lambda x: x.customer_id == target.sudo().commercial_partner_id
        )
        requests.ticket_id = target
        return res
