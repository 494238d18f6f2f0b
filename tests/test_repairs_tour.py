# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestRepairsTour(AfterSalesCommon, HttpCase):
    def test_agent_without_repair_rights_sends_a_product_for_repair(self):
        self.team.use_product_repairs = True
        self.product.write({"warranty": 24, "warranty_type": "month"})
        delivery = self._deliver(self._new_order())
        self.ticket.product_id = self.product
        self.part = self._new_product("Heating element")
        self.start_tour(
            f"/odoo/helpdesk.ticket/{self.ticket.id}",
            "helpdesk_after_sales_repair",
            login="agent",
        )
        repair = self.ticket.repair_ids
        self.assertRecordValues(
            repair,
            [
                {
                    "state": "confirmed",
                    "product_id": self.product.id,
                    "under_warranty": True,
                    "user_id": self.agent.id,
                }
            ],
        )
        self.assertEqual(repair.tag_ids.name, "Broken switch")
        self.assertRecordValues(
            repair.move_ids,
            [
                {
                    "product_id": self.part.id,
                    "repair_line_type": "add",
                    "product_uom_qty": 2,
                }
            ],
        )
        self.assertIn(delivery.name, self.ticket.with_user(self.agent).warranty_info)
