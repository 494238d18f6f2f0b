# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command

from .common import AfterSalesCommon
from .common_documents import DocumentsCommon

# The main button of each service's popup, and what its popup needs to be filled in.
PRESSED = {
    "use_credit_notes": "refund_moves",
    "use_coupons": "action_send_email",
    "use_product_returns": "action_create_returns",
    "use_product_repairs": "action_confirm",
    "use_fsm": "action_create_task",
}


class NoReasonCommon(AfterSalesCommon):
    """None of the addon's own reasons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = cls.env["helpdesk.after.sales.reason"]
        cls.services = cls.env["helpdesk.after.sales.service"]
        cls.reasons.search([]).active = False
        cls.other_company = cls.env["res.company"].create({"name": "Other"})


class ReasonCommon(NoReasonCommon, DocumentsCommon):
    """A team with all services, and reasons of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.broken = cls._new_reason("Broken", fault="product")
        cls.archived = cls._new_reason("Archived", active=False)
        cls.foreign = cls._new_reason("Foreign", company_id=cls.other_company.id)
        # The popups' own notices and the like are other tests' concern.
        cls.switches = list(cls.ticket._after_sales_services())

    @classmethod
    def _new_reason(cls, name, switches=(), **values):
        services = cls.services.search([("switch", "in", switches)])
        return cls.reasons.create(
            {"name": name, "service_ids": [Command.set(services.ids)], **values}
        )

    @classmethod
    def _open_popup(cls, switch, user=None, ticket=None):
        """Open a service's popup, and fill in all but the reason."""
        ticket = ticket or cls.ticket
        button = ticket._after_sales_services()[switch].button
        form = cls._popup_as(user or cls.agent, ticket, button)
        if switch == "use_credit_notes" and not form.move_ids:
            form.move_ids.add(cls.invoice)
        elif switch == "use_coupons":
            form.program_id = cls.program
        elif switch == "use_product_returns":
            form.picking_id = cls.delivery
            with form.product_return_moves.edit(0) as line:
                line.quantity = 1
        elif switch == "use_product_repairs":
            form.product_id = cls.product
        return form

    @classmethod
    def _press_popup(cls, switch, popup):
        """Press the main button; return the new documents of the ticket."""
        field = cls.ticket._fields[cls.ticket._after_sales_services()[switch].documents]
        documents = cls.env[field.comodel_name].with_context(active_test=False)
        domain = [("helpdesk_ticket_id", "=", cls.ticket.id)]
        before = documents.search(domain)
        getattr(popup, PRESSED[switch])()
        return documents.search(domain) - before
