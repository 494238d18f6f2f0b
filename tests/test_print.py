# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import unicodedata
from unittest import SkipTest

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import AfterSalesCommon
from .common_coupons import CouponShop
from .common_field_service import FsmShop
from .common_persian import ADDON, load_persian
from .common_returns import ReturnShop

try:
    import pypdfium2
except ImportError:
    pypdfium2 = None

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


@tagged("post_install", "-at_install")
class TestPrint(ReturnShop, FsmShop, CouponShop, AfterSalesCommon, HttpCase):
    """Each of our documents on paper, for a customer who reads from right to left.

    What is drawn is measured, letter by letter, in the file that wkhtmltopdf makes.
    """

    @classmethod
    def setUpClass(cls):
        if not pypdfium2:
            raise SkipTest("pypdfium2 is not installed")
        super().setUpClass()
        reports = cls.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() in ("install", "broken"):
            raise SkipTest("wkhtmltopdf is not installed")
        load_persian(cls.env)
        cls.customer.write(
            {"name": CUSTOMER, "lang": "fa_IR", "street": STREET, "city": "تهران"}
        )
        cls.company.partner_id.write(
            {"street": f"{WAREHOUSE}, {'industrial park ' * 8}", "phone": PHONE}
        )
        cls.ticket.name = "دستگاه (شماره 2) کار نمی‌کند: Error E-17"
        # Qt draws the letters of web fonts as mere shapes; those of the system's
        # fonts can be read.
        cls.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "inherit_id": cls.env.ref("web.minimal_layout").id,
                "arch": """
                    <xpath expr="//head" position="inside">
                        <style>* { font-family: sans-serif !important; }</style>
                    </xpath>
                """,
            }
        )

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

    def _our_reports(self):
        ids = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "ir.actions.report")]
        )
        reports = self.env["ir.actions.report"].browse(ids.mapped("res_id"))
        self.assertGreaterEqual(len(reports), 2)
        return reports

    def _print(self, report):
        """Print a document.

        :return: of each page its size and its letters with their boxes, and what has
            to stand on them
        """
        make = f"_make_{report.model.replace('.', '_')}"
        self.assertTrue(hasattr(self, make), f"Say what {report.name} prints: {make}")
        record, texts = getattr(self, make)()
        content, kind = report.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(report.id, record.ids)
        self.assertEqual(kind, "pdf")
        file = pypdfium2.PdfDocument(content)
        self.addCleanup(file.close)
        return [(page.get_size(), self._get_letters(page)) for page in file], texts

    def _get_letters(self, page):
        text = page.get_textpage()
        letters = [
            (text.get_text_range(place, 1), text.get_charbox(place))
            for place in range(text.count_chars())
        ]
        # Signs on letters print over them, and direction marks not at all.
        return [
            (letter, box)
            for letter, box in letters
            if letter.strip() and unicodedata.category(letter[0]) not in ("Mn", "Cf")
        ]

    def _lines(self, letters):
        """Return the lines of a page as they look, from left to right."""
        lines = {}
        for letter, (left, bottom, right, top) in letters:
            middle = (bottom + top) / 2
            line = next((x for x in lines if abs(x - middle) < 5), middle)
            lines.setdefault(line, []).append(((left + right) / 2, letter))
        return ["".join(x[1] for x in sorted(line)) for line in lines.values()]

    def test_persian_stays_in_its_place(self):
        for report in self._our_reports():
            with self.subTest(report=report.report_name):
                pages, texts = self._print(report)
                self._assert_well_printed(report, pages, texts)
                self._assert_starts_at(pages[0], "right")

    def test_so_does_english_with_persian_names(self):
        self.customer.lang = "en_US"
        for report in self._our_reports():
            with self.subTest(report=report.report_name):
                pages, texts = self._print(report)
                texts = [x.replace("2026/12/01", "12/01/2026") for x in texts]
                texts = [x.replace("2027/05/01", "05/01/2027") for x in texts]
                self._assert_well_printed(report, pages, texts)
                self._assert_starts_at(pages[0], "left")

    def _assert_well_printed(self, report, pages, texts):
        paper = report.get_paperformat()
        for number, ((width, height), letters) in enumerate(pages, 1):
            self.assertTrue(letters, f"Page {number} is empty.")
            self._assert_on_paper(letters, width, height, paper)
            self._assert_apart(letters)
        lines = [line for __, letters in pages for line in self._lines(letters)]
        for text in texts:
            text = text.replace(" ", "")
            self.assertTrue(
                any(text in line for line in lines), f"{text} is not in {lines}"
            )

    def _assert_starts_at(self, page, side):
        """The first line stands on this side of the paper, if not in its middle."""
        (width, __), letters = page
        top = max(box[3] for __, box in letters)
        title = [box for __, box in letters if box[3] > top - 5]
        middle = (min(x[0] for x in title) + max(x[2] for x in title)) / 2 - width / 2
        self.assertGreater(middle if side == "right" else -middle, -5)

    def _assert_on_paper(self, letters, width, height, paper):
        # Margins are in millimetres, pages in points.
        left = (paper.margin_left if paper else 7) * 72 / 25.4 - 1
        right = width - (paper.margin_right if paper else 7) * 72 / 25.4 + 1
        outside = [
            letter
            for letter, box in letters
            if box[0] < left or box[2] > right or box[1] < 0 or box[3] > height
        ]
        self.assertFalse(outside, "These letters are printed beyond the margins.")

    def _assert_apart(self, letters):
        """Nothing is printed over something else; neighbours may touch."""
        over = []
        letters = sorted(letters, key=lambda x: x[1][0])
        for number, (letter, box) in enumerate(letters):
            for other, its in letters[number + 1 :]:
                if its[0] >= box[2]:
                    break
                width = min(box[2], its[2]) - max(box[0], its[0])
                height = min(box[3], its[3]) - max(box[1], its[1])
                smaller = min(
                    (x[2] - x[0]) * (x[3] - x[1]) for x in (box, its)
                )
                if box != its and min(width, height) > 0.5 * smaller**0.5:
                    over.append(letter + other)
        self.assertFalse(over, "These letters are printed over each other.")
