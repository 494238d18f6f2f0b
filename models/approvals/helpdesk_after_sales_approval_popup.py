# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..asked_once import find_readable
from ..helpdesk_after_sales_join import join_phrases


class HelpdeskAfterSalesApproval(models.Model):
    """How a request is granted: by its popup, filled in anew for the approver."""

    _inherit = "helpdesk.after.sales.approval"

    def action_open_popup(self):
        """Open a popup of the approver's own, filled in as the agent had it.

        They act with it as it is, or change it first. All is checked anew.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not decide, or may not write the ticket
        :raise UserError: if it is decided already, or out of date
        """
        self.ensure_one()
        self.check_access("read")
        self._check_decider()
        ticket = self.ticket_id
        ticket._after_sales_check_service(self.service)
        if reason := self._get_stale_reason():
            raise UserError(reason)
        service = ticket._after_sales_services()[self.service]
        action = getattr(ticket, service.button)()
        # sudo: closed to clients, because the server alone writes it.
        snapshot = self.sudo().snapshot
        if action["res_model"] != snapshot["model"]:
            raise self._get_stale_error(service.label)
        popups = self.env[action["res_model"]].with_context(action["context"])
        popup = popups.create(self._prepare_popup(popups, snapshot["values"]))
        # sudo: see above.
        popup.sudo().approval_id = self.sudo()
        return {**action, "res_id": popup.id}

    def _get_stale_error(self, what):
        return UserError(
            self.env._(
                "%(request)s is out of date: what was chosen in %(field)s is gone, or "
                "not yours to read. Refuse it, and have it asked for again.",
                request=self.name,
                field=what,
            )
        )

    @api.model
    def _prepare_popup(self, popups, values):
        """Return the values of a popup, or of a line of one, from a snapshot.

        :param popups: the popup's model
        :param dict values: what its ``_approval_get_values`` returned
        :rtype: dict
        :raise UserError: if a record is gone, or not the user's to read
        """
        vals = {}
        for name, value in values.items():
            field = popups._fields.get(name)
            if not field:
                continue
            label = field.get_description(self.env, ["string"])["string"]
            if field.type == "one2many":
                lines = self.env[field.comodel_name]
                vals[name] = [
                    (0, 0, self._prepare_popup(lines, line)) for line in value
                ]
                continue
            if field.relational:
                ids = value if field.type == "many2many" else [value] if value else []
                records = self.env[field.comodel_name].browse(ids)
                if find_readable(records) != records:
                    raise self._get_stale_error(label)
                vals[name] = [(6, 0, ids)] if field.type == "many2many" else records.id
                continue
            vals[name] = value
        return vals

    def _check_popup(self, popup):
        """Check that a popup decides this request: its user, ticket and service.

        :param popup: one popup, in whose transaction the documents are made
        :raise AccessError: if the user may not decide
        :raise UserError: if it is decided already, or not of this popup
        """
        # sudo: asked by the server, whoever reads it.
        request = self.sudo()
        ticket = popup[popup._after_sales_ticket_field]
        if request.ticket_id != ticket.sudo() or (
            request.service != popup._after_sales_switch
        ):
            raise UserError(
                self.env._(
                    "%(request)s was asked for on ticket %(ticket)s. Open it from "
                    "there again.",
                    request=request.name,
                    ticket=request.ticket_id.number,
                )
            )
        self._after_sales_lock_rows()
        request.invalidate_recordset(["state"])
        self._check_decider()
        if reason := self._get_stale_reason():
            raise UserError(reason)

    def _grant(self, documents):
        """Mark a request as granted by the documents that its approver made.

        :param documents: the new documents, in superuser mode
        """
        self._decide("approved")
        # sudo: told to the agent who asked, and on the documents.
        request = self.sudo()
        text = self.env._(
            "Approved by %(approver)s, asked for by %(user)s. %(limit)s %(note)s",
            approver=self.env.user.name,
            user=request.user_id.name,
            limit=request.limit_text or "",
            note=request.note,
        )
        for document in documents:
            document.message_post(body=text, subtype_xmlid="mail.mt_note")
        self._log(
            self.env._(
                "Approved: %(request)s – %(documents)s",
                request=request._get_html_link(title=request.name),
                documents=join_phrases(
                    self.env,
                    [document._after_sales_describe() for document in documents],
                ),
            ),
            request.user_id,
        )
