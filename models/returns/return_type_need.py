# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError

from ..first_steps.warehouse_need import WarehouseNeed


class ReturnTypeNeed(WarehouseNeed):
    """Without an operation type for it, a return would be one more delivery."""

    name = "return_type"
    model = "stock.picking.type"

    def find_delivery_types(self):
        """Return the company's operation types that deliver and take nothing back.

        :rtype: recordset of ``stock.picking.type``, in superuser mode
        """
        return self.warehouses.out_type_id.filtered(
            lambda operation: not operation.return_picking_type_id
        )

    def is_missing(self, switch):
        # Without a warehouse that is said instead.
        return bool(self.find_delivery_types())

    def get_text(self):
        return self.env._(
            "The deliveries of %(company)s have no operation type for returns.",
            company=self.company.name,
        )

    def get_button(self):
        return self.env._("Choose One")

    def get_advice(self):
        return self.env._(
            "Ask an Inventory administrator to choose one in the operation type of the "
            "deliveries."
        )

    def may_make(self):
        return super().may_make() and self.env[self.model].has_access("write")

    def get_action(self):
        operation = self.find_delivery_types()[:1]
        if not operation:
            raise UserError(
                self.env._("No service needs this. Open the team's page again.")
            )
        return {**super().get_action(), "res_id": operation.id, "context": {}}
