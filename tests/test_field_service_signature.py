# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_field_service import FsmCommon, make_signature


@tagged("post_install", "-at_install")
class TestFieldServiceSignature(FsmCommon):
    def setUp(self):
        super().setUp()
        self.task = self._new_task().with_user(self.technician)

    def _open_sign(self):
        """Open the popup in which the customer signs, on the technician's screen."""
        action = self.task.action_fsm_sign()
        popups = self.env["project.task.sign"].with_user(self.technician)
        return Form(popups.with_context(action["context"]))

    def _reopen(self, task, reason):
        action = task.action_fsm_reopen()
        form = Form(
            self.env[action["res_model"]]
            .with_user(task.env.user)
            .with_context(action["context"])
        )
        form.reason = reason
        form.save().action_reopen()

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

    def test_popup_shows_what_is_signed_and_leaves_the_name_to_who_signs(self):
        self._fill_in(self.task)
        form = self._open_sign()
        self.assertFalse(form.signed_by)
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
            "UPDATE project_task_signature SET signed_by = 'Me' WHERE task_id = %s",
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
        form = self._open_sign()
        form.signed_by = "Joe Willis"
        form.signature = make_signature()
        self._fill_in(self.task, Findings="Something else")
        popup = form.save()
        with self.assertRaisesRegex(UserError, "was changed since you opened it"):
            popup.action_sign()
        self.assertFalse(self.task.worksheet_hash)

    def test_bad_signatures(self):
        self._fill_in(self.task)
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

    def test_popup_tells_nothing_of_a_task_that_is_not_theirs(self):
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
