# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..as_server import as_server
from ..helpdesk_after_sales_join import join_names
from .stock_move_line import DISPOSITIONS


class StockMove(models.Model):
    """What becomes of the goods of a return: of all its lines, in its next steps."""

    _inherit = "stock.move"

    helpdesk_disposition = fields.Selection(
        selection=DISPOSITIONS,
        string="What Becomes of It",
        compute="_compute_helpdesk_disposition",
        inverse="_inverse_helpdesk_disposition",
        compute_sudo=True,
        groups="base.group_user",
        help="What becomes of all of these goods once they are received. Empty where "
        "it differs: see the details.",
    )
    helpdesk_disposition_summary = fields.Char(
        string="What Became of It",
        compute="_compute_helpdesk_disposition_summary",
        compute_sudo=True,
        groups="base.group_user",
    )
    helpdesk_disposition_problem = fields.Text(
        string="Why the Goods Wait",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Why what was chosen for these goods could not be done.",
    )

    @api.depends("move_line_ids.helpdesk_disposition")
    def _compute_helpdesk_disposition(self):
        for move in self:
            move.helpdesk_disposition = False
            # Before its lines are asked: of other transfers nothing is.
            default = move._disposition_get_default(move.picking_id)
            if default:
                chosen = {x._disposition_get() for x in move.move_line_ids}
                chosen = chosen or {default}
                if len(chosen) == 1:
                    move.helpdesk_disposition = chosen.pop()

    def _inverse_helpdesk_disposition(self):
        for move in self:
            # Empty may mean that it differs.
            if chosen := move.helpdesk_disposition:
                move.move_line_ids.helpdesk_disposition = chosen

    @api.depends("state", "move_line_ids.helpdesk_disposition")
    def _compute_helpdesk_disposition_summary(self):
        for move in self:
            is_return = move._disposition_get_default(move.picking_id)
            move.helpdesk_disposition_summary = (
                move._disposition_get_summary()
                if is_return and move.state == "done"
                else False
            )

    def _disposition_get_summary(self):
        """Say what became of goods that have arrived, how much or which lot of them.

        :rtype: str
        """
        lines = self.move_line_ids.filtered("helpdesk_disposition")
        names = dict(
            lines._fields["helpdesk_disposition"]._description_selection(self.env)
        )
        groups = lines.grouped("helpdesk_disposition")
        if len(groups) == 1:
            return names[lines[:1].helpdesk_disposition]
        parts = []
        for value, of_value in groups.items():
            unit = self.product_id.uom_id
            lots = of_value.lot_id.mapped("name")
            total = unit.round(sum(of_value.mapped("quantity_product_uom")))
            what = join_names(self.env, lots) if lots else f"{total:g} {unit.name}"
            parts.append(f"{names[value]}: {what}")
        return "; ".join(parts)

    def _disposition_get_default(self, picking):
        """Return what becomes of these goods unless the warehouse chooses otherwise.

        :param picking: their ``stock.picking``, if any
        :return: a value of ``helpdesk_disposition``; none if they are no return
        :rtype: str
        """
        if picking.helpdesk_document_type != "return" or self.scrap_id:
            return False
        # sudo: whoever receives the goods need not read why they come.
        proposed = picking.sudo().after_sales_reason_id.return_disposition
        classes = self.env["stock.move.line"]._disposition_get_classes()
        if self.helpdesk_outcome == "repair" and (
            # Gone, it could not be repaired: only somebody's choice.
            not proposed or classes[proposed].gives_away
        ):
            return "repair"
        return proposed or "restock"

    def _disposition_get_surprises(self):
        """Say what of these goods, not yet received, is not what was announced.

        :return: sentence by sentence
        :rtype: list[str]
        """
        surprises = []
        for move in self:
            if move.helpdesk_outcome:
                surprises += move._outcome_get_surprises()
            elif move.state != "cancel":
                surprises += move._disposition_get_undecided_surprises()
        return surprises

    def _disposition_get_undecided_surprises(self):
        """Say it of goods of which nothing follows: compare with their delivery.

        :return: sentence by sentence
        :rtype: list[str]
        """
        self.ensure_one()
        product = self.product_id
        lines = self.move_line_ids.filtered("quantity")
        if not lines:
            return []
        if self._disposition_is_unannounced():
            return [
                self.env._(
                    "%(product)s was not announced. Look what it is.",
                    product=product.display_name,
                )
            ]
        surprises = []
        delivery = self.origin_returned_move_id
        delivered = delivery._return_get_delivered_lots().mapped("name")
        names = [x.lot_id.name or x.lot_name for x in lines]
        foreign = [name for name in names if name and name not in delivered]
        if delivered and foreign:
            surprises.append(
                self.env._(
                    "Of %(product)s %(lots)s arrived, but %(delivery)s did not contain "
                    "it. Look what it is.",
                    product=product.display_name,
                    lots=join_names(self.env, foreign),
                    delivery=delivery.picking_id.name,
                )
            )
        arrived = sum(lines.mapped("quantity_product_uom"))
        if product.uom_id.compare(arrived, self.product_qty) > 0:
            surprises.append(
                self.env._(
                    "%(arrived)g %(unit)s of %(product)s arrived, but %(announced)g "
                    "were announced.",
                    arrived=arrived,
                    announced=self.product_qty,
                    unit=product.uom_id.name,
                    product=product.display_name,
                )
            )
        return surprises

    def action_show_details(self):
        # EXTENDS 'stock': what the lines show depends on it.
        action = super().action_show_details()
        if self.picking_id.helpdesk_document_type == "return":
            action["context"] = {
                **action["context"],
                "helpdesk_document_type": "return",
            }
        return action

    # ------------------------------------------------------------------
    # Receipt
    # ------------------------------------------------------------------

    def _outcome_get_gone(self):
        gone = super()._outcome_get_gone()
        classes = self.env["stock.move.line"]._disposition_get_classes()
        for line in self.move_line_ids:
            value = line.helpdesk_disposition
            if value and classes[value].gives_away:
                before = gone.get(line.lot_id, 0.0)
                gone[line.lot_id] = before + line.quantity_product_uom
        return gone

    def _action_done(self, cancel_backorder=False):
        # EXTENDS 'stock'
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # Not filtered(): that would fetch what is asked of each move alone.
        due_ids = [x.id for x in moves if x._disposition_is_due()]
        for lines in as_server(self.browse(due_ids))._disposition_group():
            self._outcome_try(
                lines._disposition_carry_out, lines._disposition_note_problem
            )
        return moves

    def _disposition_is_unannounced(self):
        """Whether whoever receives the return has added these goods.

        :rtype: bool
        """
        self.ensure_one()
        return not (
            self.origin_returned_move_id or self.sale_line_id or self.helpdesk_outcome
        )

    def _disposition_is_due(self):
        """Whether something is to become of these goods, and did not yet.

        :rtype: bool
        """
        self.ensure_one()
        return (
            self.picking_id.helpdesk_document_type == "return"
            and self.state == "done"
            and any(x._disposition_is_due() for x in self.move_line_ids)
        )

    def _disposition_group(self):
        """Return what is due of these moves, by return and by what is to be done.

        :rtype: list of ``stock.move.line`` recordsets
        """
        groups = []
        for picking, moves in self.grouped("picking_id").items():
            lines = moves.with_company(picking.company_id).move_line_ids
            due = lines.filtered(lambda x: x._disposition_is_due())
            groups += due.grouped("helpdesk_disposition").values()
        return groups

    # ------------------------------------------------------------------
    # Further steps of the receipt
    # ------------------------------------------------------------------

    def _disposition_get_set_apart(self):
        """Return the lines of this return that its further steps leave alone.

        :rtype: recordset of ``stock.move.line``
        """
        # Asked of its line first, which is known where this is asked: the transfer by
        # which goods of others came need not be.
        return self.move_line_ids.browse(
            [
                line.id
                for move in self
                for line in move.move_line_ids
                if line.helpdesk_disposition and line._disposition_is_set_apart()
            ]
        )

    def _skip_push(self):
        # EXTENDS 'stock': nothing is left to be carried on.
        if super()._skip_push():
            return True
        apart = self._disposition_get_set_apart() if self.state == "done" else None
        return bool(apart) and apart == self.move_line_ids

    def _get_available_move_lines_in(self):
        # EXTENDS 'stock': the next step takes nothing that was set apart, even where it
        # is still in the same place.
        available = super()._get_available_move_lines_in()
        done = [
            x
            for x in self.move_orig_ids.move_dest_ids.move_orig_ids
            if x.state == "done"
        ]
        for line in self.browse(x.id for x in done)._disposition_get_set_apart():
            key = (
                line.location_dest_id,
                line.lot_id,
                line.result_package_id,
                line.owner_id,
            )
            if key in available:
                available[key] -= line.quantity_product_uom
        return available
