# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..helpdesk_after_sales_date import format_date


class Warranty(NamedTuple):
    """What is known of the warranty of a product that a customer has.

    ``message`` says until when it lasts, or why that cannot be told. In that case,
    and without product (then there is no message either), the rest is empty.
    """

    message: str | bool
    covered: bool = False
    delivered: date | None = None
    until: date | None = None
    # The delivery that proves it: a stock move in superuser mode.
    move: models.BaseModel | None = None


class ProductProduct(models.Model):
    _inherit = "product.product"

    # ------------------------------------------------------------------
    # What can be repaired
    # ------------------------------------------------------------------

    def _repair_check_product(self):
        """Check that this product can be repaired.

        :raise UserError: if it is not a physical product
        """
        if self.type != "consu":
            raise UserError(
                self.env._(
                    "%(product)s is not a physical product, so it cannot be repaired. "
                    "Choose another product.",
                    product=self.display_name,
                )
            )

    def _repair_check_lot(self, lot):
        """Check that a lot or serial number, if any, is one of this product.

        :raise UserError: if it is one of another product
        """
        if lot and lot.product_id != self:
            raise UserError(
                self.env._(
                    "The lot/serial number %(lot)s is one of %(lot_product)s, not of "
                    "%(product)s. Choose a lot of the product to repair.",
                    lot=lot.name,
                    lot_product=lot.product_id.display_name,
                    product=self.display_name,
                )
            )

    # ------------------------------------------------------------------
    # Warranty
    # ------------------------------------------------------------------

    def _repair_get_warranty(self, ticket, partner, lot, picking=None):
        """Look up whether this product is under warranty at a customer's.

        :param ticket: the ticket that asks: deliveries of its company count, and
            first those of its orders
        :param partner: the customer, or one of their contacts
        :param lot: its lot or serial number, for a tracked product
        :param picking: the return by which the product came back, if any
        :rtype: Warranty
        """
        if not self:
            return Warranty(False)
        self.ensure_one()
        if self.type != "consu" or self.warranty <= 0:
            return Warranty(
                self.env._(
                    "Warranty unknown: %(product)s has no warranty period.",
                    product=self.display_name,
                )
            )
        if self.tracking == "none":
            lot = lot.browse()
        elif not lot:
            return Warranty(
                self.env._("Warranty unknown: choose the lot/serial number.")
            )
        if not partner:
            return Warranty(self.env._("Warranty unknown: choose the customer."))
        visible, delivery = self._repair_find_delivery(ticket, partner, lot, picking)
        if not visible:
            return Warranty(
                self.env._(
                    "Warranty unknown: %(customer)s has no ticket that you may read.",
                    customer=partner.display_name,
                )
            )
        if not delivery:
            return Warranty(
                self.env._(
                    "Warranty unknown: no delivery of %(product)s to %(customer)s was "
                    "found.",
                    product=lot.display_name or self.display_name,
                    customer=partner.commercial_partner_id.display_name,
                )
            )
        # sudo: agents need no access to deliveries; that the user may know those of
        # this customer was checked above.
        move = self.env["stock.move"].sudo().browse(delivery.move_id)
        return self._repair_get_warranty_of(delivery.date, delivery.name, move)

    def _repair_get_warranty_of(self, moment, name, move):
        """Return the warranty of this product, delivered at a time.

        :param datetime moment: when it was delivered, in UTC
        :param str name: of what delivered it
        :param move: the ``stock.move`` by which it was delivered
        :rtype: Warranty
        """
        # The day at the user's place, as the delivery shows it to them.
        delivered = fields.Datetime.context_timestamp(self, moment).date()
        until = self._repair_get_warranty_end(delivered)
        covered = fields.Date.context_today(self) <= until
        values = {
            "until": format_date(self.env, until),
            "delivered": format_date(self.env, delivered),
            "delivery": name,
        }
        if covered:
            message = self.env._(
                "Warranty until %(until)s (delivered %(delivered)s with %(delivery)s)",
                **values,
            )
        else:
            message = self.env._(
                "Warranty until %(until)s (delivered %(delivered)s with %(delivery)s): "
                "expired",
                **values,
            )
        return Warranty(message, covered, delivered, until, move)

    def _repair_get_warranty_end(self, delivered):
        """Return the last day of the warranty.

        :param date delivered: the day of the delivery
        :rtype: date
        """
        try:
            return delivered + relativedelta(
                **{f"{self.warranty_type}s": self.warranty}
            )
        except (OverflowError, ValueError):
            # Any number can be entered; this one leads beyond the last day there is.
            return date.max

    def _repair_get_received_lots(self, ticket, partner):
        """Return lots and serial numbers of this product that a customer received.

        :param ticket: the ticket that asks: deliveries of its company count
        :param partner: the customer, or one of their contacts
        :return: the latest 80, those that the user may read; none if they may not know
            what was delivered to the customer
        """
        lots = self.env["stock.lot"]
        if (
            not self
            or self.tracking == "none"
            or not partner
            or not self._repair_may_see_deliveries(ticket, partner)
        ):
            return lots
        # In superuser mode: that the user may know the deliveries was just checked.
        ids = self._repair_find_received_lots(ticket.company_id, partner, 80)
        return lots.browse(ids)._filtered_access("read")

    def _repair_get_lot_warning(self, ticket, partner, lot):
        """Return what an agent has to know of a chosen number, or False.

        :param ticket: the ticket that asks
        :param partner: the customer, or one of their contacts
        :param lot: a lot or serial number of this product, or none
        :rtype: str or False
        """
        if not lot:
            return False
        visible, delivery = self._repair_find_delivery(ticket, partner, lot)
        if not visible or delivery:
            return False
        return self.env._(
            "%(customer)s did not receive %(lot)s from us. Check the number; you can "
            "confirm the repair all the same.",
            customer=partner.display_name,
            lot=lot.display_name,
        )
