# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.helpdesk_after_sales_join import join_names


class HelpdeskAfterSalesUndo(models.TransientModel):
    """Asks why a document of a ticket is undone, and cancels it.

    What is its own of each document is in ``helpdesk_after_sales_undoing.py``.
    """

    _name = "helpdesk.after.sales.undo"
    _description = "Undo what was made from a Helpdesk ticket"
    _inherit = "helpdesk.after.sales.popup"
    _after_sales_needs_customer = False

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", required=True, readonly=True
    )
    res_model = fields.Char(
        required=True, readonly=True, export_string_translation=False
    )
    res_id = fields.Integer(
        required=True, readonly=True, export_string_translation=False
    )
    description = fields.Char(
        string="What is undone", compute="_compute_description", compute_sudo=False
    )
    consequence = fields.Char(
        compute="_compute_description",
        compute_sudo=False,
        export_string_translation=False,
    )
    reason = fields.Char(
        required=True, help="It is logged on the ticket and on the document."
    )
    # What is cancelled with it, if the agent wants so.
    companion = fields.Char(
        compute="_compute_description",
        compute_sudo=False,
        export_string_translation=False,
    )
    with_companion = fields.Boolean(string="Cancel it, too", default=True)

    @api.depends("ticket_id", "res_model", "res_id")
    def _compute_description(self):
        for popup in self:
            document = popup._get_document()
            popup.description = document and document._after_sales_describe()
            popup.consequence = document and document._after_sales_get_undo_help()
            companions = document and document._after_sales_get_undo_companions()
            popup.companion = join_names(
                self.env, [x._after_sales_describe() for x in companions or ()]
            )

    @api.depends("res_model", "res_id")
    def _compute_after_sales_notice(self):
        return super()._compute_after_sales_notice()

    def _after_sales_get_blocker(self):
        document = self._get_document()
        return document._after_sales_get_undo_refusal() if document else ""

    def _notice_get_announcement(self):
        # EXTENDS: not of what the service makes, but of what is undone.
        document = self._get_document()
        if not document:
            return ""
        rules = document._after_sales_get_notice_rules()
        steps = document._after_sales_get_notice_steps()
        reached = document._after_sales_get_undo_notices()
        return self.ticket_id._notice_announce(
            document._after_sales_get_notice_partner(),
            [steps[step].label for step in reached if step in rules],
        )

    def _after_sales_get_switch(self):
        document = self._get_document()
        if not document:
            raise UserError(
                self.env._(
                    "What was to be undone is no document of ticket %(ticket)s any "
                    "more. Open the ticket again.",
                    ticket=self.ticket_id.number,
                )
            )
        return document.helpdesk_service

    def _get_document(self):
        """Return the document, as far as it stands among those of the ticket.

        :return: one record in superuser mode, or None
        """
        rows = self.env["helpdesk.after.sales.document"].search(
            [
                ("ticket_id", "=", self.ticket_id._origin.id),
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
            ]
        )
        return rows._get_documents()[rows.id] if len(rows) == 1 else None

    def action_undo(self):
        """Cancel the document, log the reason on both sides.

        Pressed again, it says that the document is cancelled already.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if it is somebody else's popup, or the user may not write
            the ticket
        :raise UserError: if the team does not offer the service, the document cannot
            be undone any more, or there is no reason
        """
        popup = self._after_sales_start_popup()
        reason = (popup.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why it is undone: fill in the reason."))
        # Ticket, team and document were checked as the user; agents have no right to
        # cancel in the apps, and may take back what they made here.
        document = popup._get_document().with_env(popup.env(su=True))
        companions = document.browse()
        if popup.with_companion:
            companions = document._after_sales_get_undo_companions() or companions
        for cancelled in (document, *companions):
            cancelled._after_sales_lock_rows()
            if refusal := cancelled._after_sales_get_undo_refusal():
                raise UserError(refusal)
        for cancelled in (document, *companions):
            description = cancelled._after_sales_describe()
            cancelled._after_sales_undo()
            cancelled._after_sales_log_undo(popup.ticket_id, description, reason)
        return {"type": "ir.actions.act_window_close"}
