# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

DECLINED_TEMPLATE = "helpdesk_mgmt_after_sales.mail_template_request_declined"


class HelpdeskAfterSalesRequest(models.Model):
    """How a request is granted, declined or withdrawn.

    It is granted by acting: an agent opens the popup as the customer would have it, and
    makes the document.
    """

    _inherit = "helpdesk.after.sales.request"

    def _check_open(self):
        """Check that the current user may decide, and that nobody has.

        :raise AccessError: if they may not write the ticket
        :raise UserError: if it is decided or withdrawn already
        """
        self.ensure_one()
        self.check_access("read")
        self.ticket_id.check_access("write")
        # sudo: a mere look at its state.
        self.sudo()._check_undecided()

    def _check_undecided(self):
        """Check that a request waits for an answer.

        :raise UserError: if it is decided or withdrawn already
        """
        if self.state == "requested":
            return
        states = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "“%(request)s” of ticket %(ticket)s is not open any more: %(state)s.",
                request=self.name,
                ticket=self.ticket_id.number,
                state=states[self.state],
            )
        )

    # ------------------------------------------------------------------
    # Granted
    # ------------------------------------------------------------------

    def action_open_popup(self):
        """Open the popup that grants this request, filled in as it asks.

        The agent acts with it as it is, or changes it first. All is checked there.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if it is decided already, the ticket is another customer's, or
            the team does not offer it
        """
        self._check_open()
        self._check_customer()
        wish = self._get_wish()
        if not wish:
            raise UserError(
                self.env._(
                    "What this asks for is not offered any more. Decline it, and tell "
                    "the customer what you can do instead."
                )
            )
        action, popup = wish.open_popup(self)
        if popup is None:
            return action
        # sudo: closed to clients, because the server alone writes it.
        popup.sudo().request_id = self.sudo()
        return {**action, "res_id": popup.id}

    def _check_customer(self):
        """Check that the ticket is still of the customer who asked.

        :raise UserError: if an agent gave it to another one
        """
        # sudo: whose it is stands on the ticket, which the user reads.
        request = self.sudo()
        ticket = request.ticket_id
        if ticket.commercial_partner_id == request.customer_id:
            return
        raise UserError(
            self.env._(
                "“%(request)s” was asked for by %(asker)s, and ticket %(ticket)s is of "
                "another customer now. Give the ticket back to them, or decline the "
                "request.",
                request=request.name,
                asker=request.customer_id.display_name,
                ticket=ticket.number,
            )
        )

    def _grant(self, documents):
        """Note that new documents give the customer what they asked for.

        To be called in superuser mode.

        :param documents: of one model, just made for this request
        :raise UserError: if it was decided meanwhile, or others give it already: as
            where the same was granted in two windows
        """
        self.ensure_one()
        self._after_sales_lock_rows()
        self._check_undecided()
        before = self.line_ids.mapped("granted_quantity")
        documents.helpdesk_request_id = self
        self._update_granted()
        wish = self._get_wish()
        is_given = any(wish.get_granted(x, list(documents)) for x in self.line_ids)
        if is_given and self.line_ids.mapped("granted_quantity") == before:
            raise UserError(
                self.env._(
                    "What this window gives of “%(request)s” was granted already. Open "
                    "ticket %(ticket)s again to see what is left.",
                    request=self.name,
                    ticket=self.ticket_id.number,
                )
            )

    def _update_granted(self):
        """Count anew what documents give the customer of what they asked for.

        To be called in superuser mode, whenever one is made or cancelled.
        """
        for request in self.filtered(lambda x: x.state in ("requested", "granted")):
            wish = request._get_wish()
            if not wish:
                continue
            documents = [
                document
                for of_model in request.ticket_id._after_sales_get_documents()
                for document in of_model
                if document.helpdesk_request_id == request
                and document._after_sales_get_progress(
                    document[document._after_sales_state_field]
                )
                != "cancelled"
            ]
            for line in request.line_ids:
                line.granted_quantity = min(
                    line.quantity, wish.get_granted(line, documents)
                )
            # What was looked at is decided; what a second delivery brought is not yet.
            is_granted = all(
                line.product_uom_id.compare(line.granted_quantity, 0.0) > 0
                for line in request.line_ids
            )
            if is_granted != (request.state == "granted"):
                user = self.env.user
                request.write(
                    {
                        "state": "granted" if is_granted else "requested",
                        "decided_on": is_granted and fields.Datetime.now(),
                        "decided_by_id": is_granted
                        and user._is_internal()
                        and not user._is_superuser()
                        and user.id,
                    }
                )

    # ------------------------------------------------------------------
    # Declined, withdrawn
    # ------------------------------------------------------------------

    def action_decline(self):
        """Ask the agent why a request is declined.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if it is decided already
        """
        self._check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decline"),
            "res_model": "helpdesk.after.sales.request.decline",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def _decline(self, reason):
        """Decline a request, and tell the customer why.

        :param str reason: the customer reads it
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if it is decided already
        """
        self._after_sales_lock_rows()
        self._check_open()
        # sudo: nobody may write requests but the server; the ticket was checked.
        request = self.sudo()
        request.write(
            {
                "state": "declined",
                "decline_reason": reason,
                "decided_on": fields.Datetime.now(),
                "decided_by_id": self.env.user.id,
            }
        )
        request.ticket_id.message_post(
            body=self.env._(
                "Declined: %(request)s. %(reason)s",
                request=request.name,
                reason=reason,
            ),
            subtype_xmlid="mail.mt_note",
        )
        request._mail(DECLINED_TEMPLATE)

    def _withdraw(self):
        """Take a request back, for its customer. To be called in superuser mode.

        Twice, it is withdrawn once.

        :raise UserError: if it is decided already
        """
        self.ensure_one()
        self._after_sales_lock_rows()
        if self.state == "withdrawn":
            return
        if self.state != "requested":
            raise UserError(
                self.env._(
                    "We have answered this already, see below. To change anything, "
                    "write us a message."
                )
            )
        self.write({"state": "withdrawn", "decided_on": fields.Datetime.now()})
        self.ticket_id.message_post(
            body=self.env._("Withdrawn by the customer: %s", self.name),
            author_id=self.partner_id.id,
            subtype_xmlid="mail.mt_comment",
        )
