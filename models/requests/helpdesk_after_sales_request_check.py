# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class HelpdeskAfterSalesRequest(models.Model):
    """Whether a draft can still be sent. All in superuser mode.

    Days lie between the form and this: what it was filled in with counts for nothing.
    """

    _inherit = "helpdesk.after.sales.request"

    def _get_asked_team(self):
        """Return the team that is asked: the ticket's, or the company's.

        :return: one ``helpdesk.ticket.team``, or none if nobody can be asked any more
        """
        team = self.company_id._request_get_team()
        return (self.ticket_id.team_id or team) if team else team

    def _check(self):
        """Check that what is asked for can still be asked for.

        :raise UserError: saying what not, and why
        """
        team = self._get_asked_team()
        wish = team._request_get_offered().get(self.wish)
        if not wish:
            raise UserError(
                self.env._(
                    "This can no longer be asked for here. Please write to us instead."
                )
            )
        self._check_ticket()
        tickets = self.env["helpdesk.ticket"]
        ticket = tickets._request_prepare_ticket(self.partner_id, self.company_id, team)
        lines = ticket._request_find_lines(self.line_ids.sale_line_id.ids)
        pieces = {
            (piece.line, piece.lot): piece
            for piece in ticket._request_get_pieces(lines)
        }
        for line in self.line_ids:
            piece = pieces.get((line.sale_line_id, line.lot_id))
            check_piece(ticket, piece, wish, line.quantity, line._get_words())

    def _check_ticket(self):
        """Check that the ticket to which it is to go is still open, and the customer's.

        :raise UserError: if it is not
        """
        ticket = self.ticket_id
        if not ticket:
            return
        is_theirs = (
            ticket.commercial_partner_id == self.customer_id
            and ticket.company_id == self.company_id
        )
        if not is_theirs:
            # Whose it is now is not theirs to know.
            raise UserError(
                self.env._(
                    "This cannot be sent any more. Please start again from your order."
                )
            )
        if ticket.closed or not ticket.active:
            raise UserError(
                self.env._(
                    "Ticket %(ticket)s was closed meanwhile. Please start again from "
                    "your order.",
                    ticket=ticket.number,
                )
            )


def check_piece(ticket, piece, wish, quantity, words):
    """Check that a customer can ask for something, and for so much of it.

    :param ticket: the customer's, in superuser mode, which need not be saved
    :param piece: the ``RequestPiece``; None if they do not have it
    :param wish: a ``RequestWish``
    :param float quantity: in the piece's unit
    :param str words: what it is about
    :raise UserError: saying why not
    """
    env = ticket.env
    if not piece:
        raise UserError(
            env._(
                "%(product)s is nothing that you can ask for here. Please start "
                "again from your order.",
                product=words,
            )
        )
    if refusal := wish.get_refusal(ticket, piece.row):
        raise UserError(
            env._(
                "%(product)s: %(reason)s.",
                product=words,
                reason=refusal.rstrip("."),
            )
        )
    if piece.unit.compare(quantity, piece.left) > 0:
        if piece.asked:
            raise UserError(
                env._(
                    "You have asked for %(product)s already: see ticket %(tickets)s.",
                    product=words,
                    tickets=", ".join(x.ticket_id.number for x in piece.asked),
                )
            )
        raise UserError(
            env._(
                "Of %(product)s you have %(left)s, not %(quantity)s.",
                product=words,
                left=piece.format(piece.left),
                quantity=piece.format(quantity),
            )
        )
