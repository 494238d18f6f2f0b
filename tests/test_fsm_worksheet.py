# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import date, datetime
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from .common_fsm import FsmCommon, make_signature


@tagged("post_install", "-at_install")
class TestFsmWorksheet(FsmCommon):
    def setUp(self):
        super().setUp()
        self.task = self._new_task().with_user(self.technician)

    # ------------------------------------------------------------------
    # Templates
    # ------------------------------------------------------------------

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

    # ------------------------------------------------------------------
    # Project, popup, task
    # ------------------------------------------------------------------

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
    # Signing
    # ------------------------------------------------------------------

    def test_customer_signs_on_the_screen(self):
        self._fill_in(self.task)
        self._sign(self.task)
        self.assertRecordValues(
            self.task,
            [
                {
                    "worksheet_signed_by": "Joe Willis",
                    "worksheet_signed_role": "Site manager",
                }
            ],
        )
        self.assertTrue(self.task.worksheet_signature)
        self.assertLess(
            abs((self.task.worksheet_signed_on - datetime.now()).total_seconds()), 60
        )
        self.assertEqual(len(self.task.worksheet_hash), 64)
        self.assertTrue(self.task.worksheet_intact)
        self.assertIn("Leaks at the valve", self.task.worksheet_html)

    def test_popup_shows_what_is_signed_and_the_customers_name(self):
        self._fill_in(self.task)
        action = self.task.action_fsm_sign()
        form = Form(
            self.env["project.task.sign"]
            .with_user(self.technician)
            .with_context(action["context"])
        )
        self.assertEqual(form.signed_by, "Deco Addict")
        self.assertIn("Leaks at the valve", form.worksheet_html)

    def test_later_change_of_the_template_changes_nothing_signed(self):
        self._fill_in(self.task)
        self._sign(self.task)
        snapshot, html = self.task.worksheet_snapshot, self.task.worksheet_html
        self.lines["Findings"].name = "Something else"
        self.lines["Tight"].unlink()
        self.template.name = "Other"
        self.customer.name = "Renamed"
        self.task.invalidate_recordset()
        self.assertEqual(self.task.worksheet_snapshot, snapshot)
        self.assertEqual(str(self.task.worksheet_html), str(html))
        self.assertIn("Findings", self.task.worksheet_html)
        self.assertIn("Tight", self.task.worksheet_html)
        content = self.task._worksheet_get_content()
        self.assertEqual(content["customer"], "Deco Addict")
        self.assertEqual(content["template"], "Boiler maintenance")
        self.assertTrue(self.task.worksheet_intact)

    def test_hash_survives_the_database_and_shows_tampering(self):
        self._fill_in(self.task, Pressure=1e22)
        self._sign(self.task)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.task.worksheet_intact)
        self.env.cr.execute(
            "UPDATE project_task SET worksheet_signed_by = 'Me' WHERE id = %s",
            [self.task.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.task.worksheet_intact)

    def test_signed_worksheet_is_locked(self):
        self._fill_in(self.task)
        self._sign(self.task)
        for user in (self.technician, self.project_manager, self.env.user):
            task = self.task.with_user(user)
            with self.assertRaisesRegex(UserError, "was signed by Joe Willis"):
                self._fill_in(task, Findings="Nothing")
            with self.assertRaisesRegex(UserError, "was signed by Joe Willis"):
                task.worksheet_template_id = False
            with self.assertRaisesRegex(UserError, "cannot be deleted"):
                task.unlink()
        self.project.allow_worksheets = False
        self.project.flush_recordset()
        self.assertEqual(self.task.worksheet_template_id, self.template)
        self.assertTrue(self.task.worksheet_intact)

    def test_signature_cannot_be_written(self):
        for values in (
            {"worksheet_signature": make_signature()},
            {"worksheet_signed_by": "Joe"},
            {"worksheet_hash": "0" * 64},
            {"worksheet_snapshot": {"worksheet": []}},
        ):
            with self.assertRaisesRegex(UserError, "cannot be written"):
                self.task.write(values)
            with self.assertRaisesRegex(UserError, "cannot be written"):
                self._new_task(**values)
            name, value = next(iter(values.items()))
            with self.assertRaisesRegex(UserError, "cannot be written"):
                self.env["project.task"].with_context(
                    **{f"default_{name}": value}
                ).create({"name": "x", "project_id": self.project.id})
        with self.assertRaisesRegex(UserError, "cannot be written"):
            self.task.with_context(worksheet_signing=True).write(
                {"worksheet_signed_by": "Joe"}
            )

    def test_copy_of_a_signed_task_is_unsigned(self):
        self._sign(self.task)
        copy = self.task.copy()
        self.assertFalse(copy.worksheet_hash)
        self.assertFalse(copy.worksheet_signature)
        self.assertEqual(copy.worksheet_template_id, self.template)

    def test_signing_twice(self):
        self._fill_in(self.task)
        popups = [
            self.env["project.task.sign"]
            .with_user(self.technician)
            .create(
                {
                    "task_id": self.task.id,
                    "signed_by": name,
                    "signature": make_signature(),
                }
            )
            for name in ("Joe Willis", "Ann Other")
        ]
        popups[0].action_sign()
        with self.assertRaisesRegex(UserError, "already signed by Joe Willis"):
            popups[1].action_sign()
        with self.assertRaisesRegex(UserError, "already signed by Joe Willis"):
            self.task.action_fsm_sign()
        self.assertEqual(self.task.worksheet_signed_by, "Joe Willis")

    def test_worksheet_changed_while_signing(self):
        self._fill_in(self.task)
        action = self.task.action_fsm_sign()
        form = Form(
            self.env["project.task.sign"]
            .with_user(self.technician)
            .with_context(action["context"])
        )
        form.signature = make_signature()
        self._fill_in(self.task, Findings="Something else")
        popup = form.save()
        with self.assertRaisesRegex(UserError, "was changed since you opened it"):
            popup.action_sign()
        self.assertFalse(self.task.worksheet_hash)

    def test_bad_signatures(self):
        fingerprint = self.task._worksheet_get_fingerprint()
        text = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
        for signature, message in (
            (False, "signature is missing"),
            ("", "signature is missing"),
            ("no base64!", "not a readable image"),
            (base64.b64encode(b"no image").decode(), "not a readable image"),
            (text, "signature is empty|not a readable image"),
            (make_signature(ink=False), "signature is empty"),
            ("A" * 2_000_000, "too large"),
            (make_signature(size=(6000, 3000)), "not a readable image"),
            (["list"], "not a readable image"),
            (5, "not a readable image"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self.task._worksheet_sign("Joe", "", signature, fingerprint)
        for name, message in (
            (False, "Write the name"),
            ("  ", "Write the name"),
            ("x" * 200, "name is too long"),
            ({"a": 1}, "Write the name"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self.task._worksheet_sign(name, "", make_signature(), fingerprint)
        self.assertFalse(self.task.worksheet_hash)

    def test_nothing_to_sign(self):
        self.task.worksheet_template_id = False
        with self.assertRaisesRegex(UserError, "no worksheet to sign"):
            self.task.action_fsm_sign()
        self.task.worksheet_template_id = self.template
        self.task.state = "1_canceled"
        with self.assertRaisesRegex(UserError, "was cancelled"):
            self.task.action_fsm_sign()

    def test_who_may_sign_on_screen(self):
        task = self._plan()
        for user in (self.agent, self.outsider):
            with self.assertRaises(AccessError):
                task.with_user(user).action_fsm_sign()
            with self.assertRaises(AccessError):
                self.env["project.task.sign"].with_user(user).create(
                    {
                        "task_id": task.id,
                        "signed_by": "Joe",
                        "signature": make_signature(),
                    }
                )
        popup = (
            self.env["project.task.sign"]
            .with_user(self.technician)
            .create(
                {
                    "task_id": task.id,
                    "signed_by": "Joe",
                    "signature": make_signature(),
                }
            )
        )
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            popup.with_user(self.project_manager).action_sign()

    def test_popup_tells_nothing_of_a_task_that_is_not_his(self):
        self.project.privacy_visibility = "followers"
        task = self._new_task(user_ids=False)
        self.env.invalidate_all()
        popups = self.env["project.task.sign"].with_user(self.technician)
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            popups.create({"task_id": task.id, "signature": make_signature()})

    def test_signature_before_done(self):
        self.project.worksheet_signature_required = True
        message = "wants the worksheet signed"
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self.task.action_fsm_done()
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self.task.stage_id = self.stages["Done"]
        self._sign(self.task)
        self.task.action_fsm_done()
        self.assertEqual(self.task.state, "1_done")

    # ------------------------------------------------------------------
    # Reopening
    # ------------------------------------------------------------------

    def _reopen(self, task, reason):
        action = task.action_fsm_reopen()
        form = Form(
            self.env[action["res_model"]]
            .with_user(task.env.user)
            .with_context(action["context"])
        )
        form.reason = reason
        form.save().action_reopen()

    def test_manager_reopens_with_a_reason(self):
        self._fill_in(self.task)
        self._sign(self.task)
        self.task.action_fsm_done()
        fingerprint = self.task.worksheet_hash
        self._reopen(self.task.with_user(self.project_manager), "Wrong pressure")
        self.assertRecordValues(
            self.task,
            [
                {
                    "worksheet_signature": False,
                    "worksheet_signed_by": False,
                    "worksheet_signed_role": False,
                    "worksheet_signed_on": False,
                    "worksheet_snapshot": False,
                    "worksheet_hash": False,
                    "state": "01_in_progress",
                    "stage_id": self.stages["In Progress"].id,
                }
            ],
        )
        note = self.task.message_ids[0]
        self.assertIn("Reason: Wrong pressure", note.body)
        self.assertIn("Joe Willis", note.body)
        self.assertIn(fingerprint, note.body)
        self.assertEqual(note.author_id, self.project_manager.partner_id)
        # The worksheet itself is still there, and open.
        self._fill_in(self.task, Pressure=2)
        self._sign(self.task)

    def test_reopening_is_refused(self):
        with self.assertRaisesRegex(UserError, "is not signed: it is open"):
            self.task.with_user(self.project_manager).action_fsm_reopen()
        self._sign(self.task)
        with self.assertRaisesRegex(AccessError, "Only Project managers"):
            self.task.action_fsm_reopen()
        with self.assertRaises(AccessError):
            self.env["project.task.reopen"].with_user(self.technician).create(
                {"task_id": self.task.id, "reason": "x"}
            )
        with self.assertRaisesRegex(UserError, "Say why"):
            self._reopen(self.task.with_user(self.project_manager), "  ")
        self.assertTrue(self.task.worksheet_hash)

    # ------------------------------------------------------------------
    # Report
    # ------------------------------------------------------------------

    def _report_html(self, task):
        reports = self.env["ir.actions.report"]
        content, __ = reports._render_qweb_html(
            "helpdesk_mgmt_after_sales.action_report_fsm", task.ids
        )
        return content.decode()

    def test_report_says_it_all(self):
        self.customer.write({"street": "Main street 7", "city": "Tehran"})
        self.task.write(
            {
                "visit_start": datetime(2026, 12, 1, 9),
                "visit_end": datetime(2026, 12, 1, 11),
            }
        )
        self._fill_in(self.task)
        self._sign(self.task)
        html = self._report_html(self.task)
        for text in (
            "Field Service Report",
            self.company.name,
            "Deco Addict",
            "Main street 7",
            "Visit",
            "12/01/2026",
            "technician",
            "Boiler maintenance",
            "Findings",
            "Leaks at the valve",
            "1.5",
            "Fair",
            "05/01/2027",
            "Valve",
            "Joe Willis",
            "Site manager",
            self.task.worksheet_hash,
        ):
            self.assertIn(text, html)
        self.assertNotIn("does not match", html)

    def test_report_is_a_pdf_with_this_text(self):
        if not self.env["project.task"]._worksheet_has_pdf():
            self.skipTest("wkhtmltopdf is not installed")
        self._fill_in(self.task)
        # Odoo's tests render no PDF but on demand.
        self.task.with_context(force_report_rendering=True)._worksheet_sign(
            "Joe Willis", "", make_signature(), self.task._worksheet_get_fingerprint()
        )
        attachment = self.task.message_ids[0].attachment_ids
        self.assertEqual(attachment.name, "Field Service Report - Visit.pdf")
        self.assertEqual(attachment.mimetype, "application/pdf")
        reader = PdfFileReader(io.BytesIO(attachment.raw))
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for expected in ("Field Service Report", "Deco Addict", "Leaks at the valve"):
            self.assertIn(expected, text)
        self.assertIn("Joe Willis", text)

    def test_report_is_attached_on_signing(self):
        self._sign(self.task)
        note = self.task.message_ids[0]
        self.assertIn("Worksheet signed by Joe Willis", note.body)
        self.assertEqual(len(note.attachment_ids), 1)
        self.assertEqual(note.attachment_ids.res_model, "project.task")
        self.assertEqual(note.attachment_ids.res_id, self.task.id)

    def test_without_renderer_the_report_is_a_web_page(self):
        reports = type(self.env["ir.actions.report"])
        with patch.object(reports, "get_wkhtmltopdf_state", lambda self: "install"):
            self._sign(self.task)
        note = self.task.message_ids[0]
        self.assertIn("no PDF renderer", note.body)
        self.assertEqual(note.attachment_ids.name, "Field Service Report - Visit.html")
        self.assertIn(b"Joe Willis", note.attachment_ids.raw)

    def test_failing_renderer_does_not_stop_the_signature(self):
        def fail(*args, **kwargs):
            raise UserError(self.env._("Wkhtmltopdf failed"))

        reports = type(self.env["ir.actions.report"])
        with (
            patch.object(reports, "_render_qweb_pdf", fail),
            self.assertLogs(
                "odoo.addons.helpdesk_mgmt_after_sales.models.project_task_worksheet",
                "WARNING",
            ),
        ):
            self._sign(self.task)
        self.assertTrue(self.task.worksheet_intact)
        self.assertEqual(
            self.task.message_ids[0].attachment_ids.name,
            "Field Service Report - Visit.html",
        )

    def test_send_report(self):
        self._fill_in(self.task)
        self.assertFalse(self.task._worksheet_visible_to_customer())
        action = self.task.action_fsm_send_report()
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.technician)
            .with_context(action["context"])
        ).save()
        self.assertEqual(composer.partner_ids, self.customer)
        self.assertIn("Visit", composer.subject)
        self.assertIn("sign it online", composer.body)
        token = self.task.sudo()._portal_ensure_token()
        self.assertNotIn(token, composer.body)
        self.assertEqual(
            composer.attachment_ids.mapped("name"),
            # Odoo's tests render no PDF.
            ["Field Service Report - Visit.html"],
        )
        self.assertIn(b"Leaks at the valve", composer.attachment_ids.raw)
        composer.action_send_mail()
        message = self.task.message_ids.filtered("attachment_ids")
        self.assertIn(self.customer, message.partner_ids)
        # The button of the mail leads there, also without login.
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        mail = mails.filtered(lambda x: self.customer in x.recipient_ids)
        self.assertIn(token, mail.body_html)
        self.assertTrue(self.task.worksheet_sent)
        self.assertTrue(self.task._worksheet_visible_to_customer())

    def test_send_report_without_renderer(self):
        reports = type(self.env["ir.actions.report"])
        with patch.object(reports, "get_wkhtmltopdf_state", lambda self: "install"):
            action = self.task.action_fsm_send_report()
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.technician)
            .with_context(action["context"])
        ).save()
        self.assertEqual(
            composer.attachment_ids.name, "Field Service Report - Visit.html"
        )
        self._flush_tracking()
        notification = self.env["bus.bus"].search([], order="id desc", limit=1)
        self.assertIn("no PDF renderer", notification.message)

    def test_message_of_a_customer_sends_no_report(self):
        portal = self._new_user("portal", "base.group_portal")
        task = self.task.sudo()
        task.message_subscribe(portal.partner_id.ids)
        task.with_user(portal).with_context(fsm_report_sent=True).message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(task.worksheet_sent)

    def test_no_link_where_customers_see_no_tasks(self):
        self.project.privacy_visibility = "employees"
        template = self.env.ref("helpdesk_mgmt_after_sales.mail_template_fsm_report")
        body = template._render_field("body_html", self.task.ids)[self.task.id]
        self.assertNotIn("/my/tasks/", body)

    def test_agent_reads_the_worksheet(self):
        task = self._plan()
        self._fill_in(task.sudo())
        self._sign(task.with_user(self.technician))
        form = Form(task)
        self.assertIn("Leaks at the valve", form.worksheet_html)
        self.assertEqual(form.worksheet_signed_by, "Joe Willis")

    def test_dates_are_dates(self):
        self._fill_in(self.task)
        line = next(
            line
            for line in self.task._worksheet_get_content()["worksheet"]
            if line["type"] == "date"
        )
        self.assertEqual(date.fromisoformat(line["value"]), date(2027, 5, 1))
