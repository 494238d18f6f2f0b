# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..asked_once import recall
from ..helpdesk_after_sales_service import AfterSalesService
from .refund_limit import RefundLimit
from .refund_post_limit import RefundPostLimit
from .sales_journal_need import SalesJournalNeed


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    use_credit_notes = fields.Boolean(related="team_id.use_credit_notes")
    credit_note_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="helpdesk_ticket_id",
        string="Credit Notes",
        domain=[
            ("helpdesk_service", "=", "use_credit_notes"),
            ("move_type", "=", "out_refund"),
            ("state", "=", "posted"),
        ],
    )
    credit_note_count = fields.Integer(
        compute="_compute_after_sales_buttons",
        export_string_translation=False,
    )
    draft_credit_note_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="helpdesk_ticket_id",
        string="Draft Credit Notes",
        domain=[
            ("helpdesk_service", "=", "use_credit_notes"),
            ("move_type", "=", "out_refund"),
            ("state", "=", "draft"),
        ],
    )
    draft_credit_note_count = fields.Integer(
        compute="_compute_after_sales_buttons",
        export_string_translation=False,
    )

    @api.model
    def _after_sales_services(self):
        return {
            **super()._after_sales_services(),
            "use_credit_notes": AfterSalesService(
                label=self.env._("Credit note"),
                button="action_refund",
                documents="credit_note_ids",
                view="action_view_credit_notes",
                counts={
                    "credit_note_count": "credit_note_ids",
                    "draft_credit_note_count": "draft_credit_note_ids",
                },
                icon="fa-file-text-o",
                filter=self.env._("Draft refund"),
                limits=(RefundLimit, RefundPostLimit),
                needs=(SalesJournalNeed,),
            ),
        }

    def action_refund(self):
        """Open the Refund popup.

        :return: a window action on ``account.move.reversal``
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the ticket's team does not offer refunds
        """
        return self._after_sales_open_popup(
            "use_credit_notes",
            "account.move.reversal",
            "helpdesk_mgmt_after_sales.account_move_reversal_view_form_ticket",
            self.env._("Refund"),
        )

    def action_view_credit_notes(self):
        """Open the ticket's posted credit notes.

        :return: a window action
        :rtype: dict
        """
        return self._refund_open_credit_notes(
            self.credit_note_ids, self.env._("Credit Notes")
        )

    def action_view_draft_credit_notes(self):
        """Open the ticket's credit notes that are not posted yet.

        :return: a window action
        :rtype: dict
        """
        return self._refund_open_credit_notes(
            self.draft_credit_note_ids, self.env._("Draft Credit Notes")
        )

    def _refund_open_credit_notes(self, credit_notes, name):
        """Open credit notes: one in its form, several in a list of our own.

        The standard list shows them negative; what customers get is positive on all
        screens of a ticket.

        :param credit_notes: ``account.move`` records
        :param str name: title of the list
        :return: a window action
        :rtype: dict
        """
        action = self._after_sales_open_documents(credit_notes, name)
        if len(credit_notes) > 1:
            view = self.env.ref(
                "helpdesk_mgmt_after_sales.account_move_view_list_ticket"
            )
            action["views"] = [(view.id, "list"), (False, "form")]
        return action

    def _refund_get_invoice_domain(self):
        """Return the invoices that can be refunded from this ticket.

        Posted customer invoices of the ticket's company, of its customer, or of one
        of its orders when invoiced to somebody else; the fully credited ones included.

        :rtype: Domain
        """
        if not self.partner_id:
            return Domain.FALSE
        invoices = Domain("commercial_partner_id", "=", self.commercial_partner_id.id)
        if others := self._refund_get_other_invoices():
            invoices |= Domain("id", "in", others.ids)
        return (
            Domain(
                [
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                    ("company_id", "=", self.company_id.id),
                ]
            )
            & invoices
        )

    def _refund_get_other_invoices(self):
        """Return the invoices of the ticket's orders that went to somebody else.

        By their ids, few and mostly none: in an OR with the customer's, a search among
        the orders could use no index.

        :rtype: recordset of ``account.move``
        """
        customer = self.commercial_partner_id
        orders = self.sale_order_ids.filtered(
            lambda x: x.partner_id.commercial_partner_id == customer
        )
        invoices = self.env["account.move"]
        if not orders:
            return invoices
        return recall(
            self.env,
            ("invoices to others", tuple(orders._origin.ids), customer.id),
            lambda: invoices._refund_get_invoices_of(
                Domain("order_id", "in", orders._origin.ids),
                Domain("commercial_partner_id", "!=", customer.id),
            ),
        )

    def _refund_ask_reviewer(self, credit_notes, note=None):
        """Ask whoever checks the team's refunds to post those of an agent.

        Of those that were posted at once they have the same list.

        :param credit_notes: ``account.move`` records, in superuser mode
        :param str note: who made them, and why; by default the user, from the ticket
        """
        self.ensure_one()
        reviewer = self.team_id.refund_reviewer_id
        for credit_note in credit_notes if reviewer else ():
            at_once = credit_note.refund_posted_at_once
            credit_note._question_ask(
                "helpdesk_mgmt_after_sales.mail_activity_type_refund_check",
                reviewer,
                lambda env, at_once=at_once: (
                    env._("Check this refund, posted at once")
                    if at_once
                    else env._("Check and post this refund"),
                    note
                    or env._(
                        "%(agent)s made it from ticket %(ticket)s.",
                        agent=self.env.user.name,
                        ticket=self.display_name,
                    ),
                ),
            )
