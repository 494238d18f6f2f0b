# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common_field_service import FsmCommon


@tagged("post_install", "-at_install")
class TestFieldServiceWorksheetTemplate(FsmCommon):
    def setUp(self):
        super().setUp()
        self.task = self._new_task().with_user(self.technician)

    def test_data_templates(self):
        for xmlid in ("worksheet_template_repair", "worksheet_template_installation"):
            template = self.env.ref(f"helpdesk_mgmt_after_sales.{xmlid}")
            self.assertTrue(template.line_ids)
            self.assertEqual(len(template.worksheet_definition), len(template.line_ids))

    def test_only_the_name_is_required(self):
        template = self.env["project.worksheet.template"].create({"name": "Empty"})
        self.assertEqual(template.worksheet_definition, [])
        self.task.worksheet_template_id = template
        self._sign(self.task)
        self.assertTrue(self.task.worksheet_hash)

    def test_manager_edits_lines_in_the_form(self):
        form = Form(
            self.env["project.worksheet.template"].with_user(self.project_manager)
        )
        form.name = "Door"
        for name, line_type in (("Width", "float"), ("Colour", "selection")):
            with form.line_ids.new() as line:
                line.name = name
                line.line_type = line_type
                if line_type == "selection":
                    line.options = "Red, Blue"
                    line.required = True
        template = form.save()
        self.assertEqual(
            [
                (line["type"], line["string"], len(line.get("selection") or []))
                for line in template.worksheet_definition
            ],
            [("float", "Width", 0), ("selection", "Colour *", 2)],
        )

    def test_every_type_compiles(self):
        self.assertEqual(
            [line["type"] for line in self.template.worksheet_definition],
            ["separator", "text", "float", "boolean", "selection", "date", "tags"],
        )
        tags = self.template.worksheet_definition[-1]["tags"]
        self.assertEqual([tag[1] for tag in tags], ["Valve", "Pump"])

    def test_order_of_the_lines(self):
        self.lines["Tight"].sequence = -1
        self.assertEqual(self.template.worksheet_definition[0]["string"], "Tight")

    def test_reordered_options_keep_the_answers(self):
        self._fill_in(self.task)
        self.lines["State"].options = "Poor, Fair, Good"
        values = {
            line["string"]: line.get("value") for line in self.task._worksheet_read()
        }
        self.assertEqual(values["State"], self._option("State", "Fair"))

    def test_options_are_needed(self):
        with self.assertRaisesRegex(ValidationError, "State needs options"):
            self.lines["State"].options = " , "

    def test_definition_is_changed_in_the_lines_only(self):
        with self.assertRaisesRegex(UserError, "Change the lines"):
            self.template.worksheet_definition = []
        # as Odoo's widget does from within a task
        definition = self.task._worksheet_read()
        definition[1].update({"string": "Hacked", "definition_changed": True})
        with self.assertRaisesRegex(UserError, "Change the lines"):
            self.task.with_user(self.project_manager).worksheet_properties = definition

    def test_copy_has_its_own_fields(self):
        copy = self.template.copy()
        self.assertEqual(copy.name, "Boiler maintenance (copy)")
        self.assertEqual(len(copy.worksheet_definition), 7)
        self.assertFalse(
            set(copy.line_ids.mapped("key")) & set(self.template.line_ids.mapped("key"))
        )

    def test_who_reads_and_writes_templates(self):
        for user in (self.agent, self.technician, self.manager):
            template = self.template.with_user(user)
            self.assertTrue(template.has_access("read"))
            self.assertFalse(template.has_access("write"))
            self.assertFalse(template.line_ids.has_access("write"))
        self.template.with_user(self.project_manager).name = "Other"
        self.assertFalse(self.template.with_user(self.outsider).has_access("read"))

    def test_template_of_another_company_stays_closed(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.template.company_id = other
        self.assertFalse(self.template.with_user(self.technician).has_access("read"))
