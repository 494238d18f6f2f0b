# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml.builder import E

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """A document that is undone as long as nothing has come of it.

    By whoever may make it, and only what a popup made from the ticket: what an
    accountant made and linked is not the agent's to cancel. It is cancelled by the
    standard method, never deleted.
    """

    _inherit = "helpdesk.after.sales.mixin"

    # Whether a popup made it from its ticket; only the server writes it.
    helpdesk_is_made = fields.Boolean(
        copy=False, groups=NO_ACCESS, export_string_translation=False
    )
    after_sales_undoable = fields.Boolean(
        compute="_compute_after_sales_undoable", export_string_translation=False
    )

    @api.depends("helpdesk_ticket_id", "helpdesk_service")
    @api.depends_context("uid")
    def _compute_after_sales_undoable(self):
        tickets = self.helpdesk_ticket_id._filtered_access("write")
        for document in self:
            ticket = document.helpdesk_ticket_id
            document.after_sales_undoable = (
                ticket in tickets
                and document._after_sales_is_offered()
                # sudo: whether it can be undone does not depend on who asks.
                and not document.sudo()._after_sales_get_undo_refusal()
            )

    def _after_sales_is_offered(self):
        """Whether the ticket's team offers the service that made the document.

        :rtype: bool
        """
        team = self.helpdesk_ticket_id.team_id
        return self.helpdesk_service in team._fields and team[self.helpdesk_service]

    def write(self, vals):
        moved = self.browse()
        if "helpdesk_ticket_id" in vals and "helpdesk_is_made" not in vals:
            # sudo: closed to clients. On another ticket it is a mere link.
            moved = self.sudo().filtered(
                lambda document: (
                    document.helpdesk_is_made
                    and document.helpdesk_ticket_id.id != vals["helpdesk_ticket_id"]
                )
            )
        res = super().write(vals)
        moved.helpdesk_is_made = False
        return res

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        # Users may set defaults of their own for any field.
        defaults.pop("helpdesk_is_made", None)
        return defaults

    def _after_sales_move_to(self, ticket):
        """Move the document to another ticket; what was made stays so.

        To be called in superuser mode.
        """
        is_made = self.helpdesk_is_made
        self.write({"helpdesk_ticket_id": ticket.id, "helpdesk_is_made": is_made})

    def _after_sales_log_origin(self):
        # sudo: as all that popups write; see there.
        self.sudo().helpdesk_is_made = True
        return super()._after_sales_log_origin()

    # ------------------------------------------------------------------
    # Whether and how: a service extends these
    # ------------------------------------------------------------------

    def _after_sales_get_undo_refusal(self):
        """Say why the document cannot be undone, and what to do instead.

        To be called in superuser mode.

        :return: the reason; nothing if it can be undone
        :rtype: str
        """
        self.ensure_one()
        state = self._after_sales_get_common_state()
        if state == "cancelled":
            return self.env._(
                "%(document)s cannot be undone: it is %(state)s already.",
                document=self.display_name,
                state=self._after_sales_get_state_label(),
            )
        if state == "done":
            return self._after_sales_get_done_refusal()
        if not self.helpdesk_is_made:
            return self.env._(
                "%(document)s was not made by a button of its ticket. Ask %(maker)s, "
                "who made it, to cancel it.",
                document=self.display_name,
                maker=self.create_uid.name,
            )
        return ""

    def _after_sales_get_done_refusal(self):
        """Say why the document cannot be undone any more once it is done.

        :rtype: str
        """
        return self.env._(
            "%(document)s is done already: it cannot be undone any more.",
            document=self.display_name,
        )

    def _after_sales_get_undo_help(self):
        """Say what undoing the document does.

        :rtype: str
        """
        return self.env._(
            "%(document)s will be cancelled. It stays to be seen, with the reason.",
            document=self.display_name,
        )

    def _after_sales_get_undo_companions(self):
        """Return what can be cancelled with the document: a replacement, say.

        :return: documents of the same model that can be undone, or None
        """
        return None

    def _after_sales_undo(self):
        """Cancel the document by its app's own method.

        To be called in superuser mode, after the checks. A service that does not say
        how refuses.
        """
        raise UserError(
            self.env._(
                "%(document)s cannot be undone here. Cancel it in its app.",
                document=self.display_name,
            )
        )

    def _after_sales_log_undo(self, ticket, description, reason):
        """Log on the document and on its ticket why it was undone.

        To be called in superuser mode; the author stays the current user.

        :param ticket: the ticket
        :param str description: what it was before
        :param str reason: what the agent entered
        """
        for record in (self, ticket.sudo()):
            record.message_post(
                body=self.env._(
                    "Undone: %(document)s. Reason: %(reason)s",
                    document=description,
                    reason=reason,
                ),
                subtype_xmlid="mail.mt_note",
            )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_after_sales_undo(self):
        """Open the popup that asks for the reason and undoes the document.

        :return: a window action on ``helpdesk.after.sales.undo``
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the document is of no ticket, or the team does not offer
            its service
        """
        ticket = self._after_sales_check_ticket()
        view_xmlid = "helpdesk_mgmt_after_sales.helpdesk_after_sales_undo_view_form"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Undo"),
            "res_model": "helpdesk.after.sales.undo",
            "view_mode": "form",
            "views": [(self.env.ref(view_xmlid).id, "form")],
            "target": "new",
            "context": {
                "default_ticket_id": ticket.id,
                "default_res_model": self._name,
                "default_res_id": self.id,
                "form_view_ref": view_xmlid,
            },
        }

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        # Who works in the app cancels there.
        slim = view_type == "form" and self._after_sales_slim_view
        if slim and self._after_sales_is_for_reading(view_id, view_type):
            for header in arch.xpath("//header[1]"):
                button = {
                    "string": self.env._("Undo"),
                    "name": "action_after_sales_undo",
                    "type": "object",
                    "invisible": "not after_sales_undoable",
                }
                header.insert(0, E.button(button))
                header.insert(0, E.field(name="after_sales_undoable", invisible="1"))
        return arch, view
