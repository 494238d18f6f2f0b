# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..helpdesk_after_sales_scope_ways import TicketWay
from .invoice_credits import InvoiceCredits
from .refund_tax_data import EXTRA_LINES, RefundedLines


class AccountMove(models.Model):
    _name = "account.move"
    # The mixin first: it is to see a document before its lines are deleted.
    _inherit = ["helpdesk.after.sales.mixin", "account.move"]

    _after_sales_service = "use_credit_notes"
    _after_sales_done_states = ("posted",)
    _after_sales_app_groups = (
        "account.group_account_invoice,account.group_account_readonly"
    )
    _after_sales_slim_view = "helpdesk_mgmt_after_sales.account_move_view_form_agent"
    _after_sales_reports = ("account.account_invoices_without_payment",)

    refund_amount = fields.Monetary(
        string="Refunded Amount",
        compute="_compute_refund_amount",
        currency_field="company_currency_id",
        help="What a credit note gives the customer, taxes included, in the company's "
        "currency. Positive, unlike in the lists of Invoicing.",
    )

    @api.depends("amount_total_signed", "move_type")
    def _compute_refund_amount(self):
        for move in self:
            is_refund = move.move_type == "out_refund"
            move.refund_amount = -move.amount_total_signed if is_refund else 0.0

    @api.model
    def _after_sales_scope(self, alias):
        """Customer invoices and credit notes of a customer who has a ticket.

        Posted ones, and those of the ticket itself in any state. An invoice of one of
        the ticket's orders counts as its customer's though it is invoiced to somebody
        else.
        """
        column = self._after_sales_get_column
        is_ours = SQL("%s IN ('out_invoice', 'out_refund')", column(alias, "move_type"))
        ways = self._after_sales_of_customer(
            alias,
            SQL("%s = 'posted'", column(alias, "state")),
            *self._after_sales_get_customer_ways(alias),
        )
        return [SQL("%s AND %s", is_ours, way) for way in ways]

    @api.model
    def _after_sales_get_customer_ways(self, alias):
        customer = self._after_sales_get_column(alias, "commercial_partner_id")
        return [
            self._after_sales_way_of_company(customer),
            self._after_sales_way_of_order_items(SQL.identifier(alias, "id")),
        ]

    @api.model
    def _after_sales_way_of_order_items(self, move_id):
        """The way of an invoice to the tickets with an order that it is for.

        With an order of the ticket's customer.

        :param SQL move_id: a column with an invoice
        :rtype: TicketWay
        """
        column = self._after_sales_get_column
        ticket_orders = self.env["helpdesk.ticket"]._fields["sale_order_ids"]
        invoice_lines = self.env["sale.order.line"]._fields["invoice_lines"]
        columns = {
            "order": SQL.identifier(
                "after_sales_rel", "sale_order_id", to_flush=ticket_orders
            ),
            "item": SQL.identifier(
                "after_sales_invoice_rel", "invoice_line_id", to_flush=invoice_lines
            ),
            "line_order": column("after_sales_line", "order_id", "sale.order.line"),
            "item_move": column("after_sales_item", "move_id", "account.move.line"),
            "move": move_id,
        }
        columns["order_customer"] = SQL(
            """(
                SELECT %s
                FROM sale_order after_sales_order
                JOIN res_partner after_sales_partner ON after_sales_partner.id = %s
                WHERE after_sales_order.id = %s
            )""",
            column("after_sales_partner", "commercial_partner_id", "res.partner"),
            column("after_sales_order", "partner_id", "sale.order"),
            columns["order"],
        )
        # One table within the other, since PostgreSQL plans a join of them for longer
        # than it takes to look at a few invoices.
        is_ticket = SQL(
            """helpdesk_ticket.id = ANY(ARRAY(
                SELECT after_sales_rel.helpdesk_ticket_id
                FROM helpdesk_ticket_sale_order_rel after_sales_rel
                WHERE %(order)s = ANY(ARRAY(
                    SELECT %(line_order)s
                    FROM sale_order_line after_sales_line
                    WHERE after_sales_line.id = ANY(ARRAY(
                        SELECT after_sales_invoice_rel.order_line_id
                        FROM sale_order_line_invoice_rel after_sales_invoice_rel
                        WHERE %(item)s = ANY(ARRAY(
                            SELECT after_sales_item.id
                            FROM account_move_line after_sales_item
                            WHERE %(item_move)s = %(move)s
                        ))
                    ))
                ))
                AND %(order_customer)s = (
                    SELECT %(customer)s
                    FROM helpdesk_ticket after_sales_ticket
                    WHERE after_sales_ticket.id = after_sales_rel.helpdesk_ticket_id
                )
            ))""",
            customer=column(
                "after_sales_ticket", "commercial_partner_id", "helpdesk.ticket"
            ),
            **columns,
        )
        joins = SQL(
            """
            JOIN helpdesk_ticket_sale_order_rel after_sales_rel
                ON after_sales_rel.helpdesk_ticket_id = helpdesk_ticket.id
            JOIN sale_order_line after_sales_line
                ON %(line_order)s = %(order)s AND %(customer)s = %(order_customer)s
            JOIN sale_order_line_invoice_rel after_sales_invoice_rel
                ON after_sales_invoice_rel.order_line_id = after_sales_line.id
            JOIN account_move_line after_sales_item
                ON after_sales_item.id = %(item)s
            """,
            customer=self._after_sales_get_ticket_column("commercial_partner_id"),
            **columns,
        )
        return TicketWay(move_id, columns["item_move"], is_ticket, joins)

    def copy_data(self, default=None):
        # EXTENDS 'account': of an invoice of 50 lines one may be refunded.
        vals_list = super().copy_data(default)
        refunded = self.env.context.get(RefundedLines.CONTEXT_KEY)
        if isinstance(refunded, RefundedLines) and (
            "move_reverse_cancel" in self.env.context
        ):
            for move, vals in zip(self, vals_list, strict=True):
                if move.id in refunded:
                    vals["line_ids"] = move._refund_reduce_copy(
                        vals["line_ids"], refunded[move.id]
                    )
        return vals_list

    def _refund_reduce_copy(self, commands, refunded):
        """Return what to copy of the invoice's lines for its credit note.

        What the standard computes of other lines is left out where these change: it
        makes it anew then.

        :param list commands: those that create a copy of all lines
        :param dict refunded: see :class:`RefundedLines`
        :rtype: list
        """
        extra_lines = refunded.get(EXTRA_LINES, ())
        changed = self._refund_get_product_lines().filtered(
            lambda x: refunded.get(x.id, True)
        )
        if not changed and not extra_lines:
            return commands
        is_taxed = changed.tax_ids or any(x["tax_ids"][0][2] for x in extra_lines)
        computed = {"epd", "rounding"} | ({"tax"} if is_taxed else set())
        reduced = []
        for command in commands:
            values = command[2]
            line_id = values.get("refunded_line_id")
            if values["display_type"] in computed or (
                line_id and line_id not in refunded
            ):
                continue
            reduced.append(Command.create({**values, **refunded.get(line_id, {})}))
        return reduced + list(map(Command.create, extra_lines))

    # ------------------------------------------------------------------
    # What is left to refund
    # ------------------------------------------------------------------

    def _refund_get_product_lines(self):
        """Return the lines of the invoices that can be refunded."""
        return self.invoice_line_ids.filtered(lambda x: x.display_type == "product")

    def _refund_get_credit_notes(self):
        """Return the credit notes, not cancelled, that credit these invoices.

        Drafts too, also those made in Accounting or from the sales order (these
        have no reversed entry).
        """
        lines = self._refund_get_product_lines()
        credit_notes = self.reversal_move_ids | lines._refund_get_credit_lines().move_id
        return credit_notes.filtered(
            lambda x: x.move_type == "out_refund" and x.state != "cancel"
        )

    def _refund_get_amounts_left(self):
        """Return what credit notes leave of the total of each invoice.

        :return: amount in the invoice's currency, taxes included, by invoice
        :rtype: dict
        """
        taken = InvoiceCredits.of(self)
        return {invoice: taken[invoice].amount_left for invoice in self}

    def _refund_convert_amount(self, refund, amount):
        """Convert an amount of a credit note to this invoice's currency."""
        return refund.currency_id._convert(
            amount,
            self.currency_id,
            self.company_id,
            refund.invoice_date or refund.date,
        )

    def _refund_has_edited_credit_notes(self):
        """Whether quantities alone do not tell what credit notes take off this
        invoice: one of their lines credits none of its lines at its price."""
        self.ensure_one()
        return InvoiceCredits.of(self)[self].is_edited

    def _refund_get_tolerance(self):
        """Return how far credit notes may exceed the invoice's total by rounding.

        Parts made from tickets sum to it; those changed or made elsewhere round their
        lines, taxes and cash in their own way. Once per invoice, however many they are.

        :return: amount in the invoice's currency
        :rtype: float
        """
        self.ensure_one()
        lines = self._refund_get_product_lines()
        parts = len(lines) + len(lines.tax_ids)
        return (
            self.currency_id.rounding * parts + self.invoice_cash_rounding_id.rounding
        )

    @api.model
    def _refund_get_invoices_of(self, lines_domain, domain=Domain.TRUE):
        """Return the customer invoices of order lines.

        :param Domain lines_domain: on ``sale.order.line``
        :param Domain domain: on this model, what else holds of them
        :rtype: recordset
        """
        # sudo: asked by the ids of orders that the user reads; which of these invoices
        # they may read is up to the search that these serve.
        invoices = self.sudo().search(
            Domain("move_type", "=", "out_invoice")
            & Domain("line_ids.sale_line_ids", "any", lines_domain)
            & domain
        )
        return invoices.sudo(False)
