# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ..bought.bought_offer import BoughtOffer
from ..helpdesk_after_sales_join import join_names


class HelpdeskTicket(models.Model):
    """Warranty of a line that the customer bought, and whether it is in repair."""

    _inherit = "helpdesk.ticket"

    def _bought_complete_rows(self, rows, names):
        rows = super()._bought_complete_rows(rows, names)
        repairs = self._repair_find_open(rows)
        for row in rows:
            if row.is_goods and row.product.warranty > 0:
                if deliveries := row.first_deliveries:
                    move = deliveries[-1]
                    warranty = row.product.with_env(self.env)._repair_get_warranty_of(
                        move.date, move.picking_id.name or move.reference, move
                    )
                    row.terms["warranty"] = warranty.message, not warranty.covered
            own = [x for x in repairs if self._repair_is_about(x, row)]
            if own:
                row.facts["repairs"] = self.env._(
                    "In repair: %(repairs)s",
                    repairs=join_names(self.env, [x.name for x in own]),
                )
        return rows

    def _repair_find_open(self, rows):
        """Return the customer's open repairs of the products of these lines.

        :param list rows: ``BoughtRow``
        :return: those that the user may read, in superuser mode
        """
        repairs = self.env["repair.order"]
        product_ids = {row.product.id for row in rows}
        if not product_ids:
            return repairs
        found = repairs.search(
            Domain("partner_id", "in", self._bought_get_contact_ids())
            & Domain("product_id", "in", list(product_ids))
            & Domain("state", "not in", ("done", "cancel"))
            & Domain("company_id", "=", self.company_id.id)
        )
        # sudo: what it is about, of repairs that the user may read.
        return found.sudo()

    @api.model
    def _repair_is_about(self, repair, row):
        """Whether a repair is one of a line, as far as is known.

        :param repair: a ``repair.order``, in superuser mode
        :param BoughtRow row: the line
        :rtype: bool
        """
        if repair.product_id != row.product:
            return False
        if repair.lot_id:
            return repair.lot_id in row.lots
        orders = repair.picking_id.sale_id or repair.helpdesk_ticket_id.sale_order_ids
        return not orders or row.order in orders

    @api.model
    def _bought_get_offers(self):
        return {
            **super()._bought_get_offers(),
            "use_product_repairs": BoughtOffer(
                "use_product_repairs",
                self.env._("Repair"),
                "action_repair",
                self._repair_get_bought_refusal,
            ),
        }

    def _repair_get_bought_refusal(self, row):
        """Say why a line cannot be repaired.

        :param BoughtRow row: the line
        :rtype: str
        """
        if not row.is_goods:
            return self.env._("There are no goods to repair")
        if not row.deliveries:
            return self.env._("Nothing was delivered yet")
        return ""
