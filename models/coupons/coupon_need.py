# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..first_steps.after_sales_need import AfterSalesNeed


class CouponProgramNeed(AfterSalesNeed):
    """A coupon is one of a program that runs today."""

    name = "coupon_program"
    model = "loyalty.program"

    def is_missing(self, switch):
        # sudo: a mere yes or no.
        return not self.env[self.model].sudo()._coupon_find_programs(self.company)

    def get_text(self):
        return self.env._(
            "No coupon program with a reward is running for %(company)s.",
            company=self.company.name,
        )

    def get_button(self):
        return self.env._("Create a Coupon Program")

    def get_advice(self):
        return self.env._(
            "Ask a Sales administrator to create one, with the program type Coupons."
        )

    def may_make(self):
        # Its discount gets a product.
        products = self.env["product.product"]
        return super().may_make() and products.has_access("create")

    def get_action(self):
        view = self.env.ref("loyalty.loyalty_program_view_form")
        return {**super().get_action(), "views": [(view.id, "form")]}

    def get_context(self):
        # Not its company, which would be that of the discount's product, too: a program
        # without one is for all.
        return {"default_program_type": "coupons"}
