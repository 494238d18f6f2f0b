# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random

from odoo import Command

from .common_outcomes_orders import OutcomeOrdersCommon

REFUND = ("refund",)
# The customer has in the end what they had.
KEEP = ("replace", "repair")
PLAIN = (REFUND, REFUND, KEEP, KEEP, None, None, None, None)
ANY = ("refund", "refund", "replace", "repair", "none", False)


class OutcomePropertyCommon(OutcomeOrdersCommon):
    """Random orders and what comes back of them: returns, receipts, repairs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.use_product_repairs = True

    def _play(self, seed):
        """Draw an order and what becomes of it, looking at it after each step."""
        self.random = draw = random.Random(seed)
        self.log = [f"seed {seed}"]
        self.backs = self.env["stock.picking"]
        self.by_hand = self.env["account.move"]
        # What is to follow all returns, where nobody interferes; else anything.
        self.plain = draw.choice(PLAIN)
        self.is_plain = bool(self.plain)
        self.team.replace_when = draw.choice(("arrival", "advance"))
        self.team.repair_send_back = draw.random() < 0.5
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
        steps += [self._step_repair, self._step_deliver]
        if not self.is_plain:
            steps.append(self._step_credit_by_hand)
        for __ in range(draw.randint(3, 6)):
            draw.choice(steps)()
            self._look_at_sale()

    def _step_return(self, whole=False):
        draw = self.random
        deliveries = self.sale.picking_ids.filtered(
            lambda x: (
                x.picking_type_code == "outgoing"
                and x.state == "done"
                and x._return_get_left()
            )
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
            line.outcome = draw.choice(self.plain or (REFUND if whole else ANY))
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
        self._begin_request()
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

    def _get_repairs(self):
        """Return what is to be repaired, or to be sent back."""
        return self.backs.repair_ids.filtered(
            lambda x: x.state not in ("done", "cancel") or x.helpdesk_may_send_back
        )

    def _step_repair(self, whole=False):
        repairs = self._get_repairs()
        if not repairs:
            return
        repair = self.random.choice(repairs)
        if repair.state == "confirmed":
            repair.with_user(self.warehouseman).action_repair_start()
        if repair.state == "under_repair":
            repair.with_user(self.warehouseman).action_repair_end()
        self._begin_request()
        if repair.helpdesk_may_send_back and (whole or self.random.random() < 0.5):
            repair.with_user(self.agent).action_send_back()
            self._begin_request()
        what = f"{repair.product_id.name} {repair.lot_id.name}"
        self._note(
            f"repair {repair.state}, sent {len(repair.helpdesk_delivery_ids)}",
            [(what, repair.product_qty)],
        )

    def _finish(self):
        """Take back all that is left, to be refunded; or send all that is to be."""
        if not self.is_plain:
            self._deliver_and_invoice_rest()
        if self.plain != KEEP:
            for __ in range(10):
                self._step_return(whole=True)
        while self._get_expected():
            self._step_arrive(whole=True)
        while self._get_repairs():
            self._step_repair(whole=True)
        if self.plain == KEEP:
            for __ in range(10):
                self._step_deliver(whole=True)
