# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class StockReturnPicking(models.TransientModel):
    """The Reverse Transfer popup asks what is sent for what comes back."""

    _inherit = "stock.return.picking"

    # Another product is paid for, and what comes back is refunded.
    replace_other_offered = fields.Boolean(
        compute="_compute_replace_other_offered", export_string_translation=False
    )

    # A column less where nothing is replaced.
    replace_other_shown = fields.Boolean(
        compute="_compute_replace_other_shown", export_string_translation=False
    )

    @api.depends("helpdesk_ticket_id")
    def _compute_replace_other_offered(self):
        for popup in self:
            popup.replace_other_offered = popup._exchange_offers_other()

    @api.depends("replace_other_offered", "product_return_moves.outcome")
    def _compute_replace_other_shown(self):
        for popup in self:
            outcomes = popup.product_return_moves.mapped("outcome")
            popup.replace_other_shown = (
                popup.replace_other_offered and "replace" in outcomes
            )

    def _exchange_offers_other(self):
        """Whether the team can send another product than the one that comes back.

        :rtype: bool
        """
        # sudo: a switch of the team, whoever uses it.
        return bool(self.helpdesk_ticket_id.sudo().team_id.use_credit_notes)

    def _exchange_get_product_domain(self):
        """Return the products that can be sent instead.

        :rtype: Domain
        """
        company = self.helpdesk_ticket_id.company_id
        products = self.env["product.product"]
        return (
            Domain("sale_ok", "=", True)
            & Domain("active", "=", True)
            & Domain("type", "=", "consu")
            & Domain(products._check_company_domain(company))
        )

    # ------------------------------------------------------------------
    # What it comes to
    # ------------------------------------------------------------------

    @api.depends("product_return_moves.replace_product_id")
    def _compute_outcome_notice(self):
        return super()._compute_outcome_notice()

    def _outcome_get_notices(self):
        lines = self.product_return_moves.filtered(
            lambda x: x.outcome == "replace" and x.quantity > 0
        )
        notices = super()._outcome_get_notices()
        if not lines:
            return notices
        notices += [
            x._exchange_get_price_notice() for x in lines if x._exchange_is_other()
        ]
        # sudo: a setting of the team, whoever uses it.
        if self.helpdesk_ticket_id.sudo().team_id.replace_when == "advance":
            notices.append(self.env._("The replacement is sent at once."))
        else:
            notices.append(
                self.env._("The replacement is sent once the goods have arrived.")
            )
        return notices

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def _outcome_check(self):
        res = super()._outcome_check()
        for line in self.product_return_moves:
            if line._exchange_is_other():
                line._exchange_check_product()
        return res

    def _return_make(self):
        res = super()._return_make()
        # sudo: a setting of the team, whoever uses it.
        if self.helpdesk_ticket_id.sudo().team_id.replace_when == "advance":
            self._exchange_send_in_advance()
        return res
