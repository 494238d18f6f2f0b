# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property

from odoo import Command, fields

from ..helpdesk_after_sales_join import join_names
from ..refunds.invoice_credits import InvoiceCredits


class ReturnRefund:
    """What is to be refunded of goods that come back: of which invoices, and how much.

    No more than what came back, than what its order has invoiced beyond what the
    customer keeps, and than what credit notes leave of the invoices. So what is not
    invoiced yet is not credited, and what somebody credited by hand not once more.
    """

    def __init__(self, ticket, returned, picking=None):
        """Take what came back, or is to.

        :param ticket: the ``helpdesk.ticket``, in superuser mode
        :param dict returned: quantity by ``sale.order.line``, in its unit
        :param picking: the return, once the goods are here; before, the order does not
            know of them yet
        """
        self.ticket = ticket
        self.env = ticket.env
        self.picking = picking
        self.returned = returned

    # ------------------------------------------------------------------
    # How much
    # ------------------------------------------------------------------

    @cached_property
    def owed(self):
        """What the order owes the customer: quantity by order line, in its unit."""
        owed = {}
        for line, quantity in self.returned.items():
            beyond = line.qty_invoiced - self._get_kept(line, quantity)
            unit = line.product_uom_id
            quantity = unit.round(min(quantity, beyond))
            if unit.compare(quantity, 0.0) > 0:
                owed[line] = quantity
        return owed

    def _get_kept(self, line, quantity):
        """Return how much of an order line the customer keeps, or is still to get.

        What is invoiced as ordered was paid for before it was delivered.
        """
        kept = line.qty_delivered
        if line.product_id.invoice_policy == "order":
            kept = max(kept, line._get_qty_procurement())
        return kept if self.picking else kept - quantity

    @cached_property
    def quantities(self):
        """What to refund: quantity by invoice line, in its unit; the oldest first."""
        quantities = {}
        for line, owed in self.owed.items():
            for invoice_line in self._invoice_lines[line]:
                invoice_unit = invoice_line.product_uom_id
                left = self._credits[invoice_line.move_id].left[invoice_line]
                taken = min(
                    left,
                    line.product_uom_id._compute_quantity(
                        owed, invoice_unit, round=False
                    ),
                )
                taken = invoice_unit.round(taken)
                if taken <= 0:
                    continue
                quantities[invoice_line] = taken
                owed -= invoice_unit._compute_quantity(
                    taken, line.product_uom_id, round=False
                )
        return quantities

    @cached_property
    def _invoice_lines(self):
        lines = {
            line: line.invoice_lines.filtered(
                lambda x: x.move_id.move_type == "out_invoice"
                and x.parent_state == "posted"
                and x.display_type == "product"
                and x.quantity > 0
            )
            for line in self.owed
        }
        return {
            line: found.sorted(lambda x: (x.move_id.invoice_date, x.id))
            for line, found in lines.items()
        }

    @cached_property
    def _credits(self):
        invoices = self.env["account.move"].union(
            *[lines.move_id for lines in self._invoice_lines.values()]
        )
        return InvoiceCredits.of(invoices)

    def get_shortfall(self):
        """Say what of it cannot be refunded, and what somebody has to do about it.

        :return: sentence by sentence
        :rtype: list[str]
        """
        sentences = []
        for line, owed in self.owed.items():
            unit = line.product_uom_id
            found = self._invoice_lines[line]
            missing = owed - sum(
                x.product_uom_id._compute_quantity(
                    self.quantities.get(x, 0.0), unit, round=False
                )
                for x in found
            )
            if unit.compare(missing, 0.0) <= 0:
                continue
            sentences.append(
                self.env._(
                    "%(missing)g %(unit)s of %(product)s came back and were not "
                    "refunded: the posted invoices of %(order)s (%(invoices)s) leave "
                    "no more. Look whether a draft invoice or credit note is to be "
                    "changed.",
                    missing=unit.round(missing),
                    unit=unit.name,
                    product=line.product_id.display_name,
                    order=line.order_id.name,
                    invoices=join_names(self.env, found.move_id.mapped("name")) or "-",
                )
            )
        return sentences

    # ------------------------------------------------------------------
    # How
    # ------------------------------------------------------------------

    def prepare_popup(self, reason):
        """Return the values of the Refund popup that makes it, fees and all.

        :param reason: why, or none
        :return: values of ``account.move.reversal``
        :rtype: dict
        """
        invoices = self.env["account.move"].union(*[x.move_id for x in self.quantities])
        today = fields.Date.context_today(self.ticket)
        names = [self.ticket.number, self.picking and self.picking.name]
        return {
            "helpdesk_ticket_id": self.ticket.id,
            "helpdesk_return_id": self.picking and self.picking.id,
            "company_id": self.ticket.company_id.id,
            "product_id": False,
            "sale_order_id": False,
            "after_sales_reason_id": reason.id,
            "date": today,
            "reason": ", ".join(filter(None, names)),
            "move_ids": [Command.set(invoices.ids)],
            "journal_id": invoices.journal_id.filtered("active")[:1].id,
            "refund_line_ids": [
                Command.create({"move_line_id": line.id, "quantity": quantity})
                for line, quantity in self.quantities.items()
            ],
        }
