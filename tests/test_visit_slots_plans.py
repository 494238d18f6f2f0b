# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.visit_slots.free_slots import FreeSlots
from .common_field_service import FsmCommon
from .common_plans import QueryPlans
from .common_visit_slots import SlotsShop


@tagged("post_install", "-at_install")
class TestVisitSlotsPlans(SlotsShop, QueryPlans, FsmCommon):
    """What is free is found among the visits of years."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_technicians()
        cls.task = cls._new_task(user_ids=False)
        cls.past = cls._busy(cls.technician, 8)
        start = fields.Datetime.now() - timedelta(days=100)
        ids = cls._copy_rows(
            cls.past,
            {
                "visit_start": fields.Datetime.to_string(start),
                "visit_end": fields.Datetime.to_string(start + timedelta(hours=2)),
            },
        )
        cls.env.cr.execute(
            SQL(
                """INSERT INTO project_task_user_rel (task_id, user_id)
                SELECT unnest(%s), %s""",
                ids,
                cls.technician.id,
            )
        )
        cls.env.cr.execute("ANALYZE project_task_user_rel")

    def test_coming_visits_are_found_by_their_end(self):
        self._assert_indexed(
            lambda: FreeSlots(self.task.sudo()),
            "project_task__visit_end_index",
            tables=("project_task",),
        )

    def test_mail_activity_is_deleted_without_reading_all_tasks(self):
        self.assertTrue(
            self.env["project.task"]._fields["visit_question_id"].index,
        )
