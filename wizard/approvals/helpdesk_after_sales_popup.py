# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml.builder import E
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

AUTOMATIC = {"id", "create_uid", "create_date", "write_uid", "write_date"}


class HelpdeskAfterSalesPopup(models.AbstractModel):
    """Beyond a limit the popup asks for approval, and an approver's one is the answer.

    A request holds what the popup's fields said, so that a new popup can be filled in
    for the approver. That one knows its request, and may go beyond the limits, once.
    """

    _inherit = "helpdesk.after.sales.popup"

    # Fields that are not asked for.
    _approval_left_out = ("approval_note",)

    approval_note = fields.Text(string="Why it should be granted")
    # The request that was asked for by this popup, or that it decides. Written by us
    # alone: it opens the limits.
    approval_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.approval",
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )

    # ------------------------------------------------------------------
    # Asked
    # ------------------------------------------------------------------

    def action_ask_approval(self):
        """Ask the team's approvers for what goes beyond the limits.

        Pressed again, it asks no second time.

        :return: an action that tells so and closes the popup
        :rtype: dict
        :raise AccessError: if it is somebody else's popup, or the user may not write
            the ticket
        :raise UserError: if the team has no limits or no approvers, does not offer the
            service, nobody may grant it, or the agent does not say why
        """
        popup = self._after_sales_start_popup()
        # sudo: closed to clients, because the server alone writes it.
        popup_sudo = popup.sudo()
        if not popup_sudo.approval_id:
            popup_sudo.approval_id = popup._approval_ask()
        elif popup_sudo.approval_id.user_id != self.env.user:
            popup_sudo.approval_id.sudo(False)._check_decider()
            raise UserError(
                self.env._("This was asked of you. Decide it, or close the window.")
            )
        approval = popup_sudo.approval_id
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The approvers were asked: %s."),
                "links": [
                    {
                        "label": approval.name,
                        "url": f"/odoo/{approval._name}/{approval.id}",
                    }
                ],
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _approval_ask(self):
        """Make the request of this popup.

        :return: the new request
        :raise UserError: see :meth:`action_ask_approval`
        """
        ticket = self[self._after_sales_ticket_field]
        limits = [limit for limit in self._limit_get_all() if limit.is_binding]
        if not limits:
            raise UserError(
                self.env._(
                    "The team of ticket %(ticket)s has no limit here: no approval is "
                    "needed.",
                    ticket=ticket.number,
                )
            )
        excesses = self._limit_foresee(limits)
        if final := [x.text for x in excesses if x.is_final]:
            raise UserError("\n".join(final))
        note = (self.approval_note or "").strip()
        if not note:
            raise UserError(
                self.env._("Say why it should be granted: the approver reads it.")
            )
        self._approval_check_choice()
        name, amount = self._approval_describe()
        return self.env["helpdesk.after.sales.approval"]._ask(
            ticket,
            {
                "name": name,
                "amount": amount,
                "service": self._after_sales_switch,
                "limit_text": "\n".join(x.text for x in excesses),
                "note": note,
                "snapshot": {
                    "model": self._name,
                    "values": self._approval_get_values(self, self._approval_left_out),
                },
            },
        )

    def _approval_check_choice(self):
        """Check what was chosen, as the button would that is asked for.

        :raise UserError: saying what to change
        """

    def _approval_describe(self):
        """Say what is asked for, and how much it is.

        :return: a few words; an amount in the company's currency, taxes included
        :rtype: tuple[str, float]
        """
        services = self.env["helpdesk.ticket"]._after_sales_services()
        return services[self._after_sales_switch].label, 0.0

    @api.model
    def _approval_get_values(self, record, left_out=()):
        """Return what the fields of a popup, or of one of its lines, hold.

        Nothing but ids and values that the user has entered, or was shown.

        :param record: one popup or line
        :param left_out: names of fields that do not count
        :return: values that JSON can hold, by name
        :rtype: dict
        """
        values = {}
        for name, field in record._fields.items():
            if (
                not field.store
                or name in AUTOMATIC
                or name in left_out
                or field.groups == NO_ACCESS
            ):
                continue
            value = record[name]
            if field.type == "one2many":
                value = [
                    self._approval_get_values(line, (field.inverse_name,))
                    for line in value
                ]
            elif field.type == "many2many":
                value = value.ids
            elif field.type == "many2one":
                value = value._origin.id
            elif field.type in ("date", "datetime"):
                value = field.to_string(value)
            values[name] = value
        return values

    # ------------------------------------------------------------------
    # Decided
    # ------------------------------------------------------------------

    def _approval_get_to_decide(self):
        """Return the request that this popup decides, if any.

        :return: one ``helpdesk.after.sales.approval`` as the user, or none
        """
        # sudo: closed to clients, because the server alone writes it.
        approval = self._origin.sudo().approval_id
        if approval.user_id == self.env.user:
            return approval.browse().sudo(False)
        return approval.sudo(False)

    def _after_sales_finish_popup(self, documents):
        approval = self._approval_get_to_decide()
        if approval:
            approval._check_popup(self)
        res = super()._after_sales_finish_popup(documents)
        if approval:
            approval._grant(documents.sudo())  # sudo: noted on what was just made
        return res

    def _limit_may_pass(self, excess):
        return super()._limit_may_pass(excess) or (
            not excess.is_final and bool(self._approval_get_to_decide())
        )

    def _after_sales_get_notices(self):
        notices = super()._after_sales_get_notices()
        approval = self._approval_get_to_decide().sudo()  # sudo: asked of this user
        if approval:
            notices.append(
                self.env._(
                    "%(user)s asks for approval: %(note)s",
                    user=approval.user_id.name,
                    # In their language, whatever the approver's is.
                    note=Markup("<bdi>%s</bdi>") % approval.note,
                )
            )
            try:
                self._approval_check_choice()
            except UserError as error:
                notices.append(error.args[0])
            return notices
        if self._after_sales_switch and self._limit_get_all():
            notices += self._approval_get_waiting_notices()
        return notices

    def _approval_get_waiting_notices(self):
        waiting = self.env["helpdesk.after.sales.approval"].search(
            [
                ("ticket_id", "=", self[self._after_sales_ticket_field]._origin.id),
                ("service", "=", self._after_sales_switch),
                ("state", "=", "to_approve"),
            ]
        )
        return [
            self.env._(
                "Waiting for approval: %(request)s.",
                request=self._after_sales_link_document(
                    x,
                    x.name,
                    x.user_id.sudo().name,  # sudo: whoever asked is shown
                ),
            )
            for x in waiting
        ]

    # ------------------------------------------------------------------
    # Form
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_add_notice(self, form):
        res = super()._after_sales_add_notice(form)
        footers = form.xpath("footer") if self._after_sales_switch else []
        for footer in footers:
            hidden = "after_sales_blocked or not after_sales_may_ask"
            label = E.label({"for": "approval_note"})
            note = E.field(
                name="approval_note",
                placeholder=self.env._("The approver reads it"),
            )
            footer.addprevious(
                E.div({"class": "mt-3", "invisible": hidden}, label, note)
            )
            ask = {
                "string": self.env._("Ask for approval"),
                "name": "action_ask_approval",
                "type": "object",
                "class": "btn-primary",
                "data-hotkey": "a",
                "invisible": hidden,
            }
            for cancel in footer.xpath("button[@special='cancel']")[:1]:
                cancel.addprevious(E.button(ask))
        return res
