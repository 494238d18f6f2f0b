# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..helpdesk_after_sales_join import join_names
from .helpdesk_after_sales_approval import ACTIVITY


class HelpdeskAfterSalesApproval(models.Model):
    """Who decides a request, and how it is refused or withdrawn.

    How it is granted is in ``_approval_popup.py``.
    """

    _inherit = "helpdesk.after.sales.approval"

    def _check_open(self):
        """Check that nobody has decided yet.

        :raise UserError: saying who has
        """
        self.ensure_one()
        # sudo: a mere look at its state.
        request = self.sudo()
        if request.state == "to_approve":
            return
        states = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(request)s of ticket %(ticket)s is decided already: %(state)s "
                "(%(user)s). What is beyond the limit now has to be asked for again.",
                request=request.name,
                ticket=request.ticket_id.number,
                state=states[request.state],
                user=(request.approver_id or request.user_id).name,
            )
        )

    def _check_decider(self):
        """Check that the current user may decide, and that nobody has.

        :raise AccessError: if they asked for it themselves, or are no approver
        :raise UserError: if it is decided, or of another company
        """
        self.ensure_one()
        user = self.env.user
        # sudo: asked about the request itself, which the caller may have from a popup.
        request = self.sudo()
        ticket = request.ticket_id
        if request.user_id == user:
            raise AccessError(
                self.env._(
                    "You have asked for %(request)s yourself. Somebody else has to "
                    "decide.",
                    request=request.name,
                )
            )
        approvers = ticket.team_id._approval_get_approvers()
        if user not in approvers:
            raise AccessError(
                self.env._(
                    "%(request)s is decided by the approvers of team %(team)s: "
                    "%(users)s.",
                    request=request.name,
                    team=ticket.team_id.name or self.env._("no team"),
                    users=join_names(self.env, approvers.sudo().mapped("name")) or "-",
                )
            )
        if ticket.company_id not in self.env.companies:
            raise UserError(
                self.env._(
                    "%(request)s is of %(company)s. Choose that company first.",
                    request=request.name,
                    company=ticket.company_id.name,
                )
            )
        self._check_open()

    def _decide(self, state, **values):
        """Write a decision, and close the approvers' activities.

        To be called once it is locked and checked.

        :param str state: the new state
        """
        # sudo: nobody may write requests but these methods.
        self.sudo().write(
            {
                "state": state,
                "approver_id": self.env.uid if state != "cancelled" else False,
                "decided_on": fields.Datetime.now(),
                **values,
            }
        )
        self._question_drop(ACTIVITY)

    def action_refuse(self):
        """Open the popup that asks why it is refused.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not decide
        :raise UserError: if it is decided already
        """
        self.ensure_one()
        self.check_access("read")
        self._check_decider()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "helpdesk.after.sales.approval.refusal",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_approval_id": self.id},
        }

    def _refuse(self, reason):
        """Refuse a request, and tell the agent why.

        :param str reason: what the approver says
        :raise AccessError: if the user may not decide
        :raise UserError: if it is decided already
        """
        self.check_access("read")
        self._after_sales_lock_rows()
        self._check_decider()
        self._decide("refused", refusal_reason=reason)
        self._log(
            self.env._(
                "Refused: %(request)s. %(reason)s",
                request=self._get_html_link(title=self.name),
                reason=reason,
            ),
            self.user_id,
        )

    def action_cancel(self):
        """Withdraw one's own request.

        :raise AccessError: if it is somebody else's
        :raise UserError: if it was decided already
        """
        self.ensure_one()
        self.check_access("read")
        self._after_sales_lock_rows()
        self._check_open()
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "%(request)s was asked for by %(user)s. Only they can withdraw it.",
                    request=self.name,
                    user=self.user_id.name,
                )
            )
        self._decide("cancelled")
        self._log(self.env._("Withdrawn: %(request)s", request=self._get_html_link()))
