# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..helpdesk_after_sales_join import join_phrases
from ..limits.after_sales_limit import AfterSalesLimit, LimitExcess


class LateReturnLimit(AfterSalesLimit):
    """What the rules do not take back any more, or never did."""

    team_fields = ("late_return",)
    popup_fields = ("product_return_moves.quantity", "product_return_moves.move_id")

    @classmethod
    def is_set(cls, team):
        return team.late_return in ("approve", "refuse")

    def foresee(self, popup):
        lines = popup.product_return_moves.filtered(lambda x: x.quantity > 0)
        return self._compare(lines.move_id._origin)

    def measure(self, documents):
        return self._compare(documents.move_ids.origin_returned_move_id)

    def _compare(self, deliveries):
        # sudo: told are the product and the day, of deliveries that the user returns.
        deliveries = deliveries.sudo()
        late = deliveries._return_get_late(self.company, self.ticket.partner_id)
        if not late:
            return None
        # One sentence for the lots and components of the same.
        reasons = dict.fromkeys(
            self.env._(
                "%(product)s: %(reason)s",
                product=move.product_id.display_name,
                reason=found.get_reason(self.env),
            )
            for move, found in late.items()
        )
        return LimitExcess(
            self.env._(
                "The team of ticket %(ticket)s does not take this back by itself. "
                "%(reasons)s.",
                ticket=self.ticket.number,
                reasons=join_phrases(self.env, reasons),
            ),
            is_final=self.team.late_return == "refuse",
        )
