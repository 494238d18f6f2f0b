# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_repairs import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairsBadInput(RepairCommon):
    """What the popup refuses."""

    def _assert_refused(self, message, user=None, error=UserError, **values):
        """Fill in values as RPC does, past the popup's domains."""
        action = self.ticket.with_user(user or self.agent).action_repair()
        popups = self.env["helpdesk.ticket.repair.wizard"].with_user(user or self.agent)
        with self.assertRaisesRegex(error, message):
            popups.with_context(action["context"]).create(
                {"product_id": self.product.id, **values}
            ).action_confirm()
        self.assertFalse(self.ticket.repair_ids)

    def _portal_user(self):
        return self._new_user("portal_customer", "base.group_portal")

    def test_refuses_bad_input(self):
        lot = self._new_lot(self.serial_product, "SN1")
        self._assert_refused("Choose the product", product_id=False)
        self._assert_refused("Choose the customer", partner_id=False)
        self._assert_refused(
            "Gemini is not a contact of Deco Addict", partner_id=self.other_customer.id
        )
        self._assert_refused(
            "Advice is not a physical product, so it cannot be repaired",
            product_id=self.service.id,
        )
        self._assert_refused(
            "SN1 is one of Coffee machine, not of Desk lamp", lot_id=lot.id
        )
        self._assert_refused("cannot open repairs", user_id=self._portal_user().id)
        for quantity in (-1, 0):
            self._assert_refused(
                "quantity of part Heating element must be above zero",
                part_ids=[
                    Command.create(
                        {"product_id": self.part.id, "product_uom_qty": quantity}
                    )
                ],
            )
        self._assert_refused(
            "Advice is not a physical product, so it cannot be a part",
            part_ids=[Command.create({"product_id": self.service.id})],
        )
        self._assert_refused(
            "kg is not a unit of Heating element",
            part_ids=[
                Command.create(
                    {
                        "product_id": self.part.id,
                        "product_uom": self.env.ref("uom.product_uom_kgm").id,
                    }
                )
            ],
        )

    def test_refuses_returns_that_do_not_fit(self):
        delivery = self._deliver(self._new_order())
        foreign = self._return(
            self._deliver(self._new_order(partner_id=self.other_customer.id))
        )
        other_product = self._return(self._deliver(self._new_order([(self.part, 1)])))
        cancelled = self._return(delivery, receive=False)
        cancelled.action_cancel()
        for message, picking in (
            ("is not a return", delivery),
            ("is not a return", cancelled),
            ("is not one of Deco Addict", foreign),
            ("does not bring back Desk lamp", other_product),
        ):
            self._assert_refused(message, self.stock_user, picking_id=picking.id)

    def test_refuses_another_company(self):
        other = self.env["res.company"].create({"name": "Second company"})
        product = self._new_product("Foreign lamp", company_id=other.id)
        partner = self.env["res.partner"].create(
            {"name": "Foreign", "company_id": other.id}
        )
        self.agent.company_ids += other
        self._assert_refused("company inconsistencies", product_id=product.id)
        self._assert_refused("company inconsistencies", partner_id=partner.id)
        self._assert_refused(
            "company inconsistencies",
            part_ids=[Command.create({"product_id": product.id})],
        )

    def test_refuses_what_the_user_may_not_read(self):
        other = self.env["res.company"].create({"name": "Second company"})
        product = self._new_product("Foreign lamp", company_id=other.id)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            self._assert_refused(
                "", error=(AccessError, UserError), product_id=product.id
            )
