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

    @property
    def owed(self):
        """What the order owes the customer: quantity by order line, in its unit."""
        return self._shares[0]

    @property
    def uninvoiced(self):
        """What came back and was not invoiced, but still will be: by order line.

        What is invoiced as ordered, as long as nobody lowers what is ordered.
        """
        return self._shares[1]

    @cached_property
    def _shares(self):
        owed = {}
        uninvoiced = {}
        for line, quantity in self.returned.items():
            unit = line.product_uom_id
            kept = self._get_kept(line) - (0.0 if self.picking else quantity)
            # Rounded is what was had, and what is kept: the parts of a dozen that come
            # one by one sum up to it then.
            returned = unit.round(kept + quantity) - unit.round(kept)
            beyond = max(line.qty_invoiced - unit.round(kept), 0.0)
            quantity = unit.round(min(returned, beyond))
            if unit.compare(quantity, 0.0) > 0:
                owed[line] = quantity
            if line.product_id.invoice_policy == "order":
                left = line.product_uom_qty - self._get_invoiced(line)
                later = unit.round(min(returned - quantity, left))
                if unit.compare(later, 0.0) > 0:
                    uninvoiced[line] = later
        return owed, uninvoiced

    def _get_invoiced(self, line):
        """Return how much of an order line was ever invoiced, credited or not.

        :return: quantity in the line's unit
        :rtype: float
        """
        return sum(
            x.product_uom_id._compute_quantity(
                x.quantity, line.product_uom_id, round=False
            )
            for x in line.invoice_lines
            if x.move_id.move_type == "out_invoice" and x.parent_state != "cancel"
        )

    def _get_kept(self, line):
        """Return how much of an order line the customer keeps, or is still to get.

        What is invoiced as ordered was paid for before it was delivered.

        :return: quantity in the line's unit, not rounded
        :rtype: float
        """
        is_paid_before = line.product_id.invoice_policy == "order"
        if any(move.product_id != line.product_id for move in line.move_ids):
            kept = line.qty_delivered
            return max(kept, line._get_qty_procurement()) if is_paid_before else kept
        if line.product_uom_id == line.product_id.uom_id:
            kept = line.qty_delivered
        else:
            # Not rounded move by move, as the order does it.
            delivered, back = line._get_outgoing_incoming_moves()
            kept = self._sum_moves(line, delivered) - self._sum_moves(line, back)
        if is_paid_before and any(
            move.state not in ("done", "cancel") for move in line.move_ids
        ):
            # Not by _get_qty_procurement(): it takes off what is on its way back.
            ordered, back = line._get_outgoing_incoming_moves(strict=False)
            ordered = self._sum_moves(line, ordered, is_done=False)
            kept = max(kept, ordered - self._sum_moves(line, back))
        return kept

    def _sum_moves(self, line, moves, is_done=True):
        """Return what was moved, or also what is to be, in the line's unit."""
        return sum(
            move.product_uom._compute_quantity(
                move.quantity if move.state == "done" else move.product_uom_qty,
                line.product_uom_id,
                round=False,
            )
            for move in moves
            if move.state == "done" or not is_done
        )

    @cached_property
    def quantities(self):
        """What to refund: quantity by invoice line, in its unit; the oldest first."""
        quantities = {}
        for line, owed in self.owed.items():
            for invoice_line in self._invoice_lines[line]:
                invoice_unit = invoice_line.product_uom_id
                before = quantities.get(invoice_line, 0.0)
                left = self._credits[invoice_line.move_id].left[invoice_line] - before
                taken = min(
                    left,
                    line.product_uom_id._compute_quantity(
                        owed, invoice_unit, round=False
                    ),
                )
                taken = invoice_unit.round(taken)
                if taken <= 0:
                    continue
                quantities[invoice_line] = before + taken
                owed -= invoice_unit._compute_quantity(
                    taken, line.product_uom_id, round=False
                )
        return quantities

    @cached_property
    def invoices(self):
        """The invoices of which it is refunded."""
        return self.env["account.move"].union(*[x.move_id for x in self.quantities])

    @cached_property
    def _invoice_lines(self):
        lines = {
            line: line.invoice_lines.filtered(
                lambda x: (
                    x.move_id.move_type == "out_invoice"
                    and x.parent_state == "posted"
                    and x.display_type == "product"
                    and x.quantity > 0
                )
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
        sentences = [
            self.env._(
                "%(quantity)g %(unit)s of %(product)s came back before they were "
                "invoiced, and are invoiced as ordered: lower what is ordered on "
                "%(order)s, or they will be charged.",
                quantity=quantity,
                unit=line.product_uom_id.name,
                product=line.product_id.display_name,
                order=line.order_id.name,
            )
            for line, quantity in self.uninvoiced.items()
        ]
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
            "move_ids": [Command.set(self.invoices.ids)],
            "journal_id": self.invoices.journal_id.filtered("active")[:1].id,
            "refund_line_ids": [
                Command.create({"move_line_id": line.id, "quantity": quantity})
                for line, quantity in self.quantities.items()
            ],
        }
