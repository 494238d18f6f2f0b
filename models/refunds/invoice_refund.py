# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models


class AccountMove(models.Model):
    _inherit = "account.move"

    # ------------------------------------------------------------------
    # A partial refund
    # ------------------------------------------------------------------

    def _get_refund_choice(self, quantities):
        """Complete what an agent chose to refund of this invoice.

        A discount on the whole order is refunded in proportion to the other lines,
        its rest with the last of them.

        :param dict quantities: quantity to refund by invoice line, in its unit and
            with its sign
        :return: (quantity, unit price) by invoice line, only lines to refund
        :rtype: dict
        """
        self.ensure_one()
        lines = self._get_product_lines()
        discounts = lines.filtered(lambda x: x._is_proportional_discount())
        others = lines - discounts
        choice = {
            line: (quantities[line], line.price_unit)
            for line in others
            if quantities.get(line)
        }
        if discounts and choice:
            base = sum(others.mapped("price_subtotal"))
            chosen = sum(
                line.price_subtotal * quantity / line.quantity
                for line, (quantity, __) in choice.items()
            )
            left = others._get_refundable_quantities()
            is_last = all(
                x._is_zero_quantity(left[x] - quantities.get(x, 0.0)) for x in others
            )
            ratio = chosen / base if base else 1.0
            for line in discounts:
                part = line._get_discount_part(ratio, is_last)
                if part:
                    choice[line] = part
        return choice

    def _is_partial_refund(self, choice):
        """Whether the choice leaves anything of this invoice.

        :param dict choice: as :meth:`_get_refund_choice` returns it
        :rtype: bool
        """
        self.ensure_one()
        return any(
            not line._is_zero_quantity(line.quantity - choice.get(line, (0.0,))[0])
            for line in self._get_product_lines()
        )

    def _get_refund_preview(self, choice):
        """Compute the amounts of the credit note to come, with the standard tax code.

        :param dict choice: as :meth:`_get_refund_choice` returns it
        :return: the total, and the amount by id of the invoice line; both in the
            invoice's currency, taxes included
        :rtype: tuple[float, dict]
        """
        self.ensure_one()
        # In memory, so that the standard code computes it as it will compute the
        # credit note: with early-payment discounts, too.
        draft = self.new(origin=self)
        for line in draft._get_product_lines():
            line.quantity, line.price_unit = choice.get(
                line._origin, (0.0, line.price_unit)
            )
        base_lines, __ = draft._get_rounded_base_and_tax_lines()
        totals = self.env["account.tax"]._get_tax_totals_summary(
            base_lines,
            self.currency_id,
            self.company_id,
            cash_rounding=self.invoice_cash_rounding_id,
        )
        amounts = {}
        for base_line in base_lines:
            line = base_line["record"]
            if isinstance(line, models.BaseModel) and line._origin in choice:
                details = base_line["tax_details"]
                amounts[line._origin.id] = (
                    details["total_excluded_currency"]
                    + details["delta_total_excluded_currency"]
                    + sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
                )
        return totals["total_amount_currency"], amounts

    def _takes_all_that_is_left(self, choice):
        """Whether the choice leaves nothing to refund of any line.

        :param dict choice: as :meth:`_get_refund_choice` returns it
        :rtype: bool
        """
        self.ensure_one()
        left = self._get_product_lines()._get_refundable_quantities()
        return all(
            line._is_zero_quantity(quantity - choice.get(line, (0.0,))[0])
            for line, quantity in left.items()
        )

    def _keep_refund_choice(self, choice):
        """Reduce this new draft credit note of a whole invoice to what was chosen.

        Discounts, taxes, analytic distribution, currency and the link to the order
        line stay as the standard copied them from the invoice.

        :param dict choice: as :meth:`_get_refund_choice` returns it
        """
        self.ensure_one()
        commands = []
        for line in self._get_product_lines():
            quantity, price_unit = choice.get(line.refunded_line_id, (0.0, 0.0))
            if not quantity:
                commands.append(Command.delete(line.id))
                continue
            values = {}
            if not line._is_zero_quantity(quantity - line.quantity):
                values["quantity"] = quantity
            if price_unit != line.price_unit:
                values["price_unit"] = price_unit
            if values:
                commands.append(Command.update(line.id, values))
        if commands:
            self.write({"invoice_line_ids": commands})


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_discount_part(self, ratio, is_last):
        """Return the part of a discount line to refund.

        The quantity is the proportion as far as its decimals go, the unit price
        makes the amount exact.

        :param float ratio: what is refunded of the other lines, between 0 and 1
        :param bool is_last: nothing is left of the other lines then
        :return: (quantity, unit price) or None if there is nothing to refund
        :rtype: tuple[float, float]
        """
        self.ensure_one()
        credited = self._get_refund_lines().filtered(
            lambda x: x.refunded_line_id == self
        )
        left = self._get_refundable_quantities()[self]
        amount_left = self.price_unit * self.quantity - sum(
            self.currency_id.round(line.price_unit * line.quantity) for line in credited
        )
        quantity, amount = left, amount_left
        if not is_last:
            amount = self.price_unit * self.quantity * ratio
            step = 10 ** -self._get_quantity_digits()
            quantity = max(round(abs(self.quantity) * ratio / step) * step, step)
            quantity = min(quantity, abs(left)) * (-1 if self.quantity < 0 else 1)
            if abs(amount) > abs(amount_left):
                amount = amount_left
        if not quantity or self.currency_id.is_zero(amount):
            return None
        if not self._is_zero_quantity(quantity - self.quantity):
            return quantity, amount / quantity
        return quantity, self.price_unit
