# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property

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
