# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import tagged

from .common_coupons import CouponShop
from .common_field_service import FsmShop
from .common_refunds import RefundCommon
from .common_returns import ReturnShop

SETTINGS = {
    "Refunds": "Issues credit notes to refund a customer, or adjust the remaining "
    "amount due.",
    "Coupons": "Offers discounts and free products through an existing coupon program.",
    "Returns": "Initiates a product return from a customer through a reverse transfer.",
    "Repairs": "Creates repair orders for broken or faulty products.",
    "Field Service": "Plans onsite intervention through the Field Service application.",
}
# By the ticket's button: its words, the popup's title, its fields and its buttons.
POPUPS = {
    "action_refund": (
        "Refund",
        "Refund",
        [
            "Sales Order",
            "Product",
            "Lot/Serial Number",
            "Invoices to Refund",
            "Reason displayed on Credit Note",
            "Journal",
            "Reversal date",
        ],
        ["Reverse", "Reverse and Create Invoice"],
    ),
    "action_coupon": (
        "Coupon",
        "Generate a Coupon",
        ["Coupon Program", "Valid Until", "Coupon Code"],
        ["Send by Email", "Get Share Link"],
    ),
    "action_return": (
        "Return",
        "Reverse Transfer",
        ["Sales Order", "Delivery to Return", "Quantity", "Return Location"],
        ["Return"],
    ),
    "action_repair": (
        "Repair",
        "Repair Reference",
        [
            "Customer",
            "Product to Repair",
            "Lot/Serial",
            "Return",
            "Under Warranty",
            "Scheduled Date",
            "Responsible",
            "Tags",
            "Parts",
            "Repair Notes",
        ],
        ["Confirm Repair", "Create Quotation"],
    ),
    "action_plan_intervention": (
        "Plan Intervention",
        "Create a Field Service task",
        ["Title", "Project", "Worksheet Template"],
        ["Create Task", "Create & View Task"],
    ),
}
SMART_BUTTONS = ["Credit Notes", "Coupons", "Return", "Repairs", "Tasks"]


@tagged("post_install", "-at_install")
class TestWords(CouponShop, ReturnShop, FsmShop, RefundCommon):
    """Buttons, fields and settings are called what the specification calls them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.write(dict.fromkeys(cls.ticket._after_sales_services(), True))
        # Who sees every button.
        cls.user = cls._new_user(
            "all_words",
            "helpdesk_mgmt.group_helpdesk_manager,account.group_account_invoice,"
            "sales_team.group_sale_salesman",
        )
        cls.team.user_ids += cls.user

    def _get_arch(self, record, **context):
        records = record.with_user(self.user).with_context(**context)
        return etree.fromstring(records.get_view(view_type="form")["arch"])

    def _get_labels(self, model, arch):
        """Return what the fields of a view are called, and its pages."""
        labels = [page.get("string") for page in arch.iter("page")]
        for node in arch.iter("field"):
            of_model = model
            for field in reversed(list(node.iterancestors("field"))):
                of_model = self.env[of_model._fields[field.get("name")].comodel_name]
            label = of_model.fields_get([node.get("name")])[node.get("name")]["string"]
            labels.append(node.get("string") or label)
        return labels

    def test_settings_of_the_team(self):
        arch = self._get_arch(self.team)
        page = arch.find(".//page[@name='after_sales']")
        self.assertEqual(page.get("string"), "After-Sales")
        settings = {}
        services = page.find("div[@name='after_sales_services']")
        for setting in services.iter("setting"):
            switch = setting.find("field").get("name")
            label = self.team.fields_get([switch])[switch]["string"]
            settings[label] = setting.get("help")
        self.assertEqual(settings, SETTINGS)
        self.assertEqual(list(settings), list(SETTINGS))

    def test_buttons_of_the_ticket(self):
        arch = self._get_arch(self.ticket)
        for button, (words, *__) in POPUPS.items():
            node = arch.find(f".//header/button[@name='{button}']")
            self.assertEqual(node.get("string"), words)
        views = [x.view for x in self.ticket._after_sales_services().values()]
        smart = [
            arch.find(f".//button[@name='{view}']//field").get("string")
            for view in views
        ]
        self.assertEqual(smart, SMART_BUTTONS)

    def test_popups(self):
        for button, (__, title, labels, buttons) in POPUPS.items():
            with self.subTest(button):
                action = getattr(self.ticket.with_user(self.user), button)()
                popup = self.env[action["res_model"]]
                arch = self._get_arch(popup, **action["context"])
                self.assertEqual(action["name"], title)
                self.assertEqual(arch.get("string"), title)
                shown = self._get_labels(popup, arch)
                self.assertEqual([x for x in labels if x not in shown], [])
                offered = [x.get("string") for x in arch.iterfind("footer/button")]
                self.assertEqual([x for x in buttons if x not in offered], [])

    def test_share_popup(self):
        popup = self.env["helpdesk.ticket.coupon.wizard"]
        view = "helpdesk_mgmt_after_sales.helpdesk_ticket_coupon_wizard_view_form_share"
        arch = self._get_arch(popup, form_view_ref=view)
        self.assertEqual(arch.get("string"), "Share Coupons")
        shown = self._get_labels(popup, arch)
        for label in ("Share Link", "Copy", "Coupon Code"):
            self.assertIn(label, shown)
