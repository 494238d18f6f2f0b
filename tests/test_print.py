# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import unicodedata
from unittest import SkipTest

from odoo.tests import HttpCase, tagged

from .common_persian import PersianDocuments

try:
    import pypdfium2
except ImportError:
    pypdfium2 = None


@tagged("post_install", "-at_install")
class TestPrint(PersianDocuments, HttpCase):
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
        cls._print_in_letters()

    def _print(self, report):
        """Print a document.

        :return: of each page its size and its letters with their boxes, and what has
            to stand on them
        """
        record, texts = self._make(report.model)
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
        for report in self._our_records("ir.actions.report"):
            with self.subTest(report=report.report_name):
                pages, texts = self._print(report)
                self._assert_well_printed(report, pages, texts)
                self._assert_starts_at(pages[0], "right")

    def test_so_does_english_with_persian_names(self):
        self.customer.lang = "en_US"
        for report in self._our_records("ir.actions.report"):
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
                smaller = min((x[2] - x[0]) * (x[3] - x[1]) for x in (box, its))
                if box != its and min(width, height) > 0.5 * smaller**0.5:
                    over.append(letter + other)
        self.assertFalse(over, "These letters are printed over each other.")
