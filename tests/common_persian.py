# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command

from .common import AfterSalesCommon
from .common_coupons import CouponShop
from .common_field_service import FsmShop
from .common_returns import ReturnShop

ADDON = "helpdesk_mgmt_after_sales"

LONG_NAME = (
    'Coffee machine "Barista Pro 3000" (220 V, 50 Hz), stainless steel, with grinder'
    " and milk frother, refurbished"
)
PERSIAN_NAME = "دستگاه قهوه‌ساز Barista (مدل 3000)، رنگ: سفید"
CUSTOMER = "رُزا آفتابی (Sunny Ltd.)"
STREET = "خیابان ولی‌عصر، پلاک ۱۲ (واحد 3)"
WAREHOUSE = "1 Warehouse Road (Gate 3)"
PHONE = "+31 10 123 45 67"
# No name has a place to break, as serial numbers may be.
SERIAL = "SN-2026/11-A(%03d)-0123456789-0123456789-0123456789-0123456789"


def load_persian(env, every_module=False):
    """Let users and customers read Persian, and load our words in it.

    :param every_module: also those of all other modules
    """
    env["res.lang"]._activate_lang("fa_IR")
    modules = env["ir.module.module"]
    names = [ADDON]
    if every_module:
        names = modules.search([("state", "=", "installed")]).mapped("name")
    modules._load_module_terms(names, ["fa_IR"], overwrite=True)


class PersianDocuments(ReturnShop, FsmShop, CouponShop, AfterSalesCommon):
    """A document of each kind, for a customer who reads from right to left.

    Its texts hold what wanders in such lines: Latin names, numbers, brackets.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_persian(cls.env)
        cls.customer.write(
            {"name": CUSTOMER, "lang": "fa_IR", "street": STREET, "city": "تهران"}
        )
        cls.company.partner_id.write(
            {"street": f"{WAREHOUSE}, {'industrial park ' * 8}", "phone": PHONE}
        )
        cls.ticket.name = "دستگاه (شماره 2) کار نمی‌کند: Error E-17"

    def _our_records(self, model):
        """Return all records of a model that the addon brings."""
        ids = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", model)]
        )
        self.assertTrue(ids)
        return self.env[model].browse(ids.mapped("res_id"))

    def _make(self, model):
        """Return a document, and texts on it."""
        name = f"_make_{model.replace('.', '_')}"
        self.assertTrue(hasattr(self, name), f"{name} has to make a {model}.")
        return getattr(self, name)()

    # What each report prints: a document, and texts on it as they look, from left to
    # right and without spaces; brackets are left out where they belong to Persian.

    def _make_stock_picking(self):
        """Return a return of many lines, with long names and serial numbers."""
        machine = self._new_product(LONG_NAME, tracking="serial", is_storable=True)
        maker = self._new_product(PERSIAN_NAME, is_storable=True)
        lots = [self._new_lot(machine, SERIAL % number) for number in range(45)]
        self._put_in_stock(maker, 10)
        for lot in lots:
            self._put_in_stock(machine, 1, lot)
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.customer.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.customer.property_stock_customer.id,
                "location_dest_id": self.stock.id,
                "return_id": self.delivery.id,
                "helpdesk_ticket_id": self.ticket.id,
                "helpdesk_service": "use_product_returns",
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.customer.property_stock_customer.id,
                            "location_dest_id": self.stock.id,
                            "move_line_ids": [
                                Command.create(
                                    {
                                        "product_id": product.id,
                                        "lot_id": lot.id,
                                        "quantity": 1,
                                        "location_dest_id": self.stock.id,
                                    }
                                )
                                for lot in of_product
                            ],
                        }
                    )
                    for product, quantity, of_product in (
                        (maker, 2.5, []),
                        *[(machine, 3, lots[i : i + 3]) for i in range(0, 45, 3)],
                    )
                ],
            }
        )
        self.assertTrue(picking.helpdesk_document_type)
        return picking, [
            picking.name,
            self.delivery.name,
            self.ticket.number,
            WAREHOUSE,
            PHONE,
            "Sunny Ltd.",
            "(220 V, 50 Hz)",
            "A(000)-0123456789-",
            "2.50",
        ]

    def _make_project_task(self):
        """Return a visit with a long worksheet, filled in by hand."""
        task = self._new_task(
            name='مراجعه (شماره 2): تعویض شیر Valve 3/4"',
            visit_start="2026-12-01 09:00:00",
            visit_end="2026-12-01 11:00:00",
        )
        self._fill_in(
            task,
            Findings="شیر اصلی، نشتی دارد (leak at valve V-12, -3.5 bar).\n"
            + "آیا محکم است؟ متن بسیار بلند دربارهٔ وضعیت دستگاه: پایان. " * 60,
            Pressure=-1.5,
        )
        return task, [
            "Sunny Ltd.",
            "۱۲" + "خیابان ولیعصر، پلاک"[::-1],
            'Valve 3/4"',
            f"#{task.id}",
            "2026/12/01",
            "leak at valve V-12, -3.5 bar",
            "-1.5",
            "2027/05/01",
        ]

    def _make_loyalty_card(self):
        """Return a coupon of two rewards."""
        card = self.env["loyalty.card"].create(
            {
                "program_id": self.program.id,
                "partner_id": self.customer.id,
                "points": 5,
                "expiration_date": "2027-05-01",
                "helpdesk_ticket_id": self.ticket.id,
                "helpdesk_service": "use_coupons",
            }
        )
        return card, [card.code, "Sunny Ltd.", self.ticket.number]

    def _make_account_move(self):
        """Return a credit note of a product with a Latin name."""
        credit_note = self._new_invoice(
            [(self._new_product(LONG_NAME), 1)],
            move_type="out_refund",
            helpdesk_ticket_id=self.ticket.id,
            helpdesk_service="use_credit_notes",
        )
        return credit_note, [credit_note.name, self.ticket.number]

    def _make_repair_order(self):
        """Return a repair of a product with a Latin name."""
        repair = self.env["repair.order"].create(
            {
                "partner_id": self.customer.id,
                "product_id": self._new_product(LONG_NAME).id,
                "helpdesk_ticket_id": self.ticket.id,
                "helpdesk_service": "use_product_repairs",
            }
        )
        return repair, [repair.name, self.ticket.number]

    def _make_helpdesk_after_sales_request(self):
        """Return what a customer asks for of a product with a Latin name."""
        self.product.name = LONG_NAME
        request = self._new_request(
            self.ticket, decline_reason="بسته‌بندی دستگاه (مدل E-17) باز شده است."
        )
        return request, [self.ticket.number]
