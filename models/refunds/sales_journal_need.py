# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..first_steps.after_sales_need import AfterSalesNeed


class SalesJournalNeed(AfterSalesNeed):
    """Invoices and their credit notes stand in a sales journal."""

    name = "sales_journal"
    model = "account.journal"

    def is_missing(self, switch):
        # sudo: a mere yes or no.
        journals = self.env[self.model].sudo()
        domain = [
            ("type", "=", "sale"),
            *journals._check_company_domain(self.company),
        ]
        return not journals.search_count(domain, limit=1)

    def get_text(self):
        return self.env._(
            "%(company)s has no sales journal, so there is no invoice to refund.",
            company=self.company.name,
        )

    def get_button(self):
        return self.env._("Create a Sales Journal")

    def get_advice(self):
        return self.env._("Ask an Accounting administrator to create one.")

    def get_context(self):
        return {**super().get_context(), "default_type": "sale"}
