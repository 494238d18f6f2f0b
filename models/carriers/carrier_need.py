# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..first_steps.after_sales_need import AfterSalesNeed


class CarrierNeed(AfterSalesNeed):
    """Where carriers are in use, one brings what comes back."""

    name = "carrier"
    model = "delivery.carrier"

    def is_missing(self, switch):
        if not self.env["stock.picking"]._label_is_possible():
            return False
        # sudo: a mere yes or no.
        carriers = self.env[self.model].sudo()
        domain = carriers._check_company_domain(self.company)
        return not carriers.search_count(list(domain), limit=1)

    def get_text(self):
        return self.env._(
            "%(company)s has no delivery method, so customers get no return label.",
            company=self.company.name,
        )

    def get_button(self):
        return self.env._("Create a Delivery Method")

    def get_advice(self):
        return self.env._("Ask an Inventory administrator to create one.")
