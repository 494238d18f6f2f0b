"""Export what is to be translated: ``export_terms.py ODOO.CONF DATABASE FOLDER``.

Writes the template as Odoo exports it, without what only tests say, and brings each
language up to date: what is new is empty, what is gone goes. Nothing is guessed.
Runs in Odoo's Python.
"""

import io
import sys
from pathlib import Path

import odoo.init  # noqa: F401  (before anything else of Odoo)

# isort: split
import polib

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.translate import trans_export

ADDON = "helpdesk_mgmt_after_sales"
DATES = ("POT-Creation-Date", "PO-Revision-Date")  # would change each time


def main(configuration, database, folder):
    """Write the files."""
    config.parse_config(["-c", configuration, "-d", database, "--no-http"])
    with Registry(database).cursor() as cr:
        template = export(api.Environment(cr, SUPERUSER_ID, {}))
    template.save(f"{folder}/{ADDON}.pot")
    for file in sorted(Path(folder).glob("*.po")):
        language = polib.pofile(str(file))
        update(language, template)
        language.save()
        empty = len(language.untranslated_entries())
        print(f"{file.name}: {empty} of {len(language)} terms to be translated")


def export(env):
    """Return the template of a database with the addon.

    :rtype: polib.POFile
    """
    file = io.BytesIO()
    trans_export(False, [ADDON], file, "po", env)
    template = polib.pofile(file.getvalue().decode())
    for name in DATES:
        template.metadata.pop(name, None)
    for entry in list(template):
        entry.occurrences = [x for x in entry.occurrences if "/tests/" not in x[0]]
        if not entry.occurrences:
            template.remove(entry)
    return template


def update(language, template):
    """Give a language the entries of the template; it keeps what is translated."""
    known = {entry.msgid: entry.msgstr for entry in language}
    language.clear()
    for entry in template:
        language.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=known.get(entry.msgid, ""),
                comment=entry.comment,
                tcomment=entry.tcomment,
                occurrences=entry.occurrences,
                flags=list(entry.flags),
            )
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
