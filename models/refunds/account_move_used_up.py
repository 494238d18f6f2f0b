# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..helpdesk_after_sales_join import join_names
from .invoice_credits import InvoiceCredits

# A customer with more of them than this is a wholesaler. What their older ones leave
# nothing of, though not by their amounts, is said when the invoice is chosen.
LATEST_CREDIT_NOTES = 200


class AccountMove(models.Model):
    """Of which invoices nothing is left to refund, however many a customer has.

    Mostly amounts tell, by SQL: that is a field to search by, evaluated for the few
    invoices that a list shows. What is left to be looked at are those whose credit
    notes do not reach their total, and leave none of their lines untouched.
    """

    _inherit = "account.move"

    # In the order of the popup's list; those of a day are few enough to be sorted.
    _refund_customer_idx = models.Index(
        "(commercial_partner_id, move_type, date DESC)"
        " WHERE move_type IN ('out_invoice', 'out_refund')"
    )

    # Whether the credit notes that reverse the invoice reach its total.
    refund_amount_used_up = fields.Boolean(
        compute="_compute_refund_amount_used_up",
        search="_search_refund_amount_used_up",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("amount_total", "reversal_move_ids.state")
    def _compute_refund_amount_used_up(self):
        for move in self:
            notes = move.reversal_move_ids.filtered(lambda x: x.state != "cancel")
            credited = notes.filtered(
                lambda x, currency=move.currency_id: x.currency_id == currency
            )
            move.refund_amount_used_up = (
                bool(notes)
                and sum(credited.mapped("amount_total")) >= move.amount_total
            )

    @api.model
    def _search_refund_amount_used_up(self, operator, value):
        if operator != "in":
            return NotImplemented
        used_up = Domain.custom(to_sql=self._refund_get_amount_used_up)
        return used_up if True in value else ~used_up

    @api.model
    def _refund_get_amount_used_up(self, model, alias, query=None):
        """Return the SQL condition that amounts alone say that an invoice is used up.

        :param model: this model
        :param str alias: the invoice
        :rtype: SQL
        """
        return SQL(
            """EXISTS (
                SELECT FROM account_move note
                WHERE %(reversed)s = %(invoice)s AND %(state)s != 'cancel'
                HAVING count(*) > 0 AND %(total)s <= COALESCE(
                    sum(note.amount_total) FILTER (
                        WHERE note.currency_id = %(currency)s
                    ), 0
                )
            )""",
            **model._refund_get_columns(alias),
        )

    @api.model
    def _refund_get_columns(self, alias):
        columns = {
            "invoice": (alias, "id"),
            "total": (alias, "amount_total"),
            "currency": (alias, "currency_id"),
            "reversed": ("note", "reversed_entry_id"),
            "state": ("note", "state"),
        }
        return {
            name: SQL.identifier(*column, to_flush=self._fields[column[1]])
            for name, column in columns.items()
        }

    @api.model
    def _refund_get_something_left(self, model, alias, query=None):
        """Return an SQL condition that holds only if something of an invoice is left.

        It has a line of which no credit note takes anything, and its credit notes do
        not reach its total. Where it does not hold, :class:`InvoiceCredits` tells.

        :param model: this model
        :param str alias: the invoice
        :rtype: SQL
        """
        items = model.env["account.move.line"]
        items.flush_model(
            [
                "display_type",
                "move_id",
                "parent_state",
                "price_total",
                "product_id",
                "quantity",
                "refund_kind",
                "refunded_line_id",
                "sale_line_ids",
            ]
        )
        model.flush_model(["move_type", "state", "reversed_entry_id", "currency_id"])
        return SQL(
            """(
                EXISTS (
                    SELECT FROM account_move_line item
                    WHERE item.move_id = %(invoice)s
                        AND item.display_type = 'product' AND item.quantity != 0
                        AND NOT EXISTS (
                            SELECT FROM account_move_line credit
                            WHERE credit.refunded_line_id = item.id
                        )
                        AND NOT EXISTS (
                            SELECT FROM sale_order_line_invoice_rel rel
                            JOIN sale_order_line_invoice_rel other
                                ON other.order_line_id = rel.order_line_id
                                AND other.invoice_line_id != rel.invoice_line_id
                            JOIN account_move_line credit
                                ON credit.id = other.invoice_line_id
                            JOIN account_move note ON note.id = credit.move_id
                            WHERE rel.invoice_line_id = item.id
                                AND credit.refunded_line_id IS NULL
                                AND note.move_type = 'out_refund'
                                AND note.state != 'cancel'
                        )
                        AND NOT EXISTS (
                            SELECT FROM account_move note
                            JOIN account_move_line credit ON credit.move_id = note.id
                            WHERE %(reversed)s = %(invoice)s
                                AND note.state != 'cancel'
                                AND credit.display_type = 'product'
                                AND credit.refunded_line_id IS NULL
                                AND credit.product_id
                                    IS NOT DISTINCT FROM item.product_id
                        )
                )
                AND %(total)s > COALESCE((
                    SELECT sum(note.amount_total) FROM account_move note
                    WHERE %(reversed)s = %(invoice)s AND %(state)s != 'cancel'
                ), 0) + COALESCE((
                    SELECT sum(CASE
                        WHEN credit.currency_id = %(currency)s
                        THEN abs(credit.price_total) ELSE %(total)s
                    END)
                    FROM account_move_line item
                    JOIN sale_order_line_invoice_rel rel
                        ON rel.invoice_line_id = item.id
                    JOIN sale_order_line_invoice_rel other
                        ON other.order_line_id = rel.order_line_id
                        AND other.invoice_line_id != rel.invoice_line_id
                    JOIN account_move_line credit ON credit.id = other.invoice_line_id
                    JOIN account_move note ON note.id = credit.move_id
                    WHERE item.move_id = %(invoice)s AND note.move_type = 'out_refund'
                        AND note.state != 'cancel' AND note.reversed_entry_id IS NULL
                ), 0)
                AND NOT EXISTS (
                    SELECT FROM account_move note
                    WHERE %(reversed)s = %(invoice)s AND note.state != 'cancel'
                        AND note.currency_id != %(currency)s
                )
                AND NOT EXISTS (
                    SELECT FROM account_move_line item
                    JOIN account_move_line credit ON credit.refunded_line_id = item.id
                    WHERE item.move_id = %(invoice)s
                        AND credit.parent_state != 'cancel'
                        AND (
                            credit.currency_id != %(currency)s
                            OR credit.refund_kind IS NOT NULL
                            OR NOT EXISTS (
                                SELECT FROM account_move note
                                WHERE note.id = credit.move_id
                                    AND note.reversed_entry_id = item.move_id
                            )
                        )
                )
            )""",
            **model._refund_get_columns(alias),
        )

    def _refund_get_credited(self):
        """Return the invoices that these credit notes may credit, as SQL.

        :rtype: SQL
        """
        self.flush_model(["reversed_entry_id"])
        self.env["account.move.line"].flush_model(["move_id", "sale_line_ids"])
        return SQL(
            """(
                WITH note AS (
                    SELECT id, reversed_entry_id FROM account_move
                    WHERE id = ANY(%(notes)s)
                )
                SELECT note.reversed_entry_id FROM note
                WHERE note.reversed_entry_id IS NOT NULL
                UNION
                SELECT item.move_id FROM note
                JOIN account_move_line credit ON credit.move_id = note.id
                JOIN sale_order_line_invoice_rel rel
                    ON rel.invoice_line_id = credit.id
                JOIN sale_order_line_invoice_rel other
                    ON other.order_line_id = rel.order_line_id
                JOIN account_move_line item ON item.id = other.invoice_line_id
                WHERE note.reversed_entry_id IS NULL
            )""",
            notes=self.ids,
        )

    @api.model
    def _refund_get_fully_credited(self, domain, ticket, are_few=False):
        """Return the invoices of a domain of which nothing is left to refund.

        Besides those of which amounts alone say it. Those of the customer are looked
        for from their latest credit notes: 100,000 invoices cost no more than these.

        :param domain: of the ticket's posted customer invoices
        :param ticket: the ticket
        :param bool are_few: whether each invoice of the domain can be looked at
        :return: the invoices, in superuser mode
        :rtype: recordset
        """
        # sudo: whether an invoice is credited depends on credit notes and order lines
        # that the user may not read; nothing but the ids serves, to leave them out.
        moves = self.sudo()
        domain = (
            Domain(domain)
            & Domain("refund_amount_used_up", "=", False)
            & ~Domain.custom(to_sql=moves._refund_get_something_left)
        )
        if are_few:
            found = moves.search(domain)
        else:
            found = moves.browse()
            notes = moves.search(
                Domain("commercial_partner_id", "=", ticket.commercial_partner_id.id)
                & Domain("move_type", "=", "out_refund")
                & Domain("state", "!=", "cancel"),
                order="date DESC",
                limit=LATEST_CREDIT_NOTES,
            )
            if notes:
                credited = notes._refund_get_credited()
                found = moves.search(domain & Domain("id", "in", credited))
            if others := ticket._refund_get_other_invoices():
                found |= moves.search(domain & Domain("id", "in", others.ids))
        taken = InvoiceCredits.of(found)
        return found.filtered(lambda invoice: taken[invoice].is_used_up)

    def _refund_get_used_up_reason(self, get_names=None):
        """Say which credit notes leave nothing to refund of these invoices.

        :param get_names: the function that names these credit notes; by default by
            their display names
        :rtype: str
        """
        # sudo: names of the credit notes of invoices that the user may read.
        invoices = self.sudo()
        notes = invoices._refund_get_credit_notes()
        return self.env._(
            "%(invoices)s: nothing left to refund, credited by %(notes)s.",
            invoices=join_names(self.env, invoices.mapped("name")),
            notes=get_names(notes)
            if get_names
            else join_names(self.env, notes.mapped("display_name")),
        )
