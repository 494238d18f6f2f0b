# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may do what, as data: ``access_table.csv``.

A row is a model, a column a role of ``ROLES``. A cell has three words, for a record of
the agent's ticket, for one of another team's and customer's ticket, and for one of
another company. The letters of a word are what the role may do with it: read, write,
create, unlink (R, W, C, U), or a dash for nothing. A dash alone: nothing in any place.
"""

import csv
from pathlib import Path

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.models import LOG_ACCESS_COLUMNS

from .common_access import PLACES, ROLES, AccessCommon
from .common_undone import undone

TABLE = Path(__file__).with_name("access_table.csv")
# What says which place a record is of: what it is linked to.
PLACED = ("many2one", "many2many", "many2one_reference", "reference")
PLACED_BY = ("model", "res_model", "res_id")
OPERATIONS = {"R": "read", "W": "write", "C": "create", "U": "unlink"}


class AccessTable:
    """The table as it is in its file."""

    def __init__(self):
        with TABLE.open(newline="", encoding="utf-8") as stream:
            self.rows = {row.pop("model"): row for row in csv.DictReader(stream)}

    def get_letters(self, model, role):
        """Return what a role may do in each place, as letters.

        :rtype: dict
        """
        words = self.rows[model][role].split()
        words = words if len(words) > 1 else words * len(PLACES)
        return dict(zip(PLACES, words, strict=True))


class AccessTableCommon(AccessCommon):
    def _get_cell(self, model, role):
        """Return what a role may really do with the records of a model."""
        user = self.users[role]
        words = []
        for place in self.places.values():
            record = place.records[model].with_user(user)
            letters = "".join(
                letter
                for letter, operation in OPERATIONS.items()
                if record.has_access(operation)
            )
            words.append(letters or "-")
        return " ".join(words) if set(words) != {"-"} else "-"

    def _get_rows(self):
        return {
            model: {role: self._get_cell(model, role) for role in ROLES}
            for model in self.models
        }

    def _get_same(self, record):
        """Return a value to write that is there already."""
        for field in record._fields.values():
            if field.store and field.type in ("char", "text", "boolean", "integer"):
                if field.name not in ("id", "parent_path"):
                    return {field.name: record.sudo()[field.name]}
        return {}

    def _get_like(self, record):
        """Return the values of another record like one: of the same place."""
        record = record.sudo()
        return {
            field.name: field.convert_to_write(record[field.name], record)
            for field in record._fields.values()
            if field.store
            and field.name not in LOG_ACCESS_COLUMNS
            and (field.required or field.type in PLACED or field.name in PLACED_BY)
            and record[field.name]
        }

    def _find_refusal(self, record, operation):
        """Really try an operation, and undo it.

        :return: the error that it ends in, or nothing: an ``AccessError`` says that
            the user has no right to it, any other that it cannot be done to this
            record, whoever tries
        """
        attempts = {
            "R": lambda: record.read(["id"]),
            "W": lambda: record.write(self._get_same(record)),
            "C": lambda: record.create(values),
            "U": record.unlink,
        }
        values = self._get_like(record)
        try:
            with undone(self.env):
                attempts[operation]()
        except (UserError, IntegrityError) as error:
            return error
        return None
