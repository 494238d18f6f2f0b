# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command

from .common import AfterSalesCommon


class RefundCommon(AfterSalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.use_credit_notes = True
        # Agent and accountant in one.
        cls.accountant = cls._new_user(
            "accountant",
            "helpdesk_mgmt.group_helpdesk_user,account.group_account_invoice",
        )
        cls.team.user_ids += cls.accountant
        cls.order = cls._new_order([(cls.product, 3), (cls.serial_product, 1)])
        cls.invoice = cls._invoice(cls.order)

    @classmethod
    def _new_tax(cls, amount, **values):
        return cls.env["account.tax"].create(
            {
                "name": f"{amount} %",
                "amount": amount,
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _new_cash_rounding(cls, step, **values):
        profit = cls.company.default_cash_difference_income_account_id
        loss = cls.company.default_cash_difference_expense_account_id
        return cls.env["account.cash.rounding"].create(
            {
                "name": f"To {step}",
                "rounding": step,
                "strategy": "add_invoice_line",
                "profit_account_id": profit.id,
                "loss_account_id": loss.id,
                **values,
            }
        )

    @classmethod
    def _new_discounted_order(cls, lines, **values):
        """Return a confirmed order with 10 % off all of it, or what is said."""
        order = cls._new_order(lines, confirm=False)
        cls.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.1,
                **values,
            }
        ).action_apply_discount()
        order.action_confirm()
        return order

    def _popup(self, user=None, ticket=None, invoices=None, **values):
        """Open the Refund popup, by default as the plain agent."""
        form = self._popup_as(
            user or self.agent, ticket or self.ticket, "action_refund", **values
        )
        if invoices is not None:
            self._choose(form, invoices)
        return form

    def _choose(self, form, invoices):
        form.move_ids.clear()
        for invoice in invoices:
            form.move_ids.add(invoice)

    def _set_quantities(self, form, quantities):
        """Write quantities to refund, by product; None removes the line."""
        for index in reversed(range(len(form.refund_line_ids))):
            with form.refund_line_ids.edit(index) as line:
                product = line.product_id
                if quantities.get(product):
                    line.quantity = quantities[product]
            if product in quantities and quantities[product] is None:
                form.refund_line_ids.remove(index)

    def _reverse(self, form):
        """Press Reverse; return the new credit notes."""
        popup = form.save()
        popup.refund_moves()
        return popup.sudo().new_move_ids.sudo(False).with_env(self.env)

    def _offered(self, form):
        """Return the invoices that the popup offers, as the web client asks."""
        return (
            self.env["account.move"]
            .with_user(form._env.user)
            .search(form.invoice_domain)
        )

    def _rpc_popup(self, user, lines=None, **values):
        """Create the popup as a client by RPC does, with whatever values."""
        user_env = self.env(user=user)
        action = self.ticket.with_user(user).action_refund()
        popup = user_env["account.move.reversal"].with_context(action["context"])
        if lines is not None:
            values["refund_line_ids"] = [Command.create(line) for line in lines]
        values.setdefault("journal_id", self.invoice.journal_id.id)
        values.setdefault("move_ids", [Command.set(self.invoice.ids)])
        return popup.create(values)
