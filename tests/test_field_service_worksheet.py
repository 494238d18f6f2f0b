# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_field_service import FsmCommon


@tagged("post_install", "-at_install")
class TestFieldServiceWorksheet(FsmCommon):
    def setUp(self):
        super().setUp()
        self.task = self._new_task().with_user(self.technician)

    def test_popup_proposes_the_projects_template_and_follows_it(self):
        other = self.env.ref("helpdesk_mgmt_after_sales.worksheet_template_repair")
        installations = self._new_project(
            "Installations", allow_worksheets=True, worksheet_template_id=other.id
        )
        plain = self._new_project("Plain")
        form = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        self.assertTrue(form.allow_worksheets)
        self.assertEqual(form.worksheet_template_id, self.template)
        form.project_id = installations
        self.assertEqual(form.worksheet_template_id, other)
        form.project_id = plain
        self.assertFalse(form.allow_worksheets)
        self.assertFalse(form.worksheet_template_id)
        form.project_id = self.project
        form.worksheet_template_id = other
        wizard = form.save()
        wizard.action_create_task()
        self.assertEqual(wizard.sudo().task_id.worksheet_template_id, other)

    def test_popup_field_shows_only_with_worksheets(self):
        form = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        self.assertFalse(form._get_modifier("worksheet_template_id", "invisible"))
        form.project_id = self._new_project("Plain")
        self.assertTrue(form._get_modifier("worksheet_template_id", "invisible"))

    def test_popup_refuses_a_template_without_worksheets(self):
        form = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        form.project_id = self._new_project("Plain")
        wizard = form.save()
        wizard.worksheet_template_id = self.template
        with self.assertRaisesRegex(UserError, "Plain has no worksheets"):
            wizard.action_create_task()

    def test_popup_can_leave_the_template_empty(self):
        task = self._plan(worksheet_template_id=self.env["project.worksheet.template"])
        self.assertFalse(task.worksheet_template_id)

    def test_task_takes_the_projects_template(self):
        self.assertEqual(self.task.worksheet_template_id, self.template)
        task = self._new_task(project_id=self._new_project("Plain").id)
        self.assertFalse(task.worksheet_template_id)

    def test_switching_worksheets_off_loses_nothing_entered(self):
        self._fill_in(self.task)
        before = self.task._worksheet_get_content()["worksheet"]
        project = self.task.sudo().project_id
        project.allow_worksheets = False
        self.env.flush_all()
        self.assertFalse(self.task._worksheet_get_content()["worksheet"])
        project.allow_worksheets = True
        self.env.flush_all()
        self.assertEqual(self.task._worksheet_get_content()["worksheet"], before)

    def test_signature_cannot_be_a_default(self):
        self.env["ir.default"].with_user(self.technician).set(
            "project.task", "worksheet_hash", "0" * 64, user_id=True
        )
        self.env["ir.default"].with_user(self.technician).set(
            "project.task", "worksheet_signed_by", "Forged", user_id=True
        )
        task = (
            self.env["project.task"]
            .with_user(self.technician)
            .create({"name": "Forged", "project_id": self.task.project_id.id})
        )
        self.assertRecordValues(
            task, [{"worksheet_hash": False, "worksheet_signed_by": False}]
        )

    def test_entries_of_the_wrong_type_break_nothing(self):
        normalize = self.task._worksheet_normalize
        self.assertEqual(normalize({"type": "float", "value": "abc"})["value"], False)
        self.assertEqual(normalize({"type": "float", "value": "2.5"})["value"], 2.5)
        self.assertEqual(normalize({"type": "date", "value": "soon"})["value"], False)
        self.assertEqual(normalize({"type": "char", "value": "abc"})["value"], "abc")

    def test_technician_fills_in_the_form(self):
        with Form(self.task) as form:
            values = form.worksheet_properties
            for line in values:
                if line["string"] == "Findings":
                    line["value"] = "All is well"
            form.worksheet_properties = values
        content = self.task._worksheet_get_content()
        findings = next(
            line for line in content["worksheet"] if line["string"] == "Findings"
        )
        self.assertEqual(findings["value"], "All is well")

    def test_filling_in_asks_the_server_nothing(self):
        arch = self.task.get_views([(False, "form")])["views"]["form"]["arch"]
        field = etree.fromstring(arch).find(".//field[@name='worksheet_properties']")
        self.assertEqual(field.get("widget"), "worksheet_properties")
        self.assertNotIn("on_change", field.attrib)

    def test_required_lines_before_done_and_before_signing(self):
        self.lines["Findings"].required = True
        self.lines["Pressure"].required = True
        self.lines["Tight"].required = True
        message = "Fill in: Findings, Pressure,? and Tight"
        with self.assertRaisesRegex(UserError, message):
            self.task.action_fsm_done()
        with self.assertRaisesRegex(UserError, message):
            self.task.action_fsm_sign()
        self._fill_in(self.task, Tight=False, Pressure=0)
        with self.assertRaisesRegex(UserError, "Fill in: Tight"):
            self.task.action_fsm_done()
        self._fill_in(self.task, Pressure=0)
        self.task.action_fsm_done()
        self.assertEqual(self.task.state, "1_done")

    # ------------------------------------------------------------------
    # The serial number
    # ------------------------------------------------------------------

    def _serial_ticket(self):
        lot = self._new_lot(self.serial_product, "SN-001")
        return self._new_ticket(product_id=self.serial_product.id, lot_id=lot.id)

    def _serials(self, task):
        task = task.with_user(self.technician)
        return [
            line["value"]
            for line in task._worksheet_get_content()["worksheet"]
            if line["string"].startswith("Serial number")
        ]

    def test_serial_number_of_the_ticket_is_filled_in(self):
        ticket = self._serial_ticket()
        for name in ("repair", "installation"):
            template = self.env.ref(
                f"helpdesk_mgmt_after_sales.worksheet_template_{name}"
            )
            task = self._plan(ticket=ticket, worksheet_template_id=template)
            self.assertEqual(self._serials(task), ["SN-001"], name)
            # Nobody has entered anything yet.
            self.assertFalse(task.sudo()._worksheet_is_filled_in())
            task = self._plan(worksheet_template_id=template)
            self.assertFalse(any(self._serials(task)), name)

    def test_serial_number_follows_the_template_but_not_over_an_entry(self):
        template = self.env.ref("helpdesk_mgmt_after_sales.worksheet_template_repair")
        key = template.line_ids.filtered("is_serial").key
        task = self._plan(ticket=self._serial_ticket()).with_user(self.technician)
        self.assertFalse(self._serials(task))
        with Form(task) as form:
            form.worksheet_template_id = template
        self.assertEqual(self._serials(task), ["SN-001"])
        task.worksheet_properties = {key: "SN-002"}
        self.assertTrue(task.sudo()._worksheet_is_filled_in())
        task.project_id = self._new_project("Other", allow_worksheets=True)
        self.assertEqual(self._serials(task), ["SN-002"])

    def test_line_for_the_serial_number_is_known_by_its_name(self):
        lines = (
            self.env["project.worksheet.template"]
            .create(
                {
                    "name": "Names",
                    "line_ids": [
                        Command.create({"name": name, "line_type": kind})
                        for name, kind in (
                            (" SERIAL Number ", "text"),
                            ("Serial number", "float"),
                            ("Type plate", "text"),
                        )
                    ],
                }
            )
            .line_ids
        )
        self.assertEqual(lines.mapped("is_serial"), [True, False, False])
        plate = lines[2].with_user(self.project_manager)
        plate.is_serial = True
        plate.name = "Plate"
        self.assertTrue(plate.is_serial)
        plate.line_type = "boolean"
        self.assertFalse(plate.is_serial)
