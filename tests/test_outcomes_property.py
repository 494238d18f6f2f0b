# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo.tests import tagged

from .common_outcomes_orders import ORDERS
from .common_outcomes_property import KEEP, REFUND, OutcomePropertyCommon
from .common_seed import SEED

# Dozens have two decimals, which pieces do not fit.
ROUNDING = 0.011


@tagged("post_install", "-at_install")
class TestOutcomesProperty(OutcomePropertyCommon):
    """Quantities and money agree on order, stock and invoice, whatever happens."""

    def test_quantities_and_money_agree(self):
        for seed in range(SEED, SEED + ORDERS):
            with self.subTest(f"Repeat it with AFTER_SALES_SEED={seed}"):
                with self.env.cr.savepoint() as savepoint:
                    try:
                        self._play(seed)
                    except Exception as error:
                        error.add_note("\n".join(self.log))
                        raise
                    finally:
                        savepoint.rollback()

    # ------------------------------------------------------------------
    # After each arrival: exactly what is owed
    # ------------------------------------------------------------------

    def _look_at_arrival(self, back, before):
        after = self._count_invoiced()
        arrived = defaultdict(float)
        self._look_at_repairs(back)
        for move in back.move_ids.filtered(lambda x: x.state == "done"):
            if move.helpdesk_outcome == "replace":
                self._look_at_replaced(move)
            if move.helpdesk_outcome == "refund":
                unit = move.sale_line_id.product_uom_id
                arrived[move.sale_line_id] += move.product_id.uom_id._compute_quantity(
                    sum(self._count_due(move).values()), unit, round=False
                )
                self.assertTrue(
                    move.helpdesk_followed_on, back.helpdesk_outcome_problem
                )
            elif move.helpdesk_outcome:
                self.assertTrue(move.helpdesk_followed_on)
            else:
                self.assertFalse(move.helpdesk_followed_on)
        if back.helpdesk_outcome_problem:
            self.assertTrue(self._questions(back))
        for line in self.sale.order_line:
            posted, draft = before[line]
            kept = self._count_kept(line)
            owed = max(min(arrived[line], posted + draft - kept), 0.0)
            credited = posted - after[line][0]
            what = line.product_id.name
            self.assertAlmostEqual(
                credited, min(owed, max(posted, 0.0)), delta=ROUNDING, msg=what
            )
            if owed > posted + ROUNDING:
                self.assertTrue(
                    "refunded" in (back.helpdesk_outcome_problem or "")
                    or self.sale.invoice_ids.activity_ids,
                    what,
                )

    def _look_at_repairs(self, back):
        """Each piece that came for it is repaired once."""
        expected = defaultdict(float)
        for move in back.move_ids:
            if move.state == "done" and move.helpdesk_outcome == "repair":
                for lot, quantity in self._count_due(move).items():
                    expected[move.product_id, lot] += quantity
        found = defaultdict(float)
        for repair in back.repair_ids.filtered(lambda x: x.state != "cancel"):
            self.assertEqual(repair.helpdesk_ticket_id, self.of_sale)
            found[repair.product_id, repair.lot_id] += repair.product_qty
        self.assertEqual(found, expected)

    def _look_at_replaced(self, move):
        """What came is replaced, and never more than was announced."""
        due = sum(self._count_due(move).values())
        replaced = move.helpdesk_replaced_quantity
        if self.plain or self.team.replace_when == "arrival":
            self.assertEqual(replaced, due)
        self.assertGreaterEqual(replaced, due)
        self.assertLessEqual(replaced, move.helpdesk_outcome_quantity)

    # ------------------------------------------------------------------
    # After each step
    # ------------------------------------------------------------------

    def _look_at_sale(self):
        self._look_at_invoices()
        for line in self.sale.order_line:
            self._look_at_returnable(line)
        for back in self.backs:
            self._look_at_replacements(back)

    def _look_at_invoices(self):
        invoices = self.sale.invoice_ids.filtered(
            lambda x: x.move_type == "out_invoice" and x.state == "posted"
        )
        for invoice in invoices:
            notes = invoice.reversal_move_ids
            self.assertLessEqual(
                sum(notes.mapped("amount_total")), invoice.amount_total + 0.001
            )
            credited = defaultdict(float)
            for line in notes.invoice_line_ids:
                credited[line.refunded_line_id] += line.quantity
            for line, quantity in credited.items():
                self.assertLessEqual(quantity, line.quantity + 0.001)

    def _look_at_returnable(self, line):
        """What can be returned is what stock says that the customer holds."""
        by_lot = self._count_held(line)
        held, expected = sum(by_lot.values()), 0.0
        for move in line.move_ids:
            is_delivery = move.location_dest_usage == "customer"
            if move.state == "done":
                expected += self._count_done(move) * (1 if is_delivery else -1)
            elif not is_delivery and move.state != "cancel":
                expected -= move.product_qty
        self.assertAlmostEqual(held, expected, 2)
        if line.product_id.tracking == "serial":
            quants = self.env["stock.quant"].search(
                [
                    ("lot_id", "in", line.move_ids.move_line_ids.lot_id.ids),
                    ("location_id.usage", "=", "customer"),
                    ("quantity", ">", 0),
                ]
            )
            on_way = line.move_ids.filtered(
                lambda x: (
                    x.location_id.usage == "customer"
                    and x.state not in ("done", "cancel")
                )
            ).move_line_ids.lot_id
            self.assertEqual(
                {lot for lot, quantity in by_lot.items() if quantity > 0},
                set(quants.lot_id - on_way),
            )

    def _look_at_replacements(self, back):
        """What is sent for a return and its backorders is what its moves say."""
        if back.backorder_id:
            return
        chain = backs = back
        while chain := chain.backorder_ids:
            backs |= chain
        moves = backs.move_ids.filtered(lambda x: x.helpdesk_outcome == "replace")
        sent = backs.helpdesk_replacement_move_ids.filtered(
            lambda x: x.state != "cancel" and x.location_dest_usage == "customer"
        )
        replaced = moves.filtered(lambda x: x.state != "cancel").mapped(
            "helpdesk_replaced_quantity"
        )
        if self.plain:
            self.assertEqual(sum(sent.mapped("product_qty")), sum(replaced))
        announced = sum(moves.mapped("helpdesk_outcome_quantity"))
        self.assertLessEqual(sum(sent.mapped("product_qty")), announced)
        # The customer gets another one than they gave back.
        came = moves.move_line_ids.lot_id
        serials = came.filtered(lambda x: x.product_id.tracking == "serial")
        self.assertFalse(serials & sent.move_line_ids.lot_id)

    def _finish(self):
        res = super()._finish()
        if self.plain == KEEP:
            self._look_at_kept()
        elif self.plain == REFUND:
            self._look_at_refunded()
        return res

    def _look_at_kept(self):
        """The customer has, and has paid, what they had: other pieces, or mended."""
        self.assertFalse(self.backs.helpdesk_credit_note_ids)
        self.assertEqual(set(self.backs.repair_ids.mapped("state")) - {"done"}, set())
        for line in self.sale.order_line:
            held = sum(self._count_held(line).values())
            unit = line.product_id.uom_id
            ordered = line.product_uom_id._compute_quantity(line.product_uom_qty, unit)
            self.assertAlmostEqual(held, ordered, 2, line.product_id.name)
            for name in ("qty_delivered", "qty_invoiced"):
                self.assertAlmostEqual(
                    line[name], line.product_uom_qty, delta=5 * ROUNDING, msg=name
                )

    def _look_at_refunded(self):
        """The customer got back, to the cent, what they paid."""
        invoices = self.sale.invoice_ids.filtered(lambda x: x.state == "posted")
        notes = self.sale.invoice_ids.filtered(lambda x: x.move_type == "out_refund")
        invoices -= notes
        for name in ("amount_untaxed", "amount_tax", "amount_total"):
            self.assertAlmostEqual(
                sum(invoices.mapped(name)), sum(notes.mapped(name)), 2
            )
        for line in self.sale.order_line:
            self.assertAlmostEqual(line.qty_invoiced, 0.0, 2)

    # ------------------------------------------------------------------
    # In plain words
    # ------------------------------------------------------------------

    @staticmethod
    def _count_held(line):
        """Return what can be returned of an order line: quantity by lot."""
        held = defaultdict(float)
        for move in line.move_ids:
            is_delivery = move.location_dest_usage == "customer"
            # What was sent again is a part of what was delivered first.
            is_again = move.origin_returned_move_id.origin_returned_move_id
            if is_delivery and move.state == "done" and not is_again:
                for lot, quantity in move._return_get_returnable().items():
                    held[lot] += quantity
        return held

    @staticmethod
    def _count_due(move):
        """Return what came of what was announced: quantity by lot."""
        left, due = move.helpdesk_outcome_quantity, {}
        announced = move.helpdesk_outcome_lot_ids
        for line in move.move_line_ids:
            if announced and line.lot_id not in announced:
                continue
            quantity = min(left, line.quantity_product_uom)
            if quantity > 0:
                due[line.lot_id] = due.get(line.lot_id, 0.0) + quantity
                left -= quantity
        return due

    def _count_invoiced(self):
        """Return what is invoiced and posted, and in draft, less what is credited."""
        invoiced = defaultdict(lambda: [0.0, 0.0])
        for line in self.sale.order_line:
            for of_invoice in line.invoice_lines:
                if of_invoice.parent_state == "cancel":
                    continue
                is_note = of_invoice.move_id.move_type == "out_refund"
                # A draft credit note is as good as posted, a draft invoice is none.
                is_draft = not is_note and of_invoice.parent_state == "draft"
                invoiced[line][is_draft] += of_invoice.quantity * (-1) ** is_note
        return invoiced

    def _count_kept(self, line):
        """Return what the customer keeps of an order line, or is to get yet."""
        pieces = 0.0
        for move in line.move_ids:
            quantity = move.product_uom._compute_quantity(
                move.quantity if move.state == "done" else move.product_uom_qty,
                line.product_id.uom_id,
                round=False,
            )
            if move.origin_returned_move_id and not move.to_refund:
                # Brought to be repaired, or sent back: the order stays as it was.
                continue
            if move.location_dest_usage == "customer":
                is_paid_before = line.product_id.invoice_policy == "order"
                if move.state == "done" or (move.state != "cancel" and is_paid_before):
                    pieces += quantity
            elif move.state == "done":
                pieces -= quantity
        unit = line.product_uom_id
        return line.product_id.uom_id._compute_quantity(pieces, unit, round=False)

    @staticmethod
    def _count_done(move):
        """Return what was moved, in the product's unit."""
        return sum(move.move_line_ids.mapped("quantity_product_uom"))
