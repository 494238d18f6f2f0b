# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The languages this addon speaks, and the words that are English in them, too."""

import re
from pathlib import Path

import lxml.html
from lxml import etree

from odoo.modules.module import get_manifest
from odoo.tools.misc import file_path

ADDON = "helpdesk_mgmt_after_sales"

# Of each file in i18n/, how Odoo calls the language.
CODES = {
    "ar": "ar_001",
    "de": "de_DE",
    "es": "es_ES",
    "fa": "fa_IR",
    "fr": "fr_FR",
    "nl": "nl_NL",
}
FILES = {
    path.stem: str(path)
    for path in sorted(Path(file_path(f"{ADDON}/i18n")).glob("*.po"))
}
# Whose labels and choices stand in our views and on our pages, in the order of loading.
MODULES = (
    "uom",
    "mail",
    "web",
    "product",
    "portal",
    *get_manifest(ADDON)["depends"],
    ADDON,
)

# What is in capitals is a number of a document, or short for something.
LATIN = re.compile("[a-z]{2}")
PERSIAN = re.compile("[\u0600-\u06ff]")
CODE = re.compile(r"\S*\d\S*")
TAG = re.compile("<.*?>")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdg]|%[sd]|{{.*?}}")
# Expressions, and a name.
NO_WORDS = ("object.", "OpenStreetMap")
SHOWN = ("string", "placeholder", "title", "confirm", "alt", "aria-label")
# Words that are the same as in English, each looked at.
SAME = {
    "ar": {"Qweb"},
    "de": {
        "<strong>Ticket</strong>",
        "<strong>Ticket:</strong>",
        "After-Sales",
        "Filter",
        "Icon",
        "Installation",
        "Journal",
        "Limit",
        "Limits",
        "Motor",
        "Name",
        "Qweb",
        "Service",
        "Services",
        "Status",
        "Team",
        "Text",
        "Ticket",
        "Transfer",
        "Video %(number)s",
    },
    "es": {
        "<strong>Ticket</strong>",
        "<strong>Ticket:</strong>",
        "Base",
        "Cable",
        "Manual",
        "Motor",
        "No",
        "Qweb",
        "Ticket",
        "Total",
    },
    "fa": set(),
    "fr": {
        "<strong>Signature</strong>",
        "<strong>Ticket</strong>",
        "Base",
        "Cause",
        "Contact",
        "Date",
        "Description",
        "Document",
        "Documents",
        "Installation",
        "Journal",
        "Lot",
        "Maintenance",
        "Message",
        "Messages",
        "Options",
        "Photo %(number)s",
        "Qweb",
        "Service",
        "Services",
        "Signature",
        "Signatures",
        "Ticket",
        "Total",
        "Type",
    },
    "nl": {
        "%(number)s open",
        "<strong>Orders:</strong>",
        "Bounced",
        "Contact",
        "Document",
        "Filter",
        "Motor",
        "Open",
        "Open: %(document_type)s",
        "Order %(order)s",
        "Percentage",
        "Product",
        "Project",
        "Qweb",
        "Status",
        "Team",
        "Video %(number)s",
        "Wizard",
    },
}


def load_languages(env, modules=(ADDON,), stems=tuple(CODES)):
    """Let users and customers read our languages.

    :param modules: whose words are loaded
    :param stems: names of files in i18n/
    """
    codes = [CODES[stem] for stem in stems]
    for code in codes:
        env["res.lang"]._activate_lang(code)
    env["ir.module.module"]._load_module_terms(list(modules), codes, overwrite=True)


def is_words(text):
    """Return whether there is something to translate in a text."""
    words = PLACEHOLDER.sub("", text)
    return bool(LATIN.search(words)) and not text.startswith(NO_WORDS)


class LanguageCase:
    """What people see is in their language.

    It is made in English and in each language: what is the same is a name, or a word
    that both have.
    """

    # What a test calls its records, or parts of it: on what is made of these.
    names = ()

    def _assert_translated(self, what, show, names=()):
        """Compare what is shown in English with what is shown in each language.

        :param show: function of a language's code that returns texts
        :param names: of the records that it shows
        """
        english = {text for text in map(clean, show("en_US")) if is_words(text)}
        for stem, code in CODES.items():
            left = english & set(map(clean, show(code)))
            same = {TAG.sub("", text) for text in SAME[stem]}
            with self.subTest(what=what, language=stem):
                left = {text for text in left - same if not is_name(text, names)}
                self.assertEqual(left, set())


def is_name(text, names):
    """Return whether nothing is left of a text without names and numbers."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    text = CODE.sub("", text)
    # English has no Persian in it, names of records have.
    return not is_words(text) or bool(PERSIAN.search(text))


def clean(text):
    """Return a text without what only lays it out."""
    return " ".join(re.sub("[\u200e\u200f\u2066-\u2069]", "", text).split())


def get_texts_of_page(html):
    """Return what a piece of HTML shows, or a plain text."""
    if not (html or "").strip():
        return []
    return list(get_texts_of_node(lxml.html.fragment_fromstring(html, "div")))


def get_texts_of_node(parent):
    """Return what an element shows."""
    for node in parent.iter(etree.Element):
        for attribute in SHOWN:
            yield node.get(attribute, "")
        # A template has an example where a value will stand.
        if node.tag not in ("script", "style") and not node.get("t-out"):
            yield node.text or ""
        yield node.tail or ""


def get_texts_of_view(view):
    """Return what a view shows, and the fields in it."""
    arch = etree.fromstring(view.arch_db.encode())
    return list(_get_texts(arch, view.env.get(view.model)))


def _get_texts(parent, model):
    for node in parent.iterchildren(etree.Element):
        for attribute in SHOWN:
            yield node.get(attribute, "")
        if node.tag != "attribute":
            yield from (node.text or "", node.tail or "")
        inner = model
        field = model is not None and model._fields.get(node.get("name"))
        if node.tag == "field" and field:
            inner = model.env.get(field.comodel_name, model)
            if not node.get("position"):
                yield from _get_labels(node, model)
        yield from _get_texts(node, inner)


def _get_labels(node, model):
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
