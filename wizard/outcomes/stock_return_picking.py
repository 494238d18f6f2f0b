# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.asked_once import filter_readable
from ...models.outcomes.return_refund import ReturnRefund
from ...models.outcomes.stock_move import OUTCOMES


class StockReturnPicking(models.TransientModel):
    """The Reverse Transfer popup asks what shall follow once the goods are here."""

    _inherit = "stock.return.picking"

    outcome = fields.Selection(
        selection=OUTCOMES,
        string="When It Arrives",
        compute="_compute_outcome",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="What follows by itself once the warehouse has received the goods, for "
        "what has really arrived. Empty: decide later.",
    )
    outcome_offered = fields.Binary(
        compute="_compute_outcome_offered", export_string_translation=False
    )
    # Where all is decided, quantities on the order follow it.
    outcome_is_open = fields.Boolean(
        compute="_compute_outcome_is_open", export_string_translation=False
    )
    outcome_notice = fields.Char(
        string="What Follows", compute="_compute_outcome_notice"
    )

    @api.depends("helpdesk_ticket_id", "after_sales_reason_id")
    def _compute_outcome(self):
        """Propose what the reason says, else what the team does."""
        for popup in self:
            team = popup.helpdesk_ticket_id.team_id
            if not team:
                popup.outcome = False
                continue
            proposed = (
                popup.after_sales_reason_id.return_outcome
                or (not popup.outcome and team.default_outcome)
                or popup.outcome
            )
            popup.outcome = (
                proposed if proposed in team._outcome_get_offered() else False
            )

    @api.depends("product_return_moves.outcome")
    def _compute_outcome_is_open(self):
        for popup in self:
            lines = popup.product_return_moves
            popup.outcome_is_open = any(not line.outcome for line in lines)

    @api.depends("helpdesk_ticket_id")
    def _compute_outcome_offered(self):
        for popup in self:
            team = popup.helpdesk_ticket_id.team_id
            popup.outcome_offered = team._outcome_get_offered() if team else []

    @api.depends(
        "after_sales_reason_id",
        "product_return_moves.outcome",
        "product_return_moves.quantity",
    )
    def _compute_outcome_notice(self):
        for popup in self:
            notices = popup._outcome_get_notices() if popup.helpdesk_ticket_id else []
            popup.outcome_notice = " ".join(filter(None, notices))

    def _outcome_get_notices(self):
        """Say what it comes to, sentence by sentence.

        :rtype: list[str]
        """
        return [self._outcome_get_refund_notice(), self._outcome_get_repair_notice()]

    def _outcome_get_repair_notice(self):
        """Say what becomes of what is going to be repaired.

        :rtype: str
        """
        lines = self.product_return_moves.filtered(
            lambda x: x.outcome == "repair" and x.quantity > 0
        )
        if not lines:
            return ""
        # sudo: a setting of the team, whoever uses it.
        if self.helpdesk_ticket_id.sudo().team_id.repair_send_back:
            return self.env._(
                "A repair is made once the goods have arrived, and they are sent back "
                "to the customer when it is done."
            )
        return self.env._(
            "A repair is made once the goods have arrived. When it is done, send them "
            "back from it."
        )

    def _outcome_get_refund_notice(self):
        """Say what is going to be refunded, fees withheld.

        :rtype: str
        """
        lines = self.product_return_moves.filtered(
            lambda x: x._outcome_is_refunded() and x.quantity > 0
        )
        if not lines:
            return ""
        # sudo: orders, invoices and fees; only for deliveries that the user may read,
        # and told is what it comes to.
        moves = filter_readable(lines.move_id._origin).sudo()
        sentences = []
        if sold := moves.filtered(lambda x: x.sale_line_id.product_id == x.product_id):
            sentences += self._outcome_foresee_refund_sudo(lines, sold)
        if moves.sale_line_id.product_id - moves.product_id:
            sentences.append(
                self.env._("A kit is refunded once all of its parts are here.")
            )
        if moves.filtered(lambda x: not x.sale_line_id):
            sentences.append(
                self.env._(
                    "What was delivered without a sales order is not refunded by "
                    "itself: refund it from the ticket."
                )
            )
        return " ".join(sentences)

    def _outcome_foresee_refund_sudo(self, lines, moves):
        """Say what some of the lines are going to be refunded at.

        :param lines: those to be refunded
        :param moves: what delivered them, products of an order, in superuser mode
        :return: sentence by sentence
        :rtype: list[str]
        """
        # sudo: see the caller.
        ticket = self.helpdesk_ticket_id._origin.sudo()
        refund = ReturnRefund(ticket, lines._outcome_get_returned_sudo(moves))
        if refund.uninvoiced and not refund.quantities:
            return [
                self.env._(
                    "Nothing is invoiced yet of what comes back, so nothing will be "
                    "refunded. It is invoiced as ordered: lower what is ordered."
                )
            ]
        if not refund.quantities:
            return [
                self.env._(
                    "Nothing is invoiced yet of what comes back, so nothing will be "
                    "refunded: less will be invoiced."
                )
            ]
        popups = self.env["account.move.reversal"].sudo()
        popup = popups.new(refund.prepare_popup(self.after_sales_reason_id))
        sentences = [
            self.env._(
                "Will be refunded: %(total)s, after a restocking fee of %(fees)s.",
                total=popup.refund_totals,
                fees=popup.refund_fees,
            )
            if popup.refund_fees
            else self.env._("Will be refunded: %(total)s.", total=popup.refund_totals)
        ]
        if excesses := popup._limit_foresee(popup._limit_get_all()):
            sentences += [excess.text for excess in excesses]
            sentences.append(
                self.env._(
                    "So it will not be refunded by itself: somebody has to approve it "
                    "then."
                )
            )
        return sentences

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def _return_make(self):
        self._outcome_check()
        for line in self.product_return_moves:
            if line.outcome:
                # Whatever a client sent: it follows what follows.
                line.to_refund = line._outcome_get_class().updates_order
        return super()._return_make()

    def _outcome_check(self):
        """Check that what is to follow is offered by the ticket's team.

        :raise UserError: naming what is not
        """
        team = self.helpdesk_ticket_id.team_id
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for line in self.product_return_moves:
            if line.outcome and line.outcome not in team._outcome_get_offered():
                raise UserError(
                    self.env._(
                        "Team %(team)s does not offer %(outcome)s, chosen for "
                        "%(product)s. Choose what else is to follow.",
                        team=team.name,
                        outcome=labels[line.outcome],
                        product=line.product_id.display_name,
                    )
                )
