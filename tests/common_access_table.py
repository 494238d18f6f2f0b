# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may do what, as data: ``access_table.csv``.

A row is a model, a column a role of ``ROLES``. A cell has three words, for a record of
the agent's ticket, for one of another team's and customer's ticket, and for one of
another company. The letters of a word are what the role may do with it: read, write,
create, unlink (R, W, C, U), or a dash for nothing. A dash alone: nothing in any place.
"""

import csv
from pathlib import Path

from odoo.exceptions import UserError

from .common_access import PLACES, ROLES, AccessCommon

TABLE = Path(__file__).with_name("access_table.csv")
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

    def _is_refused(self, record, operation):
        """Whether an operation is refused that is really tried, and undone."""
        attempts = {
            "R": lambda: record.read(["id"]),
            "W": lambda: record.write(self._get_same(record)),
            "U": record.unlink,
        }
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            attempts[operation]()
        except UserError:
            return True
        finally:
            self.env.clear()
            savepoint.close(rollback=True)
        return False
