# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

COMMON_STATES = {
    "unused": "open",
    "used": "done",
    "expired": "cancelled",
    "revoked": "cancelled",
}


class LoyaltyCard(models.Model):
    """What a coupon tells the overview."""

    _inherit = "loyalty.card"

    @api.model
    def _after_sales_get_state(self, alias):
        # As after_sales_state has it, in the same order.
        column = self._after_sales_get_column
        points = column(alias, "points")
        return SQL(
            """CASE
                WHEN EXISTS (
                    SELECT FROM sale_order_line line
                    JOIN sale_order ON sale_order.id = line.order_id
                    WHERE %(coupon)s = %(card)s AND %(order_state)s != 'cancel'
                ) THEN 'done'
                WHEN %(active)s IS NOT TRUE THEN 'cancelled'
                WHEN %(points)s <= 0 OR %(points)s < COALESCE((
                    SELECT min(%(required)s) FROM loyalty_reward reward
                    WHERE %(program)s = %(card_program)s AND %(reward_active)s
                ), 0) THEN 'done'
                WHEN %(expires)s < %(today)s THEN 'cancelled'
                ELSE 'open'
            END""",
            coupon=column("line", "coupon_id", "sale.order.line"),
            card=SQL.identifier(alias, "id"),
            order_state=column("sale_order", "state", "sale.order"),
            active=column(alias, "active"),
            points=points,
            required=column("reward", "required_points", "loyalty.reward"),
            program=column("reward", "program_id", "loyalty.reward"),
            reward_active=column("reward", "active", "loyalty.reward"),
            card_program=column(alias, "program_id"),
            expires=column(alias, "expiration_date"),
            today=self.env["loyalty.program"]._coupon_get_today(self.env.company),
        )

    def _after_sales_get_common_state(self):
        state = COMMON_STATES[self.after_sales_state]
        self._coupon_forget_orders()
        return state

    def _after_sales_get_state_label(self):
        field = self._fields["after_sales_state"]
        labels = dict(field._description_selection(self.env))
        # One of no ticket has none.
        return labels.get(self.after_sales_state, "")

    def _after_sales_describe(self):
        description = super()._after_sales_describe()
        self._coupon_forget_orders()
        return description

    def _coupon_forget_orders(self):
        # The state hangs on orders, whose changes the cache does not follow.
        self.invalidate_recordset(
            ["after_sales_state", "after_sales_order_id"], flush=False
        )

    def _after_sales_get_title(self):
        if reward := self.program_id._coupon_get_reward():
            return self.env._("Coupon: %(reward)s", reward=reward)
        return self.env._("Coupon")

    def _after_sales_get_related(self):
        return [*super()._after_sales_get_related(), *self.after_sales_order_id]

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _after_sales_get_done_refusal(self):
        return self.env._(
            "Coupon %(coupon)s is used: it cannot be undone any more. Remove it from "
            "its order first, or cancel that order.",
            coupon=self.display_name,
        )

    def _after_sales_get_undo_help(self):
        return self.env._("The customer will not be able to use this coupon any more.")

    def _after_sales_undo(self):
        self.action_coupon_revoke()

    @api.model
    def _after_sales_get_linkable_domain(self, ticket):
        domain = super()._after_sales_get_linkable_domain(ticket)
        return domain & Domain("program_id.program_type", "=", "coupons")
