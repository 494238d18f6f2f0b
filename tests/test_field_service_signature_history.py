# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_field_service import FsmCommon


@tagged("post_install", "-at_install")
class TestFieldServiceSignatureHistory(FsmCommon):
    """What a task keeps and shows of its signatures."""

    def setUp(self):
        super().setUp()
        self.task = self._new_task().with_user(self.technician)
        self._fill_in(self.task)

    def _reopen(self, reason="Wrong pressure"):
        self.task.with_user(self.project_manager)._worksheet_reopen(reason)

    def test_voided_signatures_stay_readable(self):
        self._sign(self.task)
        self.assertFalse(self.task.worksheet_voided_ids)
        fingerprint, image = self.task.worksheet_hash, self.task.worksheet_signature
        self._reopen()
        self._fill_in(self.task, Pressure=2)
        self._sign(self.task, signed_by="Ann Other")
        self.assertEqual(self.task.worksheet_signed_by, "Ann Other")
        voided = self.task.worksheet_voided_ids
        self.assertRecordValues(
            voided,
            [
                {
                    "signed_by": "Joe Willis",
                    "hash": fingerprint,
                    "signature": image,
                    "voided_by_id": self.project_manager.id,
                    "void_reason": "Wrong pressure",
                    "intact": True,
                }
            ],
        )
        self.assertIn("1.5", voided.worksheet_html)
        self._reopen("Again")
        self.assertEqual(
            self.task.worksheet_voided_ids.mapped("signed_by"),
            ["Ann Other", "Joe Willis"],
        )

    def test_form_shows_the_history_to_project_users_and_agents(self):
        task = self._plan()
        for user in (self.technician, self.agent):
            arch = task.with_user(user).get_views([(False, "form")])["views"]["form"]
            node = etree.fromstring(arch["arch"]).find(
                ".//field[@name='worksheet_voided_ids']"
            )
            self.assertEqual(
                node.getparent().get("invisible"), "not worksheet_voided_ids"
            )
            views = (
                self.env["project.task.signature"]
                .with_user(user)
                .get_views([(False, x) for x in ("list", "form", "kanban")])
            )
            for view in views["views"].values():
                root = etree.fromstring(view["arch"])
                self.assertEqual(root.get("create"), "0")
                self.assertEqual(root.get("edit"), "0")
                self.assertEqual(root.get("delete"), "0")

    def test_signed_by_is_tracked(self):
        task = self._new_task().with_user(self.technician)
        task = task.with_context(tracking_disable=False)
        self._flush_tracking()
        self._sign(task)
        self._flush_tracking()
        values = task.message_ids.sudo().tracking_value_ids
        changes = values.filtered(lambda x: x.field_id.name == "worksheet_signed_by")
        self.assertEqual(changes.mapped("new_value_char"), ["Joe Willis"])

    # ------------------------------------------------------------------
    # Deleting
    # ------------------------------------------------------------------

    def test_signed_task_is_archived_instead_of_deleted(self):
        self._sign(self.task)
        manager = self.task.with_user(self.project_manager)
        message = "Visit was signed by Joe Willis: it cannot be deleted"
        for __ in range(2):
            for records in (manager, self.task.sudo(), manager.project_id):
                with (
                    self.assertRaisesRegex(UserError, message),
                    self.env.cr.savepoint(),
                ):
                    records.unlink()
            # A voided signature is the task's history.
            if self.task.worksheet_hash:
                self._reopen()
        manager.active = False
        self.assertFalse(self.task.active)
        self.assertEqual(len(self.task.worksheet_signature_ids), 1)

    def test_parent_ticket_and_copy_of_a_signed_task(self):
        task = self._plan().sudo()
        parent = self._new_task(name="Parent")
        task.parent_id = parent
        self._sign(task.with_user(self.technician))
        with (
            self.assertRaisesRegex(UserError, "cannot be deleted"),
            self.env.cr.savepoint(),
        ):
            parent.unlink()
        copies = task.copy() | self.project.copy({"name": "Copy"}).tasks
        self.assertFalse(copies.worksheet_signature_ids)
        self.assertFalse(any(copies.mapped("worksheet_hash")))
        copies[0].unlink()
        self.ticket.unlink()
        self.assertTrue(task.exists().worksheet_intact)

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------

    def test_list_of_tasks_reads_no_signatures(self):
        tasks = self._new_task(name="1") | self._new_task(name="2")
        for task in tasks:
            self._sign(task)
        names = ["name", "worksheet_signed_by", "worksheet_signed_on", "worksheet_hash"]
        tasks = tasks.with_user(self.technician)
        tasks.web_read({name: {} for name in names})
        self.env.flush_all()
        counts = []
        for some in (tasks[:1], tasks):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.web_read({name: {} for name in names})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_search_sort_and_group(self):
        other = self._new_task(name="Other")
        self._sign(self.task)
        tasks = self.env["project.task"].with_user(self.technician)
        both = [("id", "in", (self.task | other).ids)]
        for condition in (
            ("worksheet_hash", "!=", False),
            ("worksheet_hash", "=", self.task.worksheet_hash),
            ("worksheet_signed_by", "ilike", "willis"),
            ("worksheet_signed_on", ">", "2020-01-01"),
            ("worksheet_signature", "!=", False),
        ):
            self.assertEqual(tasks.search([*both, condition]), self.task, condition)
        self.assertEqual(
            tasks.search([*both, ("worksheet_signature", "=", False)]), other
        )
        with self.assertRaises(NotImplementedError):
            tasks.search([("worksheet_signature", "=", "x")])
        self.assertEqual(tasks.search(both, order="worksheet_signed_on")[0], self.task)
        groups = tasks.formatted_read_group(both, ["worksheet_signed_by"], ["__count"])
        self.assertEqual(
            [group["worksheet_signed_by"] for group in groups], ["Joe Willis", False]
        )
