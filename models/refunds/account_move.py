# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "helpdesk.after.sales.mixin"]

    _after_sales_service = "use_credit_notes"
    _after_sales_done_states = ("posted",)
    _after_sales_slim_view = "helpdesk_mgmt_after_sales.account_move_view_form_agent"

    @api.model
    def _after_sales_scope(self, alias):
        """Customer invoices and credit notes of a customer who has a ticket.

        Posted ones, and those of the ticket itself in any state. A link to a ticket
        opens nothing that is not its customer's: anyone in accounting may set it,
        on a bill too. An invoice of one of the ticket's orders counts as its
        customer's though it is invoiced to somebody else.
        """
        of_partner = SQL(
            "%s = %s",
            self._after_sales_ticket_column("commercial_partner_id"),
            self._after_sales_column(alias, "commercial_partner_id"),
        )
        of_order = self._after_sales_of_ticket_order(SQL.identifier(alias, "id"))
        return SQL(
            """%(move_type)s IN ('out_invoice', 'out_refund') AND (
                (%(state)s = 'posted' AND (%(of_partner)s OR %(of_order)s))
                OR %(linked)s
            )""",
            move_type=self._after_sales_column(alias, "move_type"),
            state=self._after_sales_column(alias, "state"),
            of_partner=self._after_sales_exists(of_partner),
            of_order=self._after_sales_exists(of_order),
            linked=self._after_sales_of_ticket(
                alias, SQL("(%s OR %s)", of_partner, of_order)
            ),
        )

    @api.model
    def _after_sales_of_ticket_order(self, move_id):
        """SQL condition on ``helpdesk_ticket``: the invoice is of one of its orders.

        Of those orders that are its customer's.

        :param SQL move_id: the invoice
        :rtype: SQL
        """
        column = self._after_sales_column
        ticket_orders = self.env["helpdesk.ticket"]._fields["sale_order_ids"]
        invoice_lines = self.env["sale.order.line"]._fields["invoice_lines"]
        return SQL(
            """EXISTS (
                SELECT 1
                FROM helpdesk_ticket_sale_order_rel after_sales_rel
                JOIN sale_order after_sales_order
                    ON after_sales_order.id = %(order)s
                JOIN res_partner after_sales_partner
                    ON after_sales_partner.id = %(order_partner)s
                JOIN sale_order_line after_sales_line
                    ON %(line_order)s = after_sales_order.id
                JOIN sale_order_line_invoice_rel after_sales_invoice_rel
                    ON after_sales_invoice_rel.order_line_id = after_sales_line.id
                JOIN account_move_line after_sales_item
                    ON after_sales_item.id = %(item)s
                WHERE after_sales_rel.helpdesk_ticket_id = helpdesk_ticket.id
                    AND %(order_customer)s = %(ticket_customer)s
                    AND %(item_move)s = %(move_id)s
            )""",
            order=SQL.identifier(
                "after_sales_rel", "sale_order_id", to_flush=ticket_orders
            ),
            order_partner=column("after_sales_order", "partner_id", "sale.order"),
            line_order=column("after_sales_line", "order_id", "sale.order.line"),
            item=SQL.identifier(
                "after_sales_invoice_rel", "invoice_line_id", to_flush=invoice_lines
            ),
            order_customer=column(
                "after_sales_partner", "commercial_partner_id", "res.partner"
            ),
            ticket_customer=self._after_sales_ticket_column("commercial_partner_id"),
            item_move=column("after_sales_item", "move_id", "account.move.line"),
            move_id=move_id,
        )

    # ------------------------------------------------------------------
    # What is left to refund
    # ------------------------------------------------------------------

    def _get_product_lines(self):
        """Return the lines of the invoices that can be refunded."""
        return self.invoice_line_ids.filtered(lambda x: x.display_type == "product")

    def _get_credit_notes(self):
        """Return the credit notes, not cancelled, that credit these invoices.

        Drafts too, also those made in Accounting or from the sales order (these
        have no reversed entry).
        """
        lines = self._get_product_lines()
        credit_notes = self.reversal_move_ids | lines._get_refund_lines().move_id
        return credit_notes.filtered(
            lambda x: x.move_type == "out_refund" and x.state != "cancel"
        )

    def _get_refundable_amounts(self):
        """Return what credit notes leave of the total of each invoice.

        A cap besides the quantities. A credit note made from the order counts by
        the quantities it credits, or, once edited, by all it credits of the order.

        :return: amount in the invoice's currency, taxes included, by invoice
        :rtype: dict
        """
        amounts = {}
        for invoice in self:
            lines = invoice._get_product_lines()
            reversals = invoice._get_credit_notes() & invoice.reversal_move_ids
            credited = sum(
                invoice._convert_refund(refund, refund.amount_total)
                for refund in reversals
            )
            from_order = lines._get_refund_lines().filtered(
                lambda x: not x.move_id.reversed_entry_id
            )
            if any(line._is_edited_credit(lines) for line in from_order):
                credited += sum(
                    invoice._convert_refund(line.move_id, line.price_total)
                    for line in from_order
                )
            elif from_order:
                with_order = lines._get_credited_quantities()
                without = lines._get_credited_quantities(from_orders=False)
                credited += sum(
                    line.price_total
                    * (with_order[line] - without[line])
                    / line.quantity
                    for line in lines
                    if line.quantity
                )
            amounts[invoice] = invoice.amount_total - credited
        return amounts

    def _convert_refund(self, refund, amount):
        """Convert an amount of a credit note to this invoice's currency."""
        return refund.currency_id._convert(
            amount,
            self.currency_id,
            self.company_id,
            refund.invoice_date or refund.date,
        )

    def _has_edited_credit_notes(self):
        """Whether quantities alone do not tell what credit notes take off this
        invoice: one of their lines credits none of its lines at its price."""
        self.ensure_one()
        lines = self._get_product_lines()
        refunds = self._get_credit_notes()._get_product_lines()
        refunds = refunds.filtered(lambda x: x.move_id.reversed_entry_id == self) | (
            refunds & lines._get_refund_lines()
        )
        return any(line._is_edited_credit(lines) for line in refunds)

    def _get_refund_tolerance(self):
        """Return how far parts rounded one by one may exceed the invoice's total.

        Each credit note rounds its taxes, and itself where cash is rounded.

        :return: amount in the invoice's currency
        :rtype: float
        """
        self.ensure_one()
        notes = len(self.reversal_move_ids) + 1
        parts = len(self._get_product_lines()) + notes
        return (
            self.currency_id.rounding * parts
            + self.invoice_cash_rounding_id.rounding * notes
        )

    @api.model
    def _get_fully_credited(self, domain):
        """Return the invoices of a domain of which nothing is left to refund.

        Only invoices that have a credit note are looked at, so that a customer
        with 10,000 invoices costs no more than his few refunds.

        :param domain: of posted customer invoices
        :rtype: recordset
        """
        credited = self.search(
            Domain(domain)
            & (
                Domain("reversal_move_ids.state", "!=", "cancel")
                | Domain(
                    "line_ids.sale_line_ids.invoice_lines",
                    "any",
                    [
                        ("move_id.move_type", "=", "out_refund"),
                        ("parent_state", "!=", "cancel"),
                    ],
                )
            )
        )
        # Mostly the amounts alone tell, which is quicker.
        by_amount = credited.filtered(
            lambda invoice: sum(
                invoice.reversal_move_ids.filtered(
                    lambda x: x.state != "cancel"
                    and x.currency_id == invoice.currency_id
                ).mapped("amount_total")
            )
            >= invoice.amount_total
        )
        lines = (credited - by_amount)._get_product_lines()
        left = lines.filtered(lines._get_refundable_quantities().get).move_id
        return credited - left.filtered(
            lambda invoice: not invoice._has_edited_credit_notes()
            or invoice._get_refundable_amounts()[invoice] > 0
        )

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

    # ------------------------------------------------------------------
    # Posting
    # ------------------------------------------------------------------

    def _post(self, soft=True):
        # A draft may have been raised, or the invoice credited elsewhere meanwhile.
        self.filtered(
            lambda x: x.helpdesk_ticket_id and x.move_type == "out_refund"
        )._check_not_over_credited()
        return super()._post(soft)

    def _check_not_over_credited(self):
        """Check that the invoices these credit notes credit can bear them.

        :raise UserError: naming the first line or invoice credited too much
        """
        # sudo: all credit notes count, also those the user may not read; only
        # names, products and quantities of his own invoice show in the message.
        for refund in self.sudo():
            invoices = refund.reversed_entry_id | (
                refund._get_product_lines().refunded_line_id.move_id
            )
            invoices._after_sales_lock()
            for invoice in invoices:
                refund._check_quantities_of(invoice)
                refund._check_total_of(invoice)

    def _check_quantities_of(self, invoice):
        lines = invoice._get_product_lines()
        credited = lines._get_credited_quantities()
        for line in lines:
            if line._is_over(line.quantity - credited[line]):
                raise UserError(
                    self.env._(
                        "%(product)s of invoice %(invoice)s would be credited "
                        "%(credited)s times, but only %(invoiced)s were invoiced. "
                        "%(advice)s",
                        product=line.product_id.display_name or line.name,
                        invoice=invoice.name,
                        credited=line._format_quantity(credited[line]),
                        invoiced=line._format_quantity(line.quantity),
                        advice=self._get_over_credited_advice(invoice),
                    )
                )

    def _check_total_of(self, invoice):
        lines = invoice._get_product_lines()
        used_up = not any(lines._get_refundable_quantities().values())
        if used_up and not invoice._has_edited_credit_notes():
            # All of it, at its prices: as the standard, that computes the taxes
            # afresh where somebody changed them by hand.
            return
        left = invoice._get_refundable_amounts()[invoice]
        if left < -invoice._get_refund_tolerance():
            raise UserError(
                self.env._(
                    "The credit notes of invoice %(invoice)s exceed its total by "
                    "%(amount)s. %(advice)s",
                    invoice=invoice.name,
                    amount=invoice.currency_id.format(-left),
                    advice=self._get_over_credited_advice(invoice),
                )
            )

    def _get_over_credited_advice(self, invoice):
        others = invoice._get_credit_notes() - self
        if not others:
            return self.env._("Lower it on this credit note.")
        return self.env._(
            "Lower it on this credit note, or cancel one of: %(notes)s.",
            notes=", ".join(others.mapped("display_name")),
        )
