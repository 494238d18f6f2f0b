# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "helpdesk.after.sales.mixin"]

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
        tickets = self.env["helpdesk.ticket"]
        move_id = SQL.identifier(alias, "id")
        of_partner = SQL(
            "helpdesk_ticket.commercial_partner_id = %s",
            self._after_sales_column(alias, "commercial_partner_id"),
        )
        of_order = SQL(
            """EXISTS (
                SELECT 1
                FROM helpdesk_ticket_sale_order_rel after_sales_rel
                JOIN sale_order after_sales_order
                    ON after_sales_order.id = after_sales_rel.sale_order_id
                JOIN res_partner after_sales_partner
                    ON after_sales_partner.id = after_sales_order.partner_id
                JOIN sale_order_line after_sales_line
                    ON after_sales_line.order_id = after_sales_order.id
                JOIN sale_order_line_invoice_rel after_sales_invoice_rel
                    ON after_sales_invoice_rel.order_line_id = after_sales_line.id
                JOIN account_move_line after_sales_item
                    ON after_sales_item.id = after_sales_invoice_rel.invoice_line_id
                WHERE after_sales_rel.helpdesk_ticket_id = helpdesk_ticket.id
                    AND after_sales_partner.commercial_partner_id
                        = helpdesk_ticket.commercial_partner_id
                    AND after_sales_item.move_id = %s
            )""",
            move_id,
        )
        linked = SQL(
            "helpdesk_ticket.id = %s",
            self._after_sales_column(alias, "helpdesk_ticket_id"),
        )
        return SQL(
            """%(move_type)s IN ('out_invoice', 'out_refund') AND (
                (%(state)s = 'posted' AND (%(of_partner)s OR %(of_order)s))
                OR (%(ticket)s IS NOT NULL AND %(linked)s)
            )""",
            move_type=self._after_sales_column(alias, "move_type"),
            state=self._after_sales_column(alias, "state"),
            ticket=self._after_sales_column(alias, "helpdesk_ticket_id"),
            of_partner=tickets._after_sales_exists(of_partner),
            of_order=tickets._after_sales_exists(of_order),
            linked=tickets._after_sales_exists(
                SQL("%s AND (%s OR %s)", linked, of_partner, of_order)
            ),
        )

    def _after_sales_label(self):
        return self.env._("Credit note")

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
        """Return what the credit notes that reverse each invoice leave of its total.

        A cap besides the quantities, for credit notes whose lines were edited
        beyond recognition.

        :return: amount in the invoice's currency, taxes included, by invoice
        :rtype: dict
        """
        amounts = {}
        for invoice in self:
            credited = sum(
                refund.currency_id._convert(
                    refund.amount_total,
                    invoice.currency_id,
                    invoice.company_id,
                    refund.invoice_date or refund.date,
                )
                for refund in invoice.reversal_move_ids
                if refund.state != "cancel"
            )
            amounts[invoice] = invoice.amount_total - credited
        return amounts

    def _get_refund_tolerance(self):
        """Return how far parts rounded one by one may exceed the invoice's total.

        Each credit note rounds its taxes by itself, by half a unit of the currency
        for each of its lines at most.

        :return: amount in the invoice's currency
        :rtype: float
        """
        self.ensure_one()
        lines = len(self._get_product_lines())
        notes = len(self.reversal_move_ids) + 1
        return self.currency_id.rounding * lines * notes

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
        by_amount = credited.filtered(
            lambda invoice: sum(
                invoice.reversal_move_ids.filtered(
                    lambda x: x.state != "cancel"
                    and x.currency_id == invoice.currency_id
                ).mapped("amount_total")
            )
            >= invoice.amount_total
        )
        refundable = (credited - by_amount)._get_product_lines()
        quantities = refundable._get_refundable_quantities()
        return credited - refundable.filtered(quantities.get).move_id

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
        taxes = self.env["account.tax"]
        base_lines = {}
        for line, (quantity, price_unit) in choice.items():
            base_lines[line.id] = {
                **self._prepare_product_base_line_for_taxes_computation(line),
                "quantity": quantity,
                "price_unit": price_unit,
            }
        values = list(base_lines.values())
        taxes._add_tax_details_in_base_lines(values, self.company_id)
        taxes._round_base_lines_tax_details(values, self.company_id)
        totals = taxes._get_tax_totals_summary(
            values,
            self.currency_id,
            self.company_id,
            cash_rounding=self.invoice_cash_rounding_id,
        )
        amounts = {}
        for line_id, base_line in base_lines.items():
            details = base_line["tax_details"]
            amounts[line_id] = (
                details["total_excluded_currency"]
                + details["delta_total_excluded_currency"]
                + sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
            )
        return totals["total_amount_currency"], amounts

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
            self.env["helpdesk.after.sales.popup"]._after_sales_lock(invoices)
            lines = invoices._get_product_lines()
            credited = lines._get_credited_quantities()
            for line in lines:
                left = line.quantity - credited[line]
                if line._is_over(left):
                    raise UserError(
                        self.env._(
                            "%(product)s of invoice %(invoice)s would be credited "
                            "%(credited)g times, but only %(invoiced)g were invoiced. "
                            "Lower the quantity on this credit note, or cancel one of "
                            "%(notes)s.",
                            product=line.product_id.display_name or line.name,
                            invoice=line.move_id.name,
                            credited=credited[line],
                            invoiced=line.quantity,
                            notes=", ".join(
                                line.move_id._get_credit_notes().mapped("display_name")
                            ),
                        )
                    )
            for invoice, left in invoices._get_refundable_amounts().items():
                if left < -invoice._get_refund_tolerance():
                    raise UserError(
                        self.env._(
                            "The credit notes of invoice %(invoice)s exceed its total "
                            "by %(amount)s. Lower this credit note, or cancel one of "
                            "%(notes)s.",
                            invoice=invoice.name,
                            amount=invoice.currency_id.format(-left),
                            notes=", ".join(
                                invoice._get_credit_notes().mapped("display_name")
                            ),
                        )
                    )
