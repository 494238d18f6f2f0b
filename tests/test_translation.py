# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

import polib
from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import TranslationModuleReader

from .common_persian import ADDON, load_persian

PERSIAN = re.compile("[\u0600-\u06ff]")
LATIN = re.compile("[A-Za-z]{2}")
PLACEHOLDER = re.compile(r"%\(\w+\)s")
# Expressions, and the help of Odoo's own quick create, which Odoo leaves in English.
NO_WORDS = ("object.", "Use these keywords in the title", "OpenStreetMap")

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
    """All that we say is said in Persian, in the words of the specification."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = polib.pofile(file_path(f"{ADDON}/i18n/fa.po"))
        cls.persian = {entry.msgid: entry.msgstr for entry in cls.file}

    def _is_words(self, text):
        words = PLACEHOLDER.sub("", text)
        return bool(LATIN.search(words)) and not text.startswith(NO_WORDS)

    def test_every_term_is_in_persian(self):
        missing = [
            text
            for text, translation in self.persian.items()
            if self._is_words(text) and not PERSIAN.search(translation)
        ]
        self.assertFalse(missing, "Translate these in i18n/fa.po.")

    def test_every_term_is_in_the_file(self):
        terms = {
            source
            # module, type, name, id, source, ...
            for __, __, name, __, source, *__ in TranslationModuleReader(
                self.env.cr, modules=[ADDON]
            )
            if "/tests/" not in name
        }
        self.assertGreater(len(terms), 400)
        missing = [x for x in terms if self._is_words(x) and x not in self.persian]
        self.assertFalse(missing, "Export these to i18n/ and translate them.")

    def test_no_translation_is_a_guess(self):
        self.assertFalse(self.file.fuzzy_entries())
        self.assertFalse(self.file.obsolete_entries())
        template = polib.pofile(file_path(f"{ADDON}/i18n/{ADDON}.pot"))
        self.assertEqual(set(self.persian), {entry.msgid for entry in template})

    def test_words_of_the_specification(self):
        for popup, words in SPECIFICATION.items():
            for english, persian in words.items():
                with self.subTest(popup=popup, word=english):
                    self.assertEqual(self.persian[english], persian)
        for english, persian in self.persian.items():
            self.assertNotRegex(persian, "برگ(‌های)? بستانکاری", english)

    def test_our_views_show_nothing_in_english(self):
        """Also not the labels and choices of the fields of others."""
        load_persian(self.env, every_module=True)
        env = self.env(context={**self.env.context, "lang": "fa_IR"})
        ours = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "ir.ui.view")]
        )
        self.assertTrue(ours)
        english = set()
        for view in env["ir.ui.view"].browse(ours.mapped("res_id")):
            arch = etree.fromstring(view.arch_db.encode())
            for text in self._get_texts(arch, env.get(view.model)):
                if LATIN.search(text) and not PERSIAN.search(text):
                    english.add((view.name, text))
        self.assertFalse(english)

    def _get_texts(self, parent, model):
        """Return what the elements of a view show; its fields are of this model."""
        for node in parent.iterchildren(etree.Element):
            for attribute in ("string", "placeholder", "title", "confirm"):
                yield node.get(attribute, "")
            if node.tag != "attribute":
                yield from (node.text or "", node.tail or "")
            inner = model
            field = model is not None and model._fields.get(node.get("name"))
            if node.tag == "field" and field:
                inner = self.env.get(field.comodel_name, model)
                inner = inner.with_env(model.env)
                if not node.get("position"):
                    yield from self._get_labels(node, model)
            yield from self._get_texts(node, inner)

    def _get_labels(self, node, model):
        hidden = node.get("invisible"), node.get("column_invisible")
        if {"1", "True"} & set(hidden):
            return
        values = model.fields_get([node.get("name")]).get(node.get("name"), {})
        # Nothing in an alert, a smart button or a heading has a label.
        unlabelled = node.get("nolabel") or any(
            set((above.get("class") or "").split())
            & {"alert", "oe_stat_button", "oe_title"}
            for above in node.iterancestors()
        )
        if not node.get("string") and not unlabelled:
            yield values.get("string", "")
        if isinstance(values.get("selection"), list):
            yield from (label for __, label in values["selection"])
