# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models


class StockPicking(models.Model):
    """How a return gets its replacement: before its goods are here, or after."""

    _inherit = "stock.picking"

    def _exchange_get_first(self):
        """Return the return whose backorder this one is, the first of them.

        :rtype: recordset of ``stock.picking``
        """
        first = self
        while first.backorder_id:
            first = first.backorder_id
        return first

    def _exchange_find_replacement_moves(self):
        """Return what is sent for the goods of this return, as the database has it.

        :rtype: recordset of ``stock.move``
        """
        return self.env["stock.move"].search([("helpdesk_return_id", "in", self.ids)])

    def _exchange_run_rules(self, quantities):
        """Let the rules of the warehouse send the same products once more.

        The standard popup does it, filled in by the server.

        :param dict quantities: quantity by move of this return, in its product's unit
        :raise UserError: if there is no rule for it
        """
        if not quantities:
            return
        lines = []
        for move, quantity in quantities.items():
            product = move.product_id
            delivered = move.origin_returned_move_id
            unit = delivered._return_get_unit()
            converted = product.uom_id._compute_quantity(quantity, unit)
            back = unit._compute_quantity(converted, product.uom_id, round=False)
            # Of a dozen that comes back in pieces, pieces are sent.
            in_pieces = product.uom_id.compare(back, quantity) != 0
            lines.append(
                Command.create(
                    {
                        "product_id": product.id,
                        "move_id": delivered.id,
                        "in_product_unit": in_pieces,
                        "quantity": quantity if in_pieces else converted,
                    }
                )
            )
        popup = self.env["stock.return.picking"].create(
            {
                "helpdesk_ticket_id": self.helpdesk_ticket_id.id,
                "sale_order_id": False,
                "product_id": False,
                "lot_id": False,
                "picking_id": self.return_id.id,
                "created_picking_id": self.id,
                "return_location_id": self.location_dest_id.id,
                "product_return_moves": lines,
            }
        )
        popup._exchange_run_rules()

    def _exchange_register_replacements(self, known):
        """Log on return, replacement and ticket where the others are.

        :param known: ``stock.move`` records of replacements that were logged before
        """
        replacements = (self._exchange_find_replacement_moves() - known).picking_id
        for replacement in replacements:
            replacement.message_post_with_source(
                "mail.message_origin_link",
                render_values={"self": replacement, "origin": self},
                subtype_xmlid="mail.mt_note",
            )
        replacements.filtered(
            lambda x: x.helpdesk_ticket_id == self.helpdesk_ticket_id
        )._after_sales_log_origin()

    def _exchange_log_left(self, sentences):
        """Log on the ticket what was sent for a cancelled return and stays so.

        :param list sentences: as :meth:`_exchange_take_back` of moves returns them
        """
        if sentences and self.helpdesk_ticket_id:
            self.helpdesk_ticket_id.message_post(
                body=self.env._(
                    "%(transfer)s was cancelled. %(sentences)s",
                    transfer=self.name,
                    sentences=" ".join(sentences),
                ),
                subtype_xmlid="mail.mt_note",
            )
