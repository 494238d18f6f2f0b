# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_access_table import OPERATIONS, AccessTable, AccessTableCommon

# Really tried as these, too: with rights of the addon, with none, and from outside.
TRIED = ("agent", "employee", "portal")


@tagged("post_install", "-at_install")
class TestAccessTable(AccessTableCommon):
    """The table of rights is what holds, cell by cell, for every model there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = AccessTable()

    def test_every_model_has_its_row(self):
        self.assertEqual(sorted(self.table.rows), self.models)

    def test_cells(self):
        self.maxDiff = None
        self.assertEqual(self.table.rows, self._get_rows())

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_access")
    def test_what_is_refused_is_refused_when_tried(self):
        """Reading, writing what is there already, making another, deleting.

        With an error that says so: that it cannot be done to this record proves
        nothing.
        """
        for role in TRIED:
            user = self.users[role]
            for model in self.models:
                for word, letters in self.table.get_letters(model, role).items():
                    record = self.places[word].records[model].with_user(user)
                    if record == user:
                        # What is their own they may write in part.
                        continue
                    with self.subTest(role=role, model=model, place=word):
                        for letter in set(OPERATIONS).difference(letters):
                            error = self._find_refusal(record, letter)
                            self.assertIsInstance(error, AccessError, letter)
                        if "R" in letters:
                            self.assertIsNone(self._find_refusal(record, "R"))
