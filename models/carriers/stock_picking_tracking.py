# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..entered_values import is_text

LONGEST = 64


class StockPicking(models.Model):
    """The number by which the customer's parcel can be followed.

    A field of ours, also where ``stock_delivery`` has one: that is the carrier's own
    number, which its connection writes and empties, of the carrier of the transfer. The
    customer may send their parcel by any.
    """

    _inherit = "stock.picking"

    helpdesk_tracking_number = fields.Char(
        string="Customer's Tracking Number",
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="By which the parcel can be followed that the customer sends back.",
    )

    @api.constrains("helpdesk_tracking_number")
    def _check_helpdesk_tracking_number(self):
        for picking in self:
            number = picking.helpdesk_tracking_number
            if number and not self._tracking_is_number(number):
                raise ValidationError(
                    self.env._(
                        "Enter the tracking number as the carrier gives it: letters, "
                        "digits and signs in one line, %(count)s at most.",
                        count=LONGEST,
                    )
                )

    @api.model
    def _tracking_is_number(self, number):
        """Whether a text can be a carrier's number.

        :rtype: bool
        """
        return (
            is_text(number)
            and number.isprintable()
            and len(number) <= LONGEST
            # Of a link or of HTML nobody needs more than the number in it.
            and not any(sign in number for sign in "<>\"'")
        )

    def action_enter_tracking_number(self):
        """Open the popup that asks for the number of the customer's parcel.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the return's ticket
        :raise UserError: if it is no return that is expected
        """
        self.ensure_one()
        self._return_check_slip()
        # sudo: to name the ticket, which is checked as the user next.
        ticket = self.sudo().helpdesk_ticket_id.sudo(False)
        ticket._after_sales_check_service("use_product_returns")
        self._return_check_expected()
        return ticket._after_sales_open_popup(
            "use_product_returns",
            "helpdesk.after.sales.tracking",
            "helpdesk_mgmt_after_sales.helpdesk_after_sales_tracking_view_form",
            self.env._("Tracking Number"),
            {
                "default_picking_id": self.id,
                "default_tracking_number": self.helpdesk_tracking_number,
            },
        )

    def _return_is_expected(self):
        """Whether the goods of this return are still to come.

        :rtype: bool
        """
        return self.state not in ("done", "cancel")

    def _return_check_expected(self):
        """Check that the goods of this return are still to come.

        :raise UserError: if they are here, or will not come
        """
        if not self._return_is_expected():
            raise UserError(
                self.env._(
                    "Return %(transfer)s has been received or cancelled: its parcel is "
                    "not expected any more.",
                    transfer=self.name,
                )
            )

    # ------------------------------------------------------------------
    # On the ticket
    # ------------------------------------------------------------------

    def _after_sales_get_chain(self):
        steps = super()._after_sales_get_chain()
        if (
            not steps
            and self.helpdesk_tracking_number
            and self.helpdesk_document_type == "return"
            and self._return_is_expected()
        ):
            # Nothing follows, or it is not decided yet; the parcel is on its way.
            return [self._outcome_get_receipt_step()]
        return steps

    def _outcome_get_receipt_step(self):
        step = super()._outcome_get_receipt_step()
        if step["state"] == "waiting" and self.helpdesk_tracking_number:
            step["notes"].append(self.helpdesk_tracking_number)
        return step
