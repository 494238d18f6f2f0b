# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
class RefundProportion:
    """What is refunded of a discount on other lines: in proportion to these."""

    def __init__(self, refund, others):
        """Take what is to be refunded of one invoice.

        :param InvoiceRefund refund: what is chosen of it
        :param others: the invoice's lines that are no such discounts
        """
        self.refund = refund
        self.others = others

    def get_part(self, line):
        """Return what to refund of a discount on other lines.

        Its proportion of all that is credited then, less what is credited already.
        The quantity is that as far as its decimals go, the unit price makes the amount
        exact.

        :param line: the discount's invoice line
        :return: (quantity, unit price) or None if there is nothing to refund
        :rtype: tuple[float, float]
        """
        ratio, is_last = self._get_progress(line._refund_get_discounted(self.others))
        currency = line.currency_id
        price = line.price_unit * line.quantity
        credited = self.refund.get_credited_price(line)
        quantity, amount = self.refund.left[line], price - credited
        if not is_last:
            sign = -1 if line.quantity < 0 else 1
            digits = line._refund_get_quantity_digits()
            step = 10**-digits
            before = abs(line.quantity) - abs(quantity)
            wanted = max(abs(line.quantity) * ratio - before, step)
            # Something stays for the last part.
            quantity = sign * max(min(wanted, abs(quantity) - step), 0.0)
            quantity = round(quantity, digits)
            amount = price * ratio - credited
            if amount * price < 0:
                return None
        if line._refund_is_zero_quantity(quantity) or currency.is_zero(amount):
            return None
        if currency.is_zero(amount - line.price_unit * quantity):
            return quantity, line.price_unit
        return quantity, amount / quantity

    def _get_progress(self, lines):
        """Return how much of invoice lines is credited then.

        :param lines: some of the invoice's lines, no discounts
        :return: their share between 0 and 1, and whether nothing is left of them
        :rtype: tuple[float, bool]
        """
        left, chosen = self.refund.left, self.refund.quantities
        after = {x: left[x] - chosen.get(x, 0.0) for x in lines}
        if all(x._refund_is_zero_quantity(after[x]) for x in lines):
            return 1.0, True
        base = sum(lines.mapped("price_subtotal"))
        credited = sum(
            line.price_subtotal * (line.quantity - after[line]) / line.quantity
            for line in lines
            if line.quantity
        )
        return (credited / base if base else 1.0), False
