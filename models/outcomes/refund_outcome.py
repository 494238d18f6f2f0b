# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError

from ..helpdesk_after_sales_join import join_names
from .return_outcome import ReturnOutcome
from .return_refund import ReturnRefund


class RefundOutcome(ReturnOutcome):
    """A credit note of exactly what has arrived, as the Refund popup makes it."""

    switch = "use_credit_notes"
    updates_order = True

    @classmethod
    def get_label(cls, env):
        return env._("Refund")

    @classmethod
    def get_portal_step(cls, env):
        return env._("Refunded")

    @classmethod
    def get_made(cls, picking):
        return picking.helpdesk_credit_note_ids

    @classmethod
    def tell_customer(cls, picking):
        # A draft is no promise: it may still be changed.
        return [
            picking.env._(
                "Refunded: %(amount)s",
                amount=note.currency_id.format(note.amount_total),
            )
            for note in cls.get_made(picking)._after_sales_filter_of_customer()
            if note.state == "posted"
            and note.move_type == "out_refund"
            and note.helpdesk_ticket_id == picking.helpdesk_ticket_id
        ]

    def follow_up(self):
        refund = ReturnRefund(self.ticket, self._get_returned(), self.picking)
        credit_notes = self._make_credit_notes(refund) if refund.quantities else None
        return self._get_orderless() + self._hand_over(refund, credit_notes)

    def _hand_over(self, refund, credit_notes):
        """Ask whoever checks the refunds for what could not be refunded.

        :param ReturnRefund refund: what was to be refunded
        :param credit_notes: what was, or None
        :return: what is left to the agent, where nobody checks refunds
        :rtype: list[str]
        """
        shortfall = refund.get_shortfall()
        if not shortfall or not self.ticket.team_id.refund_reviewer_id:
            return shortfall
        # Whoever checks the refunds corrects invoices, too.
        documents = credit_notes or self.env["account.move"].union(
            *[line.invoice_lines.move_id for line in refund.owed]
        )
        if documents:
            self.ticket._refund_ask_reviewer(documents[:1], "\n".join(shortfall))
            return []
        return shortfall

    def _get_orderless(self):
        products = self.moves.filtered(
            lambda x: not x._outcome_get_sale_line()
        ).product_id
        if not products:
            return []
        return [
            self.env._(
                "%(products)s was delivered without a sales order: refund it from the "
                "ticket.",
                products=join_names(self.env, products.mapped("display_name")),
            )
        ]

    def _get_returned(self):
        """Return what has arrived of which order.

        :return: quantity by ``sale.order.line``, in its unit, not rounded
        :rtype: dict
        """
        returned = {}
        moves_by_line = self.moves.grouped(lambda x: x._outcome_get_sale_line())
        for line, moves in moves_by_line.items():
            if not line:
                continue
            if any(move.product_id != line.product_id for move in moves):
                quantity = self._get_kits(line)
            else:
                quantity = sum(
                    move.product_id.uom_id._compute_quantity(
                        sum(move._outcome_get_arrived().values()),
                        line.product_uom_id,
                        round=False,
                    )
                    for move in moves
                )
            returned[line] = quantity
        return returned

    def _get_kits(self, line):
        """Return how many kits are complete by what has arrived now.

        Components may come back one after the other.

        :param line: a ``sale.order.line`` of a kit
        :return: quantity in the line's unit
        :rtype: float
        """
        before = line.move_ids.filtered(
            lambda x: x.helpdesk_followed_on and x.helpdesk_outcome == "refund"
        )
        before -= self.moves
        return self._count_kits(line, before | self.moves) - self._count_kits(
            line, before
        )

    def _count_kits(self, line, moves):
        if "mrp.bom" not in self.env:
            return 0.0
        product = line.product_id
        kit = self.env["mrp.bom"]._bom_find(
            product, company_id=line.company_id.id, bom_type="phantom"
        )[product]
        if not kit:
            return 0.0
        # Not counted by the standard: it takes what was not announced, too.
        counts = []
        for product_id, needed in line._get_bom_component_qty(kit).items():
            unit = self.env["uom.uom"].browse(needed["uom"])
            arrived = sum(
                sum(move._outcome_get_arrived().values())
                for move in moves
                if move.product_id.id == product_id
            )
            if not unit.is_zero(needed["qty"]):
                counts.append(unit.round(arrived / needed["qty"]) // 1)
        return product.uom_id._compute_quantity(
            min(counts, default=0.0), line.product_uom_id, round=False
        )

    def _make_credit_notes(self, refund):
        """Make what the Refund popup would make.

        :param ReturnRefund refund: what to refund
        :return: the credit notes, as the superuser
        :raise UserError: if the popup would refuse it, or have a journal chosen
        """
        journals = refund.invoices.journal_id
        if not any(journals.mapped("active")):
            raise UserError(
                self.env._(
                    "The journal of the invoices (%(journals)s) is archived. Refund "
                    "%(invoices)s from the ticket, by another journal.",
                    journals=join_names(self.env, journals.mapped("name")),
                    invoices=join_names(self.env, refund.invoices.mapped("name")),
                )
            )
        popups = self.env["account.move.reversal"]
        popup = popups.create(refund.prepare_popup(self.picking.after_sales_reason_id))
        popup.reverse_moves()
        credit_notes = popup.new_move_ids
        # Whoever promised it was an agent: their team's limits hold.
        popup._limit_check(credit_notes)
        self.ticket._refund_ask_reviewer(
            credit_notes,
            self.env._(
                "It was made when return %(transfer)s of ticket %(ticket)s arrived.",
                transfer=self.picking.name,
                ticket=self.ticket.display_name,
            ),
        )
        return credit_notes
