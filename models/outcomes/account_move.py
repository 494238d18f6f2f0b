# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..asked_once import find_readable
from ..entered_values import is_id


class AccountMove(models.Model):
    """A credit note that a return made when it arrived."""

    _inherit = "account.move"

    helpdesk_return_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Made for Return",
        index="btree_not_null",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The return whose arrival made this credit note.",
    )

    @api.model
    def _after_sales_check_link(self, vals):
        res = super()._after_sales_check_link(vals)
        picking_id = vals.get("helpdesk_return_id")
        if picking_id:
            # As the user: its name shows to whoever reads the credit note.
            picking = self.env["stock.picking"].sudo(False)
            if is_id(picking_id):
                picking = picking.browse(picking_id)
            if not picking or not find_readable(picking):
                raise AccessError(
                    self.env._("You may not read the return that you want to link.")
                )
        return res

    def _after_sales_get_related(self):
        return [*super()._after_sales_get_related(), *self.helpdesk_return_id]
