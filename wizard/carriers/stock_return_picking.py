# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...models.asked_once import find_readable


class StockReturnPicking(models.TransientModel):
    """The Reverse Transfer popup offers the carrier's label, where it can make one."""

    _inherit = "stock.return.picking"

    return_label = fields.Boolean(
        compute="_compute_return_label",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="The carrier that brought the goods makes a label for their way back. The "
        "customer gets it with the return slip.",
    )
    return_label_carrier = fields.Char(
        compute="_compute_return_label_carrier",
        compute_sudo=False,
    )

    @api.depends("helpdesk_ticket_id", "picking_id")
    def _compute_return_label(self):
        for popup in self:
            popup.return_label = bool(popup._label_get_carrier())

    @api.depends("helpdesk_ticket_id", "picking_id")
    def _compute_return_label_carrier(self):
        for popup in self:
            carrier = popup._label_get_carrier()
            popup.return_label_carrier = carrier.name if carrier else False

    def _label_get_carrier(self):
        """Return the carrier whose label can be chosen.

        :return: a ``delivery.carrier`` in superuser mode; None if there is none
        """
        if not self.helpdesk_ticket_id or not self.picking_id._label_is_possible():
            return None
        delivery = find_readable(self.picking_id._origin)
        return delivery._label_get_carrier() if delivery else None

    def _return_make(self):
        res = super()._return_make()
        # The standard takes the carrier off a return.
        carrier = self.return_label and self.sudo(False)._label_get_carrier()
        if carrier:
            # sudo: as in the standard popup above, which has checked everything.
            back = self.sudo().created_picking_id
            if problem := back._label_make(carrier):
                # The return stands, and says what is missing: it opens next.
                back._label_note_problem(problem)
        return res
