# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..first_steps.after_sales_need import AfterSalesNeed


class WarehouseNeed(AfterSalesNeed):
    """What comes back has to go somewhere."""

    name = "warehouse"
    model = "stock.warehouse"

    def find_warehouses(self):
        """Return the warehouses of the company, in superuser mode."""
        # sudo: a mere yes or no is made of it.
        warehouses = self.env["stock.warehouse"].sudo()
        return warehouses.search([("company_id", "=", self.company.id)])

    def is_missing(self, switch):
        return not self.find_warehouses()

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
        """Return the company's operation types that deliver, in superuser mode."""
        return self.find_warehouses().out_type_id

    def is_missing(self, switch):
        # Without a warehouse that is said instead.
        return any(
            not operation.return_picking_type_id
            for operation in self.find_delivery_types()
        )

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
        operations = self.find_delivery_types().filtered(
            lambda x: not x.return_picking_type_id
        )
        return {**super().get_action(), "res_id": operations[:1].id, "context": {}}
