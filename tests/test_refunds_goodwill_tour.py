# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import AfterSalesShop


@tagged("post_install", "-at_install")
class TestRefundsGoodwillTour(AfterSalesShop, HttpCase):
    def test_tenth_of_the_price_is_posted_at_once(self):
        self._set_up_shop()
        self.team.write({"use_credit_notes": True, "refund_post_limit": 50})
        self.company.after_sales_goodwill_product_id = self._new_product(
            "Goodwill", type="service", is_storable=False
        )
        invoice = self._invoice(self._new_order([(self.product, 3)]))
        self.ticket.product_id = self.product
        self.start_tour(
            f"/odoo/helpdesk-tickets/{self.ticket.id}",
            "after_sales_goodwill",
            login="agent",
        )
        self.assertRecordValues(
            invoice.reversal_move_ids,
            [
                {
                    "state": "posted",
                    "amount_total": 30,
                    "refund_posted_at_once": True,
                }
            ],
        )
