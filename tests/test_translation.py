# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from collections import Counter

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import TranslationModuleReader

from .common_languages import ADDON, CODES, FILES, SAME, is_words

# What a translator must leave as it is: placeholders, elements, and what these say to
# the server.
KEPT = (
    re.compile(r"%\(\w+\)[sdg]|%[sd]|%%|{{.*?}}"),
    re.compile(r"<(/?\w+)"),
    re.compile(r"\b(?:t-[\w-]+|href|class|style|name|id|data-[\w-]+)=\"[^\"]*\""),
)

# The words of the Persian specification, where it names a thing.
SPECIFICATION = {
    "helpdesk_ticket_team": {
        "Refunds": "بازپرداخت‌ها",
        "Coupons": "کوپن‌ها",
        "Returns": "مرجوعی‌ها",
        "Repairs": "تعمیرات",
        "Field Service": "خدمات در محل",
    },
    "account_move_reversal": {
        "Refund": "بازپرداخت",
        "Sales Order": "سفارش فروش",
        "Product": "محصول",
        "Lot/Serial Number": "سری ساخت/شماره سریال",
        "Invoices to Refund": "فاکتورها برای بازپرداخت",
        "Reason displayed on Credit Note": "دلیل نمایش داده شده در اعلامیه بستانکاری",
        "Journal": "دفتر روزنامه",
        "Reversal date": "تاریخ برگشت",
        "Reverse": "معکوس‌سازی",
        "Reverse and Create Invoice": "معکوس‌سازی و ایجاد فاکتور",
        "Credit Notes": "اعلامیه‌های بستانکاری",
    },
    "helpdesk_ticket_coupon_wizard": {
        "Coupon": "کوپن",
        "Coupon Program": "برنامه کوپن",
        "Valid Until": "معتبر تا",
        "Send by Email": "ارسال با ایمیل",
        "Get Share Link": "دریافت لینک اشتراک‌گذاری",
        "Share Coupons": "اشتراک‌گذاری کوپن‌ها",
        "Share Link": "لینک اشتراک‌گذاری",
        "Copy": "کپی",
    },
    "stock_return_picking": {
        "Return": "برگشت",
        "Reverse Transfer": "انتقال معکوس",
        "Delivery to Return": "تحویل برای برگشت",
        "Return Location": "محل برگشت",
    },
    "helpdesk_ticket_repair_wizard": {
        "Repair": "تعمیر",
        "Repair Reference": "ارجاع به تعمیر",
        "Customer": "مشتری",
        "Product to Repair": "محصول برای تعمیر",
        "Under Warranty": "تحت گارانتی",
        "Scheduled Date": "تاریخ برنامه‌ریزی شده",
        "Responsible": "مسئول",
        "Tags": "برچسب‌ها",
        "Parts": "قطعات",
        "Repair Notes": "یادداشت‌های تعمیر",
        "Confirm Repair": "تأیید تعمیر",
        "Create Quotation": "ایجاد پیش‌فاکتور",
    },
    "helpdesk_ticket_task_wizard": {
        "Worksheet Template": "قالب کاربرگ",
        "Create Task": "ایجاد وظیفه",
        "Create & View Task": "ایجاد و نمایش وظیفه",
        "Tasks": "وظایف",
    },
}


@tagged("post_install", "-at_install")
class TestTranslation(TransactionCase):
    """All that we say is said in each language, in the words of the specification."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = {stem: polib.pofile(path) for stem, path in FILES.items()}
        cls.template = polib.pofile(file_path(f"{ADDON}/i18n/{ADDON}.pot"))

    def test_languages(self):
        """Each file has a language of Odoo's, and the other way round."""
        self.assertEqual(set(self.files), set(CODES))
        known = self.env["res.lang"].with_context(active_test=False).search([])
        self.assertFalse(set(CODES.values()) - set(known.mapped("code")))
        for stem, file in self.files.items():
            self.assertEqual(file.metadata["Language"], stem)

    def test_template_is_what_odoo_exports(self):
        """``bin/i18n`` writes it anew."""
        exported = set()
        rows = TranslationModuleReader(self.env.cr, modules=[ADDON])
        # module, type, name, id or line, source, ...
        for __, kind, name, place, source, *__ in rows:
            if "/tests/" not in name:
                where = "" if kind == "code" else f":{place}"
                exported.add((source, f"{kind}:{name}{where}"))
        self.assertGreater(len(exported), 400)
        written = {
            (entry.msgid, path)
            for entry in self.template
            for path, __ in entry.occurrences
        }
        self.assertEqual(exported - written, set())
        self.assertEqual(written - exported, set())

    def test_every_term_is_in_each_language(self):
        terms = [entry.msgid for entry in self.template]
        for stem, file in self.files.items():
            with self.subTest(language=stem):
                self.assertEqual([entry.msgid for entry in file], terms)
                empty = [entry.msgid for entry in file if not entry.msgstr.strip()]
                self.assertFalse(empty, "Translate these.")
                self.assertFalse(file.fuzzy_entries())
                self.assertFalse(file.obsolete_entries())

    def test_nothing_is_left_in_english(self):
        for stem, file in self.files.items():
            same = {x.msgid for x in file if x.msgid == x.msgstr and is_words(x.msgid)}
            with self.subTest(language=stem):
                self.assertFalse(same - SAME[stem], "Translate these, or say so.")

    def test_what_is_no_word_is_kept(self):
        for stem, file in self.files.items():
            for entry in file:
                with self.subTest(language=stem, term=entry.msgid):
                    for kept in KEPT:
                        self.assertEqual(
                            Counter(kept.findall(entry.msgid)),
                            Counter(kept.findall(entry.msgstr)),
                        )

    def test_words_of_the_specification(self):
        persian = {entry.msgid: entry.msgstr for entry in self.files["fa"]}
        for popup, words in SPECIFICATION.items():
            for english, said in words.items():
                with self.subTest(popup=popup, word=english):
                    self.assertEqual(persian[english], said)
        for english, said in persian.items():
            self.assertNotRegex(said, "برگ(‌های)? بستانکاری", english)
