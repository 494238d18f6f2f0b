# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property

from odoo.exceptions import UserError

from .after_sales_need import AfterSalesNeed


class WarehouseNeed(AfterSalesNeed):
    """What comes back has to go somewhere."""

    name = "warehouse"
    model = "stock.warehouse"

    @cached_property
    def warehouses(self):
        """Return the warehouses of the company, in superuser mode."""
        # sudo: only who may make one gets to know which there are.
        warehouses = self.env["stock.warehouse"].sudo()
        return warehouses.search([("company_id", "=", self.company.id)])

    def is_missing(self, switch):
        return not self.warehouses

    def get_text(self):
        return self.env._(
            "%(company)s has no warehouse.",
            company=self.company.name,
        )

    def get_button(self):
        return self.env._("Create a Warehouse")

    def get_advice(self):
        return self.env._("Ask an Inventory administrator to create one.")


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
