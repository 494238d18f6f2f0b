# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models
from odoo.exceptions import UserError

from ..asked_once import find_readable, remember
from ..entered_values import is_id
from .bought_finder import BoughtFinder


class HelpdeskTicket(models.Model):
    """What the tab What the Customer Bought does about one of its lines."""

    _inherit = "helpdesk.ticket"

    def action_bought_open(self, name, line_id, lot_id=False):
        """Open the popup of a service with exactly this line.

        :param str name: of an offer, see ``_bought_get_offers``
        :param int line_id: of a ``sale.order.line`` of the ticket's customer
        :param lot_id: of a lot or serial number that was delivered with it, if any
        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if it is not possible, saying why
        """
        self.ensure_one()
        self.check_access("write")
        offers = self._bought_get_offers()
        offer = offers.get(name) if isinstance(name, str) else None
        if not offer:
            raise UserError(self.env._("Open the ticket again: nothing is named so."))
        self._after_sales_check_service(offer.switch)
        with remember(self.env):
            row = self._bought_get_row(line_id, lot_id)
            if refusal := offer.refuse and offer.refuse(row):
                raise UserError(refusal)
            action = getattr(self, offer.button)()
            context = {**self._bought_get_context(action["res_model"], row)}
            if offer.get_context:
                context |= offer.get_context(row)
        return {**action, "context": {**action["context"], **context}}

    def action_bought_choose(self, line_id, lot_id=False):
        """Fill the ticket's order, product and serial number with those of a line.

        :param int line_id: of a ``sale.order.line`` of the ticket's customer
        :param lot_id: of a lot or serial number that was delivered with it, if any
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if it is no line of the ticket's customer
        """
        self.ensure_one()
        self.check_access("write")
        with remember(self.env):
            row = self._bought_get_row(line_id, lot_id)
        vals = {"product_id": row.product.id, "lot_id": row.lot.id}
        if row.order.id not in self.sale_order_ids.ids:
            vals["sale_order_ids"] = [Command.link(row.order.id)]
        self.write(vals)

    def _bought_get_row(self, line_id, lot_id):
        """Return what is known of a line that a client names.

        :rtype: BoughtRow
        :raise UserError: if the ticket's customer did not buy it, or the user may not
            read it; if the lot was not delivered with it
        """
        lines = self.env["sale.order.line"]
        if is_id(line_id) and BoughtFinder(self).has(line_id):
            lines = find_readable(lines.browse(line_id))
        if not lines:
            raise UserError(
                self.env._(
                    "That is nothing that the customer of ticket %(ticket)s bought. "
                    "Open the ticket again.",
                    ticket=self.number,
                )
            )
        [row] = self._bought_get_rows(lines)
        if lot_id:
            lot = row.lots.filtered(lambda x: is_id(lot_id) and x.id == lot_id)
            if not lot:
                raise UserError(
                    self.env._(
                        "That lot or serial number was not delivered with "
                        "%(product)s of %(order)s. Choose another one.",
                        product=row.product.display_name,
                        order=row.order.name,
                    )
                )
            row.lot = lot
        return row

    def _bought_get_context(self, popup_model, row):
        """Return the defaults that open a popup with a line.

        :param str popup_model: the popup's model
        :param BoughtRow row: the line
        :rtype: dict
        """
        values = {
            "bought_line_id": row.line.id,
            "sale_order_id": row.order.id,
            "product_id": row.product.id,
            "lot_id": row.lot.id,
        }
        fields = self.env[popup_model]._fields
        return {f"default_{x}": id_ for x, id_ in values.items() if x in fields}
