# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    """The customer's opinion, where OCA's helpdesk_mgmt_rating is installed."""

    _inherit = "helpdesk.ticket"

    def _rating_is_asked(self):
        """Whether the customer is asked how it went: once, when the ticket is closed.

        To be called in superuser mode.

        :rtype: bool
        """
        self.ensure_one()
        if "rating_status" not in self._fields or self.rating_status == "no_rate":
            return False
        return bool(self.closed and self.partner_id) and not self._rating_get_given()

    def _rating_get_given(self):
        """Return what the customer has answered since the ticket was closed.

        To be called in superuser mode.

        :rtype: recordset of ``rating.rating``
        """
        closed_on = self.closed_date
        return self.rating_ids.filtered(
            lambda rating: (
                rating.consumed
                and rating.partner_id == self.partner_id
                and (not closed_on or rating.write_date >= closed_on)
            )
        )

    def _rating_get_token(self):
        """Return the token of the customer's rating, which is made if there is none.

        To be called in superuser mode, for the customer alone.

        :rtype: str
        """
        # The page may be opened twice at once: one customer, one rating.
        self._after_sales_lock_rows()
        return self._rating_get_access_token()
