# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import random

from odoo import Command, fields

from ..models.refunds.invoice_credits import InvoiceCredits
from .common_outcomes import OutcomeCommon

# As in common_refund_sums.py: the same each time, and "random" draws others. More than
# CI has time for are drawn by AFTER_SALES_ORDERS.
SEED = os.environ.get("AFTER_SALES_SEED") or "2026"
SEED = random.randrange(10**6) if SEED == "random" else int(SEED)
ORDERS = int(os.environ.get("AFTER_SALES_ORDERS") or 12)


class OutcomePropertyCommon(OutcomeCommon):
    """Random orders, delivered, invoiced and taken back in random parts and order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_kinds()

    @classmethod
    def _set_up_kinds(cls):
        taxes = cls.env["account.tax"].create(
            [
                {
                    "name": f"{amount} {included}",
                    "amount": amount,
                    "type_tax_use": "sale",
                    "company_id": cls.company.id,
                    "price_include_override": included,
                }
                for amount, included in ((19, "tax_excluded"), (21, "tax_included"))
            ]
        )
        cls.taxes = [taxes.browse(), *taxes]
        cls.units = cls.product.uom_id | cls.env.ref("uom.product_uom_dozen")
        cls.kinds = [
            cls._new_product(f"{policy} {tracking}", invoice_policy=policy, **values)
            for policy in ("order", "delivery")
            for tracking, values in (
                ("none", {}),
                ("lot", {"tracking": "lot"}),
                ("serial", {"tracking": "serial"}),
            )
        ]
        for product in cls.kinds:
            cls._fill_stock(product)

    @classmethod
    def _fill_stock(cls, product):
        if product.tracking == "none":
            cls._put_in_stock(product, 100000)
            return
        serial = product.tracking == "serial"
        lots = cls.env["stock.lot"].create(
            [
                {"name": f"{product.name} {x}", "product_id": product.id}
                for x in range(min(20 * ORDERS, 600) if serial else 2 * ORDERS)
            ]
        )
        # A delivery takes of several lots.
        cls._put_in_stock(product, 1 if serial else 11, lots)

    # ------------------------------------------------------------------
    # An order and what becomes of it
    # ------------------------------------------------------------------

    def _play(self, seed):
        """Draw an order and what becomes of it, looking at it after each step."""
        self.random = draw = random.Random(seed)
        self.log = [f"seed {seed}"]
        self.backs = self.env["stock.picking"]
        self.by_hand = self.env["account.move"]
        # Whether all of it was to be refunded, and nobody interfered.
        self.is_plain = draw.random() < 0.4
        self.sale = self._new_order(
            [self._draw_line() for __ in range(draw.randint(1, 3))]
        )
        self.of_sale = self._new_ticket(sale_order_ids=[Command.set(self.sale.ids)])
        self._note("order", [(x.product_id.name, x) for x in self.sale.order_line])
        if self.is_plain:
            self._begin_plain()
        else:
            if draw.random() < 0.3:
                self._step_invoice()
            self._step_deliver()
            self._go([self._step_invoice, self._step_deliver])
        if self.is_plain or draw.random() < 0.3:
            self._finish()
            self._look_at_sale()

    def _begin_plain(self):
        """Deliver and invoice all, part by part, then take some of it back."""
        for __ in range(3):
            self._step_deliver()
            self._step_invoice()
        self._deliver_and_invoice_rest()
        self._go([])

    def _go(self, more):
        draw = self.random
        steps = [self._step_return, self._step_arrive] * 2 + more
        if not self.is_plain:
            steps.append(self._step_credit_by_hand)
        for __ in range(draw.randint(3, 6)):
            draw.choice(steps)()
            self._look_at_sale()

    def _note(self, what, lines=()):
        self.log.append(f"{what} " + ", ".join(f"{x}: {y}" for x, y in lines))

    def _draw_line(self):
        draw = self.random
        product = draw.choice(self.kinds)
        dozens = product.tracking == "none" and draw.random() < 0.4
        return (
            product,
            draw.randint(1, 2) if dozens else draw.randint(1, 6),
            {
                "product_uom_id": self.units[dozens].id,
                "price_unit": draw.choice((0.99, 9.99, 33.33, 1234.56)),
                "discount": draw.choice((0, 0, 5, 33.33, 100)),
                "tax_ids": [Command.set(draw.choice(self.taxes).ids)],
            },
        )

    def _step_invoice(self, whole=False):
        draw = self.random
        if self.sale.invoice_status != "to invoice":
            return
        invoice = self.sale._create_invoices()
        if invoice.move_type != "out_invoice":
            # Less was delivered than invoiced: a credit note from the order.
            invoice.unlink()
            return
        invoice.invoice_date = fields.Date.today()
        if not whole and draw.random() < 0.4:
            for line in invoice.invoice_line_ids:
                part = draw.randint(0, int(line.quantity))
                line.quantity = max(part, 1) if line.quantity >= 1 else line.quantity
        if whole or draw.random() < 0.8:
            invoice.action_post()
        self._note(
            f"invoice {invoice.state}",
            [(x.product_id.name, x.quantity) for x in invoice.invoice_line_ids],
        )

    def _step_deliver(self, whole=False):
        draw = self.random
        delivery = self.sale.picking_ids.filtered(
            lambda x: x.picking_type_code == "outgoing"
            and x.state not in ("done", "cancel")
        )[:1]
        if not delivery:
            return
        context = {}
        if not whole and draw.random() < 0.4:
            for move in delivery.move_ids:
                move.quantity = draw.randint(0, int(move.quantity))
            if not any(delivery.move_ids.mapped("quantity")):
                delivery.move_ids[0].quantity = 1
            if draw.random() < 0.3 and not self.is_plain:
                context["picking_ids_not_to_backorder"] = delivery.ids
        delivery.move_ids.picked = True
        delivery.with_context(skip_backorder=True, **context).button_validate()
        self.assertEqual(delivery.state, "done")
        self._note(
            "delivery", [(x.product_id.name, x.quantity) for x in delivery.move_ids]
        )

    def _step_return(self, whole=False):
        draw = self.random
        deliveries = self.sale.picking_ids.filtered(
            lambda x: x.picking_type_code == "outgoing"
            and x.state == "done"
            and x._return_get_left()
        )
        if not deliveries:
            return
        delivery = draw.choice(deliveries)
        action = self.of_sale.with_user(self.agent).action_return()
        popups = self.env["stock.return.picking"].with_user(self.agent)
        popup = popups.with_context(action["context"]).create(
            {"picking_id": delivery.id}
        )
        for line in popup.product_return_moves:
            part = draw.randint(0, int(line.quantity)) if not whole else line.quantity
            line.quantity = part
            if self.is_plain or whole:
                line.outcome = "refund"
            else:
                line.outcome = draw.choice(("refund", "refund", "none", False))
        if not any(popup.product_return_moves.mapped("quantity")):
            line = popup.product_return_moves.filtered("returnable_quantity")[:1]
            line.quantity = min(1, line.returnable_quantity)
        self._note(
            "return",
            [
                (f"{x.product_id.name} {x.lot_id.name} {x.outcome}", x.quantity)
                for x in popup.product_return_moves
            ],
        )
        self.backs |= self._press(popup).sudo(False)

    def _get_expected(self):
        return self.backs.filtered(lambda x: x.state not in ("done", "cancel"))

    def _step_arrive(self, whole=False):
        draw = self.random
        expected = self._get_expected()
        if not expected:
            return
        back = draw.choice(expected).with_user(self.warehouseman)
        way = 1 if whole else draw.random()
        if way < 0.4:
            # What loses its lot here may come back with another one.
            for move in back.move_ids.filtered(
                lambda x: x.has_tracking == "none" or not self.is_plain
            ):
                move.quantity = draw.randint(0, int(move.quantity))
            if not any(back.move_ids.mapped("quantity")):
                move = back.move_ids[0]
                move.quantity = min(1, move.product_uom_qty)
        elif way < 0.5 and not self.is_plain:
            for move in back.move_ids.filtered(lambda x: x.has_tracking == "none"):
                move.quantity += 1
        context = {}
        if not whole and draw.random() < 0.2 and not self.is_plain:
            context["picking_ids_not_to_backorder"] = back.ids
        back.move_ids.picked = True
        before = self._count_invoiced()
        back.with_context(skip_backorder=True, **context).button_validate()
        self.env.flush_all()
        self.env.invalidate_all()
        back = back.with_user(self.env.user)
        self.assertEqual(back.state, "done")
        self.backs |= self.env["stock.picking"].search([("backorder_id", "=", back.id)])
        self._note(
            "arrival",
            [
                (f"{x.product_id.name} {x.helpdesk_outcome}", x.quantity)
                for x in back.move_ids
            ],
        )
        self._look_at_arrival(back, before)

    def _step_credit_by_hand(self):
        draw = self.random
        invoices = self.sale.invoice_ids.filtered(
            lambda x: x.move_type == "out_invoice" and x.state == "posted"
        )
        if not invoices:
            return
        invoice = draw.choice(invoices)
        left = InvoiceCredits.of(invoice)[invoice].left
        if not any(left.values()):
            return
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        reversal.refund_moves()
        note = reversal.new_move_ids
        for line in note.invoice_line_ids:
            line.quantity = draw.randint(0, int(left[line.refunded_line_id]))
        if draw.random() < 0.7:
            note.action_post()
        self.by_hand |= note
        self._note(
            "by hand", [(x.product_id.name, x.quantity) for x in note.invoice_line_ids]
        )

    def _finish(self):
        """Take back all that is left, to be refunded."""
        if not self.is_plain:
            self._deliver_and_invoice_rest()
        for __ in range(10):
            self._step_return(whole=True)
        while self._get_expected():
            self._step_arrive(whole=True)

    def _deliver_and_invoice_rest(self):
        for __ in range(10):
            self._step_deliver(whole=True)
        self.sale.invoice_ids.filtered(
            lambda x: x.state == "draft" and x.move_type == "out_invoice"
        ).action_post()
        self._step_invoice(whole=True)
