# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

# So many of a customer's coupons are looked at, the latest.
MOST_COUPONS = 200


class HelpdeskTicket(models.Model):
    """Which coupons were given for a line that the customer bought."""

    _inherit = "helpdesk.ticket"

    def _bought_complete_rows(self, rows, names):
        rows = super()._bought_complete_rows(rows, names)
        if not rows:
            return rows
        cards = self.env["loyalty.card"].search(
            [
                ("partner_id", "in", self._bought_get_contact_ids()),
                ("helpdesk_ticket_id", "!=", False),
            ],
            order="id DESC",
            limit=MOST_COUPONS,
        )
        # sudo: what the tickets of coupons that the user may read are about.
        cards = cards.sudo()
        tickets = cards.helpdesk_ticket_id
        about = {x: (x.product_id, x.sale_order_ids, x.lot_id) for x in tickets}
        for row in rows:
            number = sum(
                self._coupon_is_about(about[x.helpdesk_ticket_id], row) for x in cards
            )
            if number == 1:
                row.facts["coupons"] = self.env._("1 coupon given")
            elif number:
                row.facts["coupons"] = self.env._(
                    "%(number)s coupons given", number=number
                )
        return rows

    @api.model
    def _coupon_is_about(self, about, row):
        """Whether a ticket with a coupon was about a line.

        :param tuple about: its product, orders, and serial number
        :param BoughtRow row: the line
        :rtype: bool
        """
        product, orders, lot = about
        if not product and not orders:
            return False
        return (
            (not product or product == row.product)
            and (not orders or row.order in orders)
            and (not lot or lot in row.lots)
        )

    @api.model
    def _bought_get_offers(self):
        # A coupon is given to a customer, not for a line of an order.
        offers = super()._bought_get_offers()
        return {name: x for name, x in offers.items() if name != "use_coupons"}
