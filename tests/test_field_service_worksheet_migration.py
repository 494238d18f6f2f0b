# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from hashlib import sha256

from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path
from odoo.tools.sql import column_exists, create_column

from .common_field_service import FsmCommon

SCRIPT = "helpdesk_mgmt_after_sales/migrations/19.0.2.1.0/post-worksheet-keys.py"


@tagged("post_install", "-at_install")
class TestFieldServiceWorksheetMigration(FsmCommon):
    """Options were one text, their keys made of the labels: no answer is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = load_script(file_path(SCRIPT), "post-worksheet-keys")

    def _key(self, label):
        return sha256(label.encode()).hexdigest()[:16]

    def _make_old(self, options):
        """Make the database as it was: options in a column, no choices."""
        self.env.flush_all()
        create_column(
            self.env.cr, "project_worksheet_template_line", "options", "varchar"
        )
        for line, text in options.items():
            self.env.cr.execute(
                "UPDATE project_worksheet_template_line SET options = %s WHERE id = %s",
                [text, line.id],
            )
            self.env.cr.execute(
                "DELETE FROM project_worksheet_template_choice WHERE line_id = %s",
                [line.id],
            )
        self.env.invalidate_all()

    def _migrate(self):
        self.env.flush_all()
        self.script.migrate(self.env.cr, "19.0.2.0.0")
        self.env.invalidate_all()

    def test_answers_are_kept(self):
        task = self._new_task()
        self._fill_in(
            task,
            State=self._key("Fair"),
            Parts=[self._key("Valve"), self._key("Pump")],
            Tight=False,
        )
        state, parts = self.lines["State"], self.lines["Parts"]
        self._make_old({state: "Good, Fair,Poor, Fair", parts: "Valve، Pump"})
        self._migrate()
        self.assertEqual(state.options, "Good, Fair, Poor")
        values = {line["string"]: line for line in task._worksheet_read()}
        self.assertEqual(
            dict(values["State"]["selection"])[values["State"]["value"]], "Fair"
        )
        tags = {tag[0]: tag[1] for tag in values["Parts"]["tags"]}
        self.assertEqual(
            [tags[key] for key in values["Parts"]["value"]], ["Valve", "Pump"]
        )
        self.assertIs(values["Tight"]["value"], False)
        # From now on the key is the choice's, whatever its name is.
        state.options = "Good, Medium, Poor"
        values = {line["string"]: line for line in task._worksheet_read()}
        self.assertEqual(
            dict(values["State"]["selection"])[values["State"]["value"]], "Medium"
        )
        self.assertFalse(
            column_exists(self.env.cr, "project_worksheet_template_line", "options")
        )

    def test_what_was_signed_is_not_touched(self):
        task = self._new_task()
        self._fill_in(task)
        self._sign(task)
        before, html = task.worksheet_snapshot, str(task.worksheet_html)
        state = self.lines["State"]
        self._make_old({state: "Good, Fair,Poor"})
        self._migrate()
        self.assertEqual(task.worksheet_snapshot, before)
        self.assertEqual(str(task.worksheet_html), html)
        self.assertTrue(task.worksheet_intact)

    def test_shipped_lines_get_their_names_where_they_are_as_they_came(self):
        template = self.env.ref("helpdesk_mgmt_after_sales.worksheet_template_repair")
        lines = {line.name: line for line in template.line_ids}
        names = template.line_ids.get_external_id()
        records = self.env["ir.model.data"].search(
            [
                ("module", "=", "helpdesk_mgmt_after_sales"),
                ("model", "=like", "project.worksheet.template.%"),
            ]
        )
        all_names = set(records.mapped("name"))
        records.unlink()
        lines["Cause"].options = "Wear, Rust"
        lines["Work done"].name = "Work that was done"
        old = {
            line: line.options
            for line in self.env["project.worksheet.template.line"].search([])
            if line.choice_ids
        }
        self._make_old(old)
        self._migrate()
        self.assertEqual(
            lines["Cause"].get_external_id()[lines["Cause"].id],
            names[lines["Cause"].id],
        )
        wear, rust = lines["Cause"].choice_ids
        self.assertTrue(wear.get_external_id()[wear.id].endswith("repair_cause_wear"))
        # What managers made of it is theirs.
        self.assertFalse(rust.get_external_id()[rust.id])
        renamed = lines["Work done"]
        self.assertFalse(renamed.get_external_id()[renamed.id])
        now = self.env["ir.model.data"].search(
            [
                ("module", "=", "helpdesk_mgmt_after_sales"),
                ("model", "=like", "project.worksheet.template.%"),
            ]
        )
        self.assertLess(set(now.mapped("name")), all_names)
        self.assertTrue(all(now.mapped("noupdate")))

    def test_database_without_the_old_column_updates(self):
        self._migrate()
