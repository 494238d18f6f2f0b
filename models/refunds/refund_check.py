# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError


class RefundCheck:
    """What is refused of a refund, in words that say what to change."""

    def __init__(self, refund):
        """Take what is to be refunded of one invoice.

        :param InvoiceRefund refund: made after the invoice was locked
        """
        self.refund = refund
        self.invoice = refund.invoice
        self.env = refund.env

    def check(self):
        """Check the refund against what is left. The invoice is locked by then.

        :raise UserError: saying what to change
        """
        for line, quantity in self.refund.quantities.items():
            if not line._refund_is_proportional():
                self._check_quantity(line, quantity)
        for line, goodwill in self.refund.goodwill.items():
            self._check_goodwill(line, goodwill)
        if not self.refund.parts and not self.refund.goodwill:
            raise UserError(
                self.env._(
                    "Nothing of invoice %(invoice)s is to be refunded. Enter a "
                    "quantity, or remove the invoice.",
                    invoice=self.invoice.name,
                )
            )
        currency = self.invoice.currency_id
        tolerance = (
            self.invoice._refund_get_tolerance()
            if self.refund.is_rounded_besides
            else 0.0
        )
        if (
            self.refund.takes_all_left
            and currency.compare_amounts(self.refund.amount_left, -tolerance) < 0
        ):
            raise UserError(self.invoice._refund_get_used_up_reason())
        if currency.compare_amounts(self.refund.total, 0.0) < 0:
            raise UserError(
                self.env._(
                    "The refund of invoice %(invoice)s would be negative. Raise "
                    "the quantities of its products, or lower those of its "
                    "discounts and down payments.",
                    invoice=self.invoice.name,
                )
            )
        if self.refund.is_too_much:
            raise UserError(
                self.env._(
                    "Of invoice %(invoice)s only %(left)s can still be refunded. "
                    "Lower the quantities.",
                    invoice=self.invoice.name,
                    left=currency.format(max(self.refund.amount_left, 0.0)),
                )
            )

    def _check_quantity(self, line, quantity):
        product = line.product_id.display_name or line.name
        if quantity * line.quantity < 0:
            raise UserError(
                self.env._(
                    "The quantity of %(product)s must have the sign it has on invoice "
                    "%(invoice)s (%(quantity)g).",
                    product=product,
                    invoice=self.invoice.name,
                    quantity=line.quantity,
                )
            )
        if line._refund_is_over(self.refund.left[line] - quantity):
            raise UserError(
                self.env._(
                    "Of %(product)s on invoice %(invoice)s %(left)s can still be "
                    "refunded, not %(quantity)s. Lower the quantity.",
                    product=product,
                    invoice=self.invoice.name,
                    left=line._refund_format_quantity(self.refund.left[line]),
                    quantity=line._refund_format_quantity(quantity),
                )
            )

    def _check_goodwill(self, line, goodwill):
        product = line.product_id.display_name or line.name
        invoice = self.invoice
        if not self.refund.get_product("goodwill"):
            raise UserError(
                self.env._(
                    "%(company)s gives no goodwill. Ask a Helpdesk manager to choose a "
                    "product for it in the return rules.",
                    company=invoice.company_id.name,
                )
            )
        if line not in self.refund.lines or line._refund_is_proportional():
            raise UserError(
                self.env._(
                    "No goodwill can be given on %(product)s: give it on a product of "
                    "invoice %(invoice)s.",
                    product=product,
                    invoice=invoice.name,
                )
            )
        if goodwill.percent and goodwill.amount:
            raise UserError(
                self.env._(
                    "Enter the goodwill on %(product)s either as a percentage or as an "
                    "amount.",
                    product=product,
                )
            )
        if goodwill.percent < 0 or goodwill.amount < 0 or goodwill.percent > 100:
            raise UserError(
                self.env._(
                    "The goodwill on %(product)s must be an amount above zero, or a "
                    "percentage up to 100.",
                    product=product,
                )
            )
        currency = invoice.currency_id
        left = self.refund.get_goodwill_left(line)
        if not left:
            raise UserError(
                self.env._(
                    "Nothing is left of the price of %(product)s on invoice "
                    "%(invoice)s to give as goodwill. Lower its quantity to refund, or "
                    "remove the goodwill.",
                    product=product,
                    invoice=invoice.name,
                )
            )
        amount = goodwill.get_amount(left, currency)
        if currency.compare_amounts(amount, left) > 0:
            raise UserError(
                self.env._(
                    "Of the price of %(product)s on invoice %(invoice)s %(left)s can "
                    "still be given as goodwill, not %(amount)s. Lower the amount.",
                    product=product,
                    invoice=invoice.name,
                    left=currency.format(left),
                    amount=currency.format(amount),
                )
            )
        if not amount:
            raise UserError(
                self.env._(
                    "The goodwill on %(product)s comes to nothing. Raise it, or remove "
                    "it.",
                    product=product,
                )
            )
