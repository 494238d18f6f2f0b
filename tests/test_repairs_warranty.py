# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.tests import tagged

from .common_repairs import WarrantyCommon


@tagged("post_install", "-at_install")
class TestRepairsWarranty(WarrantyCommon):
    """Whether a product is under warranty is looked up, not guessed."""

    @freeze_time("2026-06-01 12:00:00")
    def test_serial(self):
        lot = self._stock(self._new_lot(self.serial_product, "SN1"))
        delivery = self._delivered(
            "2025-03-15 10:00:00", [(self.serial_product, 1)], lot
        )
        expected = (
            f"Warranty until 03/15/2027 (delivered 03/15/2025 with {delivery.name})"
        )
        self.ticket.write({"product_id": self.serial_product.id, "lot_id": lot.id})
        self.assertEqual(self.ticket.with_user(self.agent).warranty_info, expected)
        self._assert_warranty(expected, True)
        self.assertTrue(self._repair().under_warranty)

    @freeze_time("2026-06-01 12:00:00")
    def test_lot_of_several_customers(self):
        lot = self._stock(self._new_lot(self.lot_product, "L1"), 5)
        delivery = self._delivered("2025-01-31 10:00:00", [(self.lot_product, 1)], lot)
        self._delivered(
            "2026-05-01 10:00:00",
            [(self.lot_product, 1)],
            lot,
            partner_id=self.other_customer.id,
        )
        self._assert_warranty(
            f"Warranty until 01/31/2027 (delivered 01/31/2025 with {delivery.name})",
            True,
            product_id=self.lot_product,
            lot_id=lot,
        )

    @freeze_time("2026-06-01 12:00:00")
    def test_untracked_takes_the_tickets_order_else_the_latest(self):
        old = self._delivered("2025-01-10 10:00:00")
        new = self._delivered("2026-01-10 10:00:00")
        self._assert_warranty(
            f"Warranty until 01/10/2028 (delivered 01/10/2026 with {new.name})",
            True,
            product_id=self.product,
        )
        self.ticket.sale_order_ids = old.sale_id
        self._assert_warranty(
            f"Warranty until 01/10/2027 (delivered 01/10/2025 with {old.name})",
            True,
            product_id=self.product,
        )

    @freeze_time("2026-06-01 12:00:00")
    def test_out_of_date(self):
        delivery = self._delivered("2024-05-31 10:00:00")
        self.ticket.product_id = self.product
        expected = (
            f"Warranty until 05/31/2026 (delivered 05/31/2024 with {delivery.name}): "
            "expired"
        )
        self.assertEqual(self.ticket.with_user(self.agent).warranty_info, expected)
        self._assert_warranty(expected, False)

    @freeze_time("2026-05-31 22:30:00")
    def test_last_day_counts_in_the_users_time_zone(self):
        delivery = self._delivered("2024-05-31 12:00:00")
        self._assert_warranty(
            f"Warranty until 05/31/2026 (delivered 05/31/2024 with {delivery.name})",
            True,
            product_id=self.product,
        )
        self.agent.tz = "Asia/Tehran"
        self._assert_warranty(
            f"Warranty until 05/31/2026 (delivered 05/31/2024 with {delivery.name}): "
            "expired",
            False,
            product_id=self.product,
        )

    def test_delivery_day_in_the_users_time_zone(self):
        with freeze_time("2026-06-01 12:00:00"):
            delivery = self._delivered("2025-05-31 22:30:00")
            self.agent.tz = "Asia/Tehran"
            self._assert_warranty(
                "Warranty until 06/01/2027 (delivered 06/01/2025 with "
                f"{delivery.name})",
                True,
                product_id=self.product,
            )

    def test_says_why_it_cannot_tell(self):
        self._assert_warranty(
            "Warranty unknown: no delivery of Desk lamp to Deco Addict was found.",
            False,
            product_id=self.product,
        )
        self._assert_warranty(
            "Warranty unknown: choose the lot/serial number.",
            False,
            product_id=self.serial_product,
        )
        lot = self._new_lot(self.serial_product, "SN1")
        self._assert_warranty(
            "Warranty unknown: no delivery of SN1 to Deco Addict was found.",
            False,
            product_id=self.serial_product,
            lot_id=lot,
        )
        self._assert_warranty(
            "Warranty unknown: Heating element has no warranty period.",
            False,
            product_id=self.part,
        )
        self._assert_warranty(
            "Warranty unknown: choose the customer.",
            False,
            product_id=self.product,
            partner_id=self.env["res.partner"],
        )
        self._assert_warranty(False, False)

    def test_ticket_line_only_with_the_service_and_a_product(self):
        ticket = self.ticket.with_user(self.agent)
        self.assertFalse(ticket.warranty_info)
        self.ticket.product_id = self.product
        self.assertIn("Warranty unknown", ticket.warranty_info)
        self.team.use_product_repairs = False
        self.assertFalse(ticket.warranty_info)

    @freeze_time("2026-06-01 12:00:00")
    def test_other_customers_deliveries_stay_closed(self):
        self._delivered("2026-01-10 10:00:00", partner_id=self.other_customer.id)
        self._assert_warranty(
            "Warranty unknown: Gemini has no ticket that you may read.",
            False,
            product_id=self.product,
            partner_id=self.other_customer,
        )
        self._new_ticket(partner_id=self.other_customer.id)
        self._assert_warranty_starts(self.other_customer, "Warranty until 01/10/2028")

    @freeze_time("2026-06-01 12:00:00")
    def test_shipped_elsewhere_than_to_who_ordered(self):
        delivery = self._delivered(
            "2026-01-10 10:00:00", partner_shipping_id=self.other_customer.id
        )
        self.assertEqual(delivery.partner_id, self.other_customer)
        self._assert_warranty_starts(self.customer, "Warranty until 01/10/2028")

    @freeze_time("2026-06-01 12:00:00")
    def test_handing_back_starts_no_new_warranty(self):
        lot = self._stock(self._new_lot(self.serial_product, "SN1"))
        delivery = self._delivered(
            "2024-01-10 10:00:00", [(self.serial_product, 1)], lot
        )
        with freeze_time("2026-05-10 10:00:00"):
            returned = self._return(delivery)
        with freeze_time("2026-05-20 10:00:00"):
            handed_back = self._return(returned)
        self.assertEqual(handed_back.location_dest_id.usage, "customer")
        self._assert_warranty(
            f"Warranty until 01/10/2026 (delivered 01/10/2024 with {delivery.name}): "
            "expired",
            False,
            product_id=self.serial_product,
            lot_id=lot,
        )

    @freeze_time("2026-06-01 12:00:00")
    def test_chosen_return_tells_the_delivery(self):
        old = self._delivered("2025-01-10 10:00:00")
        self._delivered("2026-01-10 10:00:00")
        returned = self._return(old)
        form = self._open(product_id=self.product)
        self.assertEqual(form.picking_id, returned)
        self.assertEqual(
            form.warranty_info,
            f"Warranty until 01/10/2027 (delivered 01/10/2025 with {old.name})",
        )

    @freeze_time("2026-06-01 12:00:00")
    def test_agent_overrules_and_that_is_logged(self):
        delivery = self._delivered("2026-01-10 10:00:00")
        repair = self._repair(product_id=self.product, under_warranty=False)
        self.assertFalse(repair.under_warranty)
        for record in (repair, self.ticket):
            self.assertIn(
                "is not treated as under warranty, though the look-up said: Warranty "
                f"until 01/10/2028 (delivered 01/10/2026 with {delivery.name})",
                record.message_ids[0].body,
            )
        repair = self._repair(product_id=self.part, under_warranty=True)
        self.assertTrue(repair.under_warranty)
        self.assertIn(
            "is treated as under warranty, though the look-up said: Warranty unknown",
            self.ticket.message_ids[0].body,
        )

    def test_more_deliveries_cost_no_more_queries(self):
        self.ticket.product_id = self.product
        counts = []
        for __ in range(3):
            for __ in range(4):
                self._delivered("2026-01-10 10:00:00")
            self.env.flush_all()
            self.env.invalidate_all()
            self.ticket.with_user(self.agent).mapped("product_id.warranty")
            before = self.cr.sql_log_count
            self.assertTrue(self.ticket.with_user(self.agent).warranty_info)
            counts.append(self.cr.sql_log_count - before)
        # The first one fills the caches.
        self.assertLessEqual(counts[2], counts[1] + 1)

    def test_not_overruled_is_not_logged(self):
        self._repair(product_id=self.product)
        self.assertNotIn("look-up", "".join(self.ticket.message_ids.mapped("body")))

    def test_changed_later_is_tracked(self):
        repair = self._repair(product_id=self.product)
        self._flush_tracking()
        repair.under_warranty = True
        self._flush_tracking()
        self.assertEqual(
            repair.message_ids[0].tracking_value_ids.field_id.name, "under_warranty"
        )
