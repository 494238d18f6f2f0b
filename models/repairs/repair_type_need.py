# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError

from ..first_steps.warehouse_need import WarehouseNeed


class RepairTypeNeed(WarehouseNeed):
    """A repair is an operation of a warehouse."""

    name = "repair_type"
    model = "stock.picking.type"

    def is_missing(self, switch):
        if not self.warehouses:
            # That is said instead.
            return False
        # sudo: a mere yes or no.
        repairs = self.env["repair.order"].sudo()
        try:
            repairs._repair_get_picking_type(self.company, repairs.env["stock.picking"])
        except UserError:
            return True
        return False

    def get_text(self):
        return self.env._(
            "%(company)s has no operation type for repairs.",
            company=self.company.name,
        )

    def get_button(self):
        return self.env._("Create an Operation Type")

    def get_context(self):
        return {
            **super().get_context(),
            "default_name": self.env._("Repairs"),
            # The type's sequence gets it, too: nothing looks for one by this code.
            "default_code": "repair_operation",
            "default_sequence_code": "RO",
            "default_warehouse_id": self.warehouses[:1].id,
        }
