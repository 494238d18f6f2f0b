# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_field_service import FsmPortalCommon, make_signature

# More than 300 lines: the attacks share their set-up, and need it whole.

SIGNATURE = "project.task.signature"


@tagged("post_install", "-at_install")
class TestFieldServiceSignatureRights(FsmPortalCommon):
    """Whoever may read a task reads its signatures; nobody may do more, over RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.privacy_visibility = "followers"
        cls.both = cls._new_user(
            "both",
            "project.group_project_user,helpdesk_mgmt.group_helpdesk_user_own,"
            "base.group_allow_export",
        )
        # A task of somebody else's customer, which its technician follows.
        cls.closed = cls._new_task(name="Secret", partner_id=cls.other_customer.id)
        for task, name in ((cls.task, "Joe Willis"), (cls.closed, "Sarah Secret")):
            cls._fill_in(task)
            own = task.with_user(cls.technician)
            own._worksheet_sign(
                name, "", make_signature(), task._worksheet_get_fingerprint()
            )
        cls.signature = cls.task.worksheet_signature_ids
        cls.secret = cls.closed.worksheet_signature_ids
        cls.signatures = cls.signature | cls.secret
        # Of another company.
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})

    def _call(self, user, model, method, *args, **kwargs):
        """Call a method as the web client does; return its result or error."""
        self.authenticate(user.login, user.login.ljust(8, "x"))
        response = self.url_open(
            "/web/dataset/call_kw",
            json={
                "params": {
                    "model": model,
                    "method": method,
                    "args": list(args),
                    "kwargs": kwargs,
                }
            },
        ).json()
        return response.get("result"), response.get("error")

    def _refused(self, user, model, method, *args, **kwargs):
        with mute_logger("odoo.http"):
            result, error = self._call(user, model, method, *args, **kwargs)
        self.assertTrue(error, (user.login, method, result))
        return error["data"]["name"]

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def test_who_may_read(self):
        for user, readable in (
            # A plain agent by the ticket, a technician as follower.
            (self.agent, self.signature),
            (self.technician, self.signatures),
            (self.project_manager, self.signatures),
            (self.both, self.env[SIGNATURE]),
        ):
            with self.subTest(user=user.login):
                own = self.signatures.with_user(user)
                self.assertEqual(own._filtered_access("read"), readable)
                self.assertEqual(own.search([("id", "in", own.ids)]), readable)
                tasks = (self.task | self.closed).with_user(user)
                self.assertEqual(
                    tasks._filtered_access("read").sudo().worksheet_signature_ids,
                    readable,
                )
        for user in (self.outsider, self.buyer, self.env.ref("base.public_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.signatures.with_user(user).search([])

    def test_who_may_read_changes_with_the_task(self):
        own = self.signature.with_user(self.agent)
        self.assertTrue(own.has_access("read"))
        self.task.active = False
        self.assertTrue(own.has_access("read"))
        self.ticket.user_id = self.manager
        self.task.message_unsubscribe(self.agent.partner_id.ids)
        self.assertFalse(own.has_access("read"))

    def test_signatures_of_another_company(self):
        manager = self._new_user(
            "elsewhere",
            "project.group_project_manager,helpdesk_mgmt.group_helpdesk_manager",
            company_id=self.elsewhere.id,
            company_ids=self.elsewhere.ids,
        )
        self.task.company_id = self.company
        self.assertFalse(self.task.with_user(manager).has_access("read"))
        self.assertFalse(self.signature.with_user(manager).has_access("read"))

    def test_employee_sees_what_the_task_shows(self):
        # Every employee may read a task that is shared with them.
        self.project.privacy_visibility = "employees"
        task = self.task.with_user(self.outsider)
        shown = [x for x in task.fields_get() if x.startswith("worksheet_")]
        values = task.read(shown)[0]
        self.assertEqual(values["worksheet_signed_by"], "Joe Willis")
        self.assertTrue(values["worksheet_signature"])
        self.assertTrue(values["worksheet_intact"])
        self.assertNotIn("worksheet_signature_ids", values)
        self.assertNotIn("worksheet_voided_ids", values)

    # ------------------------------------------------------------------
    # Over RPC
    # ------------------------------------------------------------------

    def test_nobody_writes(self):
        ids = self.signature.ids
        void = {
            "voided_on": "2026-01-01 00:00:00",
            "voided_by_id": self.technician.id,
            "void_reason": "x",
        }
        vals = {
            "task_id": self.task.id,
            "signer": "technician",
            "signed_by": "Me",
            "signed_on": "2026-01-01 00:00:00",
        }
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", SIGNATURE),
                ("res_field", "=", "signature"),
                ("res_id", "in", ids),
            ]
        )
        self.assertEqual(len(attachment), 1)
        calls = (
            (SIGNATURE, "write", ids, {"signed_by": "Me"}),
            (SIGNATURE, "write", ids, void),
            (SIGNATURE, "unlink", ids),
            (SIGNATURE, "create", [vals]),
            (SIGNATURE, "copy", ids),
            (SIGNATURE, "web_save", ids, {"signed_by": "Me"}, {}),
            (SIGNATURE, "web_save", [], vals, {}),
            (SIGNATURE, "name_create", "Me"),
            (SIGNATURE, "_void", ids, "x"),
            (SIGNATURE, "action_archive", ids),
            ("ir.attachment", "write", attachment.ids, {"raw": "x"}),
            ("ir.attachment", "unlink", attachment.ids),
            (
                "ir.attachment",
                "create",
                [
                    {
                        "name": "signature",
                        "res_model": SIGNATURE,
                        "res_id": ids[0],
                        "res_field": "signature",
                        "datas": make_signature(),
                    }
                ],
            ),
            *(
                ("project.task", "write", self.task.ids, {name: value})
                for name, value in (
                    ("worksheet_signature_ids", [Command.create(vals)]),
                    ("worksheet_signature_ids", [Command.update(ids[0], void)]),
                    ("worksheet_signature_ids", [Command.delete(ids[0])]),
                    ("worksheet_signature_ids", [Command.clear()]),
                    ("worksheet_voided_ids", [Command.update(ids[0], void)]),
                    ("worksheet_signed_by", "Me"),
                    ("worksheet_signature", make_signature()),
                    ("worksheet_hash", False),
                )
            ),
            ("project.task", "_worksheet_sign", self.task.ids, "Me", "", "", ""),
            ("project.task", "_worksheet_reopen", self.task.ids, "x"),
        )
        system = self._new_user(
            "system", "base.group_system,project.group_project_manager"
        )
        users = (
            self.agent,
            self.manager,
            self.technician,
            self.project_manager,
            self.outsider,
            self.buyer,
            system,
        )
        for user in users:
            for model, method, *args in calls:
                with self.subTest(user=user.login, model=model, call=method, args=args):
                    self._refused(user, model, method, *args)
        # The import of files refuses in its answer.
        for user in (self.agent, self.project_manager):
            result, error = self._call(
                user, SIGNATURE, "load", ["signed_by", ".id"], [["Me", ids[0]]]
            )
            self.assertTrue(error or not result["ids"])
        self.assertRecordValues(
            self.signature,
            [{"signed_by": "Joe Willis", "voided_on": False, "intact": True}],
        )

    def test_closed_signatures_stay_closed(self):
        """To the plain agent, who may read the other task's."""
        secret, agent = self.secret, self.agent
        for method, *args in (
            ("read", secret.ids, ["signed_by"]),
            ("web_read", secret.ids, {"signed_by": {}}),
            ("export_data", secret.ids, ["signed_by", "task_id/name"]),
        ):
            with self.subTest(call=method):
                self._refused(agent, SIGNATURE, method, *args)
        for domain in (
            [("hash", "=", secret.hash)],
            [("signed_by", "ilike", "Sarah")],
            [("task_id", "=", self.closed.id)],
            [("task_id.name", "=", "Secret")],
        ):
            result, error = self._call(agent, SIGNATURE, "search", domain)
            self.assertEqual((result, error), ([], None), domain)
        groups, __ = self._call(
            agent, SIGNATURE, "formatted_read_group", [], ["signed_by"], ["__count"]
        )
        self.assertNotIn("Sarah Secret", str(groups))
        names, __ = self._call(agent, SIGNATURE, "name_search", "Sarah")
        self.assertFalse(names)
        for domain in (
            [("worksheet_hash", "=", secret.hash)],
            [("worksheet_signed_by", "ilike", "Sarah")],
            [("worksheet_signature_ids.signed_by", "ilike", "Sarah")],
        ):
            result, error = self._call(agent, "project.task", "search", domain)
            self.assertEqual((result, error), ([], None), domain)

    def test_forms_tell_nothing_of_closed_signatures(self):
        """Technicians fill in forms with what they like."""
        technician = self.both
        mine = self._new_task(name="Mine", user_ids=technician.ids)
        mine = mine.with_user(technician)
        self.assertFalse(self.closed.with_user(technician).has_access("read"))
        spec = {
            name: {}
            for name in (
                "worksheet_signed_by",
                "worksheet_hash",
                "worksheet_signature",
                "worksheet_snapshot",
                "worksheet_html",
                "worksheet_intact",
            )
        }
        lines = {"fields": {"signed_by": {}, "hash": {}}}
        secret, closed = self.secret.id, self.closed.id
        template = self.template.id
        ours = {"worksheet_template_id": template, "worksheet_hash": "x"}
        for model, records, vals, wanted in (
            (
                "project.task",
                mine.ids,
                {"worksheet_signature_ids": [Command.link(secret)]},
                {**spec, "worksheet_signature_ids": lines},
            ),
            (
                "project.task",
                [],
                {**ours, "worksheet_signature_ids": [Command.link(secret)]},
                {**spec, "worksheet_signature_ids": {}},
            ),
            (
                "project.task",
                mine.ids,
                {"worksheet_voided_ids": [Command.link(secret)]},
                {"worksheet_voided_ids": lines},
            ),
            (
                "project.task",
                mine.ids,
                {"child_ids": [Command.update(closed, ours)]},
                {"child_ids": {"fields": spec}},
            ),
            (
                "project.task",
                mine.ids,
                {
                    "child_ids": [
                        Command.link(closed),
                        Command.update(
                            closed, {"worksheet_signature_ids": [Command.link(secret)]}
                        ),
                    ]
                },
                {"child_ids": {"fields": spec}},
            ),
        ):
            for names in ([], list(vals)):
                with self.subTest(vals=vals, names=names), mute_logger("odoo.http"):
                    answer = self._call(
                        technician, model, "onchange", records, vals, names, wanted
                    )
                    self.assertNotIn("Sarah", str(answer))
                    self.assertNotIn(self.secret.hash, str(answer))
                    self.assertNotIn("Leaks", str(answer))
        for vals in (
            {},
            {"worksheet_template_id": template},
            {"worksheet_signature_ids": [Command.link(secret)]},
        ):
            for name in spec:
                self.env.invalidate_all()
                with self.subTest(vals=vals, name=name), self.assertRaises(AccessError):
                    mine.new(vals, origin=self.closed).mapped(name)
        # A form of one's own task shows its own.
        task = self.task.with_user(self.technician)
        form = task.new({}, origin=task)
        self.assertEqual(form.worksheet_signed_by, "Joe Willis")
        self.assertTrue(form.worksheet_intact)

    def test_export_of_a_readable_subtask_tells_nothing_of_its_parent(self):
        child = self._new_task(
            name="Mine", parent_id=self.closed.id, user_ids=self.both.ids
        )
        child = child.with_user(self.both)
        self.assertTrue(child.has_access("read"))
        paths = [
            "parent_id/worksheet_signed_by",
            "parent_id/worksheet_signature",
            "parent_id/worksheet_html",
        ]
        with mute_logger("odoo.http"):
            for path in paths:
                answer = self._call(
                    self.both, "project.task", "export_data", child.ids, [path]
                )
                self.assertNotIn("Sarah", str(answer))
                self.assertNotIn(str(self.secret.signature)[:40], str(answer))

    def test_image_of_the_task_and_of_the_signature(self):
        for path in (
            f"project.task/{self.task.id}/worksheet_signature",
            f"{SIGNATURE}/{self.signature.id}/signature",
        ):
            answer = self._get(f"/web/image/{path}", self.agent)
            self.assertEqual(
                base64.b64encode(answer.content), self.signature.sudo().signature
            )
            answer = self._get(f"/web/image/{path}", self.buyer)
            self.assertNotEqual(
                base64.b64encode(answer.content), self.signature.sudo().signature
            )

    def test_project_users_work_as_before(self):
        """Without Helpdesk rights."""
        task = self._new_task(user_ids=self.technician.ids)
        task = task.with_user(self.technician)
        self._fill_in(task)
        task.action_fsm_done()
        with self.assertRaisesRegex(UserError, "cannot be written"):
            task.write({"worksheet_signed_on": datetime.now()})
        task.unlink()
        self.assertFalse(task.exists())
