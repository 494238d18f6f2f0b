# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import datetime

from PIL import Image
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_field_service import FsmCommon, make_signature


@tagged("post_install", "-at_install")
class TestFieldServiceSignatureRecord(FsmCommon):
    """A signature is made once, voided at most once, and stays."""

    def setUp(self):
        super().setUp()
        self.task = self._new_task().with_user(self.technician)
        self._fill_in(self.task)

    def _sign_as(self, signer, name, task=None):
        task = task or self.task
        task._worksheet_sign(
            name, "", make_signature(), task._worksheet_get_fingerprint(), signer=signer
        )
        return task._worksheet_get_signatures().filtered(lambda x: x.signer == signer)

    def _reopen(self, reason="Wrong pressure"):
        self.task.with_user(self.project_manager)._worksheet_reopen(reason)

    def test_signature_says_it_all(self):
        fingerprint = self.task._worksheet_get_fingerprint()
        self._sign(self.task)
        signature = self.task.worksheet_signature_ids
        self.assertRecordValues(
            signature,
            [
                {
                    "task_id": self.task.id,
                    "signer": "customer",
                    "signed_by": "Joe Willis",
                    "role": "Site manager",
                    "intact": True,
                    "voided_on": False,
                    "voided_by_id": False,
                    "void_reason": False,
                    "display_name": "Joe Willis",
                }
            ],
        )
        self.assertEqual(
            self.task._worksheet_hash(signature.snapshot),
            fingerprint,
        )
        self.assertEqual(signature.hash, self.task.worksheet_hash)
        self.assertEqual(signature.snapshot, self.task.worksheet_snapshot)
        self.assertEqual(signature.signature, self.task.worksheet_signature)
        self.assertIn("Leaks at the valve", signature.worksheet_html)

    def test_large_image_is_made_smaller_and_hashed_as_stored(self):
        self._sign(self.task, signature=make_signature(size=(2000, 900)))
        self.env.flush_all()
        self.env.invalidate_all()
        content = base64.b64decode(self.task.worksheet_signature)
        self.assertEqual(Image.open(io.BytesIO(content)).width, 1024)
        self.assertTrue(self.task.worksheet_intact)

    def test_nobody_changes_a_signature(self):
        self._sign(self.task)
        signature = self.task.worksheet_signature_ids
        for user in (self.technician, self.project_manager, self.agent, self.manager):
            own = signature.with_user(user)
            with self.assertRaises(AccessError):
                own.write({"signed_by": "Me"})
            with self.assertRaises(AccessError):
                own.write({"voided_on": datetime.now()})
            with self.assertRaises(AccessError):
                own.unlink()
            with self.assertRaises(AccessError):
                own.copy()
        signature = signature.sudo()
        void = {
            "voided_on": datetime.now(),
            "voided_by_id": self.env.uid,
            "void_reason": "x",
        }
        for vals in (
            {},
            {"signed_by": "Me"},
            {"hash": "0" * 64},
            {"task_id": self._new_task().id},
            {"signer": "technician"},
            {"signature": make_signature()},
            {"voided_on": datetime.now()},
            {**void, "void_reason": False},
            {**void, "signed_by": "Me"},
        ):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                signature.write(vals)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            signature.unlink()
        signature.write(void)
        for vals in (void, dict.fromkeys(void, False), {"voided_on": False}):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                signature.write(vals)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            signature.unlink()

    def test_defaults_do_not_make_a_signature(self):
        values = {
            "voided_on": "2020-01-01 00:00:00",
            "voided_by_id": self.technician.id,
            "void_reason": "Hm",
            "signer": "technician",
            "hash": "0" * 64,
        }
        defaults = self.env["ir.default"].with_user(self.technician)
        for name, value in values.items():
            defaults.set("project.task.signature", name, value, user_id=True)
        context = {f"default_{name}": value for name, value in values.items()}
        self._sign(self.task.with_context(**context))
        self.assertRecordValues(
            self.task.worksheet_signature_ids,
            [
                {
                    "signer": "customer",
                    "voided_on": False,
                    "voided_by_id": False,
                    "void_reason": False,
                    "intact": True,
                }
            ],
        )

    def test_one_valid_signature_of_each(self):
        self._sign(self.task)
        signature = self.task.worksheet_signature_ids.sudo()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            signature.create(
                {
                    "task_id": self.task.id,
                    "signer": "customer",
                    "signed_by": "Somebody else",
                    "signed_on": datetime.now(),
                }
            )

    def test_tampering_with_task_or_signature_shows(self):
        self._sign(self.task)
        self.env.flush_all()
        for table, column, value in (
            ("project_task", "worksheet_signed_by", "Me"),
            ("project_task", "worksheet_signed_role", "Boss"),
            ("project_task", "worksheet_signed_on", datetime(2020, 1, 1)),
            ("project_task", "worksheet_hash", "0" * 64),
            ("project_task", "worksheet_hash", None),
            ("project_task_signature", "signed_by", "Me"),
            ("project_task_signature", "signer", "technician"),
            ("project_task_signature", "snapshot", '{"worksheet": []}'),
        ):
            with self.subTest(table=table, column=column), self.env.cr.savepoint() as s:
                self.env.invalidate_all()
                self.assertTrue(self.task.worksheet_intact)
                self.env.cr.execute(f'UPDATE {table} SET "{column}" = %s', [value])  # pylint: disable=sql-injection
                self.env.invalidate_all()
                self.assertFalse(self.task.worksheet_intact)
                s.rollback()
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # Several signers
    # ------------------------------------------------------------------

    def test_technician_signs_besides_the_customer(self):
        mine = self._sign_as("technician", "Tom Technician")
        self.assertTrue(mine.intact)
        # The customer's is what shows.
        self.assertFalse(self.task.worksheet_hash)
        self.assertFalse(self.task.worksheet_signature)
        self.assertTrue(self.task.worksheet_intact)
        self.assertFalse(self.task._worksheet_visible_to_customer())
        note = self.task.message_ids[0]
        self.assertIn("Worksheet signed by Tom Technician", note.body)
        with self.assertRaisesRegex(UserError, "was signed by Tom Technician"):
            self._fill_in(self.task, Findings="Nothing")
        with self.assertRaisesRegex(UserError, "was signed by Tom Technician"):
            self.task.worksheet_template_id = False
        self.project.allow_worksheets = False
        self.assertEqual(self.task.worksheet_template_id, self.template)
        self.project.allow_worksheets = True
        with self.assertRaisesRegex(UserError, "already signed by Tom"):
            self._sign_as("technician", "Tina")
        # The customer signs the same content, whatever changed meanwhile.
        self.customer.name = "Renamed"
        theirs = self._sign_as("customer", "Joe Willis")
        self.assertEqual(theirs.snapshot, mine.snapshot)
        self.assertNotEqual(theirs.hash, mine.hash)
        self.assertEqual(self.task.worksheet_hash, theirs.hash)
        self.assertEqual(self.task._worksheet_get_signer(), "Joe Willis")
        self._reopen()
        self.assertTrue(mine.voided_on)
        self.assertTrue(theirs.voided_on)
        notes = self.task.message_ids[:2].mapped("body")
        self.assertIn("Tom Technician", notes[0])
        self.assertIn("Joe Willis", notes[1])
        self._fill_in(self.task, Findings="Nothing")

    def test_technician_signs_after_the_customer(self):
        self._sign(self.task)
        self.assertTrue(self._sign_as("technician", "Tom Technician").intact)
        self.assertEqual(self.task.worksheet_signed_by, "Joe Willis")
