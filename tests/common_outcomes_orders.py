# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os

from odoo import Command, fields

from ..models.refunds.invoice_credits import InvoiceCredits
from .common_outcomes import OutcomeCommon

# More than CI has time for are drawn by AFTER_SALES_ORDERS.
ORDERS = int(os.environ.get("AFTER_SALES_ORDERS") or 12)


class OutcomeOrdersCommon(OutcomeCommon):
    """Random orders, delivered, invoiced and credited by hand in random parts."""

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
            lambda x: (
                x.picking_type_code == "outgoing" and x.state not in ("done", "cancel")
            )
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

    def _deliver_and_invoice_rest(self):
        for __ in range(10):
            self._step_deliver(whole=True)
        self.sale.invoice_ids.filtered(
            lambda x: x.state == "draft" and x.move_type == "out_invoice"
        ).action_post()
        self._step_invoice(whole=True)

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
