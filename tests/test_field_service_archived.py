# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_closing import ClosingShop
from .common_field_service import FsmCommon


@tagged("post_install", "-at_install")
class TestFieldServiceArchived(ClosingShop, FsmCommon):
    """A visit that a Project manager archives before it is done does not take place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.write(
            {"after_sales_ask_close": True, "after_sales_block_closing": True}
        )
        cls.visit = cls._new_task(helpdesk_ticket_id=cls.ticket.id)

    def _get_line(self):
        overview = self.ticket.with_user(self.agent).after_sales_get_overview()
        [line] = overview["documents"]
        return line

    def _archive(self, records):
        records.with_user(self.project_manager).action_archive()

    def test_archived_visit_is_cancelled(self):
        self._archive(self.visit)
        line = self._get_line()
        self.assertEqual(
            (line["state"], line["state_label"]), ("cancelled", "Archived")
        )
        self.assertFalse(self.ticket.with_user(self.agent).after_sales_icons)
        self.visit.helpdesk_is_made = True
        undo = self._open_popup_as(
            self.agent, self.visit.with_user(self.agent).action_after_sales_undo()
        )
        self.assertIn("it is Archived already", undo.after_sales_notice)
        self._close()
        self.assertTrue(self.ticket.closed)

    def test_archived_project_cancels_its_visits(self):
        self._archive(self.project)
        self.assertFalse(self.visit.active)
        self.assertEqual(self._get_line()["state"], "cancelled")
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_archiving_the_last_open_one_asks(self):
        other = self._new_task(helpdesk_ticket_id=self.ticket.id)
        self._archive(self.visit)
        self.assertFalse(self._get_questions())
        self._archive(other)
        self.assertEqual(self._get_questions().user_id, self.agent)

    def test_archiving_what_has_ended_changes_nothing(self):
        for state in ("1_done", "1_canceled"):
            self.visit.action_unarchive()
            self.visit.state = state
            self._flush_tracking()
            self._get_questions().unlink()
            label = self._get_line()["state_label"]
            self._archive(self.visit)
            self.assertEqual(self._get_line()["state_label"], label)
            self.assertFalse(self._get_questions())

    def test_visit_that_is_back_is_open(self):
        self._archive(self.visit)
        self.visit.with_user(self.project_manager).action_unarchive()
        self.assertEqual(self._get_line()["state"], "open")
