# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsAddress(ReturnCommon):
    """To which address the return slip sends the goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.street = "1 Office Road"
        cls.returns_desk = cls._new_partner("Returns desk", "2 Returns Road")
        cls.depot = cls._new_partner("Depot", "3 Depot Road")

    @classmethod
    def _new_partner(cls, name, street, **values):
        return cls.env["res.partner"].create({"name": name, "street": street, **values})

    def _assert_address(self, street, picking=None, user=None):
        """Check that the slip, printed by the plain agent, sends to this street."""
        picking = picking or self._return(user=user)
        html, __ = (
            self.env["ir.actions.report"]
            .with_user(user or self.agent)
            ._render_qweb_html(
                "helpdesk_mgmt_after_sales.report_return_slip", picking.ids
            )
        )
        # Below the name of the barcode, so that a header of the page does not count.
        text = html.decode().split("put it into your parcel")[1]
        found = [
            road
            for road in ("Office", "Returns", "Depot", "Branch")
            if f"{road} Road" in text
        ]
        self.assertEqual(found, [street])

    def test_company_without_return_address(self):
        self.assertEqual(self.warehouse.partner_id, self.company.partner_id)
        self._assert_address("Office")

    def test_companys_partner_is_no_address_of_the_warehouse(self):
        self.company.crm_return_address_id = self.returns_desk
        self.assertEqual(self.warehouse.partner_id, self.company.partner_id)
        self._assert_address("Returns")

    def test_address_of_the_warehouse_comes_first(self):
        self.warehouse.partner_id = self.depot
        picking = self._return()
        self._assert_address("Depot", picking)
        self.company.crm_return_address_id = self.returns_desk
        self._assert_address("Depot", picking)

    def test_contact_of_the_company_is_an_address_of_the_warehouse(self):
        self.company.crm_return_address_id = self.returns_desk
        self.depot.write({"parent_id": self.company.partner_id.id, "type": "delivery"})
        self.warehouse.partner_id = self.depot
        self._assert_address("Depot")

    def test_warehouse_without_address(self):
        self.warehouse.partner_id = False
        picking = self._return()
        self._assert_address("Office", picking)
        self.company.crm_return_address_id = self.returns_desk
        self._assert_address("Returns", picking)

    def test_second_warehouse_has_its_own(self):
        self.company.crm_return_address_id = self.returns_desk
        second = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "SEC", "partner_id": self.depot.id}
        )
        self.env["stock.quant"]._update_available_quantity(
            self.product, second.lot_stock_id, 5
        )
        delivery = self._deliver(self._new_order(warehouse_id=second.id))
        self._assert_address("Depot", self._return(picking_id=delivery))
        self._assert_address("Returns", self._return(picking_id=self.delivery))

    def test_mail_attaches_the_slip_with_it(self):
        self.company.crm_return_address_id = self.returns_desk
        returned = self._return()
        action = returned.with_user(self.agent).action_send_return_slip()
        composer = Form(
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(**action["context"])
        ).save()
        # Tests get the page that is printed to PDF.
        composer.action_send_mail()
        slip = returned.message_ids.attachment_ids.raw.decode()
        self.assertIn("2 Returns Road", slip)

    def test_company_is_the_returns_own(self):
        """Not the one that the agent happens to work in."""
        company, warehouse, ticket = self._set_up_branch()
        self.company.crm_return_address_id = self.returns_desk
        delivery = self._deliver_from(company)
        action = ticket.with_user(self.agent).action_return()
        popup = Form(
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(
                **action["context"],
                allowed_company_ids=(self.company | company).ids,
            )
        ).save()
        self.assertEqual(popup.picking_id, delivery)
        picking = self._press(popup)
        self.assertEqual(warehouse.partner_id, company.partner_id)
        company.partner_id.street = "4 Branch Road"
        self.assertEqual(self.agent.company_id, self.company)
        self._assert_address("Branch", picking)
        company.crm_return_address_id = self.depot
        self._assert_address("Depot", picking)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_agent_prints_an_address_they_may_not_read(self):
        other = self.env["res.company"].create({"name": "Logistics"})
        self.returns_desk.company_id = other
        self.company.crm_return_address_id = self.returns_desk
        with self.assertRaises(AccessError):
            self.returns_desk.with_user(self.agent).read(["street"])
        self._assert_address("Returns")
