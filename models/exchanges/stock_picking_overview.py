# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..helpdesk_after_sales_join import join_names


class StockPicking(models.Model):
    """What a replacement tells the overview."""

    _inherit = "stock.picking"

    helpdesk_replacement_move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="helpdesk_return_id",
        string="Replacement Moves",
        readonly=True,
    )

    @api.model
    def _after_sales_get_conditions(self, alias):
        # See _exchange_is_last_step.
        column = self._after_sales_get_column
        return [
            *super()._after_sales_get_conditions(alias),
            SQL(
                """(
                    NOT EXISTS (
                        SELECT FROM stock_move item
                        WHERE %(picking)s = %(id)s AND %(return)s IS NOT NULL
                    ) OR (
                        SELECT %(code)s FROM stock_picking_type kind
                        WHERE kind.id = %(type)s
                    ) = 'outgoing' OR EXISTS (
                        SELECT FROM stock_move item
                        WHERE %(picking)s = %(id)s AND %(return)s IS NOT NULL
                            AND NOT EXISTS (
                                SELECT FROM stock_move_move_rel step
                                WHERE %(step)s = item.id
                            )
                    )
                )""",
                id=SQL.identifier(alias, "id"),
                picking=column("item", "picking_id", "stock.move"),
                type=column(alias, "picking_type_id"),
                code=column("kind", "code", "stock.picking.type"),
                step=SQL.identifier(
                    "step",
                    "move_orig_id",
                    to_flush=self.env["stock.move"]._fields["move_dest_ids"],
                ),
                **{"return": column("item", "helpdesk_return_id", "stock.move")},
            ),
        ]

    def _exchange_is_last_step(self):
        """Whether this transfer stands for its replacement.

        In several steps only the last one that there is does: what is picked and packed
        is nothing that the customer gets. Odoo makes the next step when one is done.

        :rtype: bool
        """
        self.ensure_one()
        return self.picking_type_code == "outgoing" or any(
            not move.move_dest_ids for move in self.move_ids if move.helpdesk_return_id
        )

    def _after_sales_get_contents(self):
        contents = super()._after_sales_get_contents()
        if self.helpdesk_document_type != "replacement":
            return contents
        replaced = {x.product_id for x in self.move_ids if x.helpdesk_return_id}
        return [line for line in contents if line[0] in replaced]

    def _after_sales_get_state_label(self):
        if self.helpdesk_document_type == "replacement":
            if self.state == "done":
                return self.env._("Sent")
            if self.state != "cancel":
                return self.env._("To be sent")
        return super()._after_sales_get_state_label()

    def _after_sales_get_related(self):
        # Each beside the other one.
        returns = self.move_ids.helpdesk_return_id
        replacements = [
            picking
            for picking in self.helpdesk_replacement_move_ids.picking_id
            if picking._exchange_is_last_step()
        ]
        return [*super()._after_sales_get_related(), *returns, *replacements]

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _return_has_begun(self):
        # Also what is already packed to be sent.
        moves = self.move_ids.helpdesk_return_id.helpdesk_replacement_move_ids
        return super()._return_has_begun() or "done" in moves.mapped("state")

    def _return_get_begun_refusal(self):
        if self.helpdesk_document_type != "replacement":
            return super()._return_get_begun_refusal()
        return self.env._(
            "Part of %(document)s is sent, or is being packed just now. Ask the "
            "warehouse to stop it.",
            document=self.display_name,
        )

    def _after_sales_get_done_refusal(self):
        if self.helpdesk_document_type != "replacement":
            return super()._after_sales_get_done_refusal()
        return self.env._(
            "%(document)s is sent: it cannot be undone any more.",
            document=self.display_name,
        )

    def _after_sales_get_undo_help(self):
        sent = self.helpdesk_replacement_move_ids.picking_id.filtered(
            lambda x: x.state == "done" and x._exchange_is_last_step()
        )
        help_text = super()._after_sales_get_undo_help()
        if not sent:
            return help_text
        return self.env._(
            "%(help)s What was sent for it already (%(replacements)s) cannot be taken "
            "back: ask the customer for the goods, or charge them.",
            help=help_text,
            replacements=join_names(self.env, sent.mapped("name")),
        )

    def _after_sales_get_undo_companions(self):
        replacements = self.helpdesk_replacement_move_ids.picking_id
        return replacements.filtered(
            lambda x: x._exchange_is_last_step() and x._after_sales_is_open()
        )

    def _after_sales_undo(self):
        if self.helpdesk_document_type != "replacement":
            # Whether its replacement is cancelled, too, is the agent's choice.
            picking = self.with_context(helpdesk_keep_replacements=True)
            return super(StockPicking, picking)._after_sales_undo()
        # What else is in the delivery stays; whatever is picked for it does not.
        returns = self.move_ids.helpdesk_return_id
        moves = returns.helpdesk_replacement_move_ids
        moves.filtered(lambda x: x.state not in ("done", "cancel"))._action_cancel()
        sentences = moves.sale_line_id._exchange_take_back()
        if sentences:
            self.helpdesk_ticket_id.message_post(
                body=" ".join(sentences), subtype_xmlid="mail.mt_note"
            )
        # A delivery that goes on with other goods is none of the ticket's any more: for
        # the ticket it has ended here.
        going_on = moves.picking_id.filtered(lambda x: x.state != "cancel")
        tickets = going_on.helpdesk_ticket_id
        going_on.helpdesk_ticket_id = False
        for ticket in tickets:
            ticket._closing_ask()
        return None
