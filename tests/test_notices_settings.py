# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import AfterSalesCommon
from .common_notices import NoticeCase


@tagged("post_install", "-at_install")
class TestNoticesSettings(NoticeCase, AfterSalesCommon):
    """What a team's customers are told is a Helpdesk manager's choice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings = cls.env["helpdesk.after.sales.notice.setting"]
        cls.steps = cls.settings._get_steps()

    def _get_settings(self, team):
        return self.settings.search([("team_id", "=", team.id)])

    def test_new_team(self):
        team = self.env["helpdesk.ticket.team"].with_user(self.manager)
        team = team.create({"name": "New", "use_product_returns": True})
        settings = self._get_settings(team)
        self.assertEqual(settings.mapped("step"), list(self.steps))
        for setting in settings:
            __, step = self.steps[setting.step]
            self.assertEqual(setting.is_on, step.default)
            self.assertEqual(setting.default_label, "On" if step.default else "Off")
            self.assertEqual(bool(setting.since), step.default)
            self.assertEqual(setting.template_id, self.env.ref(step.template))
            self.assertEqual(setting.template_id.model, setting.document_model)
        self.assertTrue(all(settings.mapped("service")))
        self.assertEqual(
            team.after_sales_notice_ids.mapped("step"),
            ["return_prepared", "goods_received", "repaired_sent"],
        )

    def test_copied_team(self):
        self._switch("goods_received")
        settings = self._get_settings(self.team.copy({"name": "Copy"}))
        self.assertEqual(len(settings), len(self.steps))

    def test_team_that_worked_without(self):
        """It is given what it misses, switched off, and what it has stays."""
        self._switch("return_prepared")
        settings = self._get_settings(self.team)
        settings.filtered(lambda x: x.step != "return_prepared").unlink()
        self.settings._add_missing_to_all()
        settings = self._get_settings(self.team)
        self.assertEqual(len(settings), len(self.steps))
        on = settings.filtered("is_on")
        self.assertEqual(on.mapped("step"), ["return_prepared"])

    def test_form_of_the_team(self):
        self.team.use_product_returns = True
        team = self.team.with_user(self.manager)
        with Form(team) as form, form.after_sales_notice_ids.edit(0) as line:
            line.is_on = True
        setting = self._get_settings(team).filtered("is_on")
        self.assertEqual(setting.step, "return_prepared")
        self.assertTrue(setting.since)

    def test_since(self):
        setting = self._switch("return_prepared")
        self.assertTrue(setting.since)
        before = fields.Datetime.now() - timedelta(days=3)
        setting.since = before
        setting.write({"is_on": True, "template_id": False})
        self.assertEqual(setting.since, before)
        setting.is_on = False
        self.assertFalse(setting.since)
        setting.is_on = True
        self.assertGreater(setting.since, before)

    def test_rules_are_told_at_once(self):
        self.assertFalse(self.settings._get_rules(self.team.id))
        self._switch("return_prepared")
        self.assertEqual(
            list(self.settings._get_rules(self.team.id)), ["return_prepared"]
        )
        self.settings._get_rules(self.team.id)
        with self.assertQueryCount(0):
            self.settings._get_rules(self.team.id)
        self._switch("return_prepared", is_on=False)
        self.assertFalse(self.settings._get_rules(self.team.id))

    def test_rights(self):
        setting = self._get_settings(self.team)[0]
        for user in (self.agent, self.agent_team, self.agent_all):
            mine = setting.with_user(user)
            self.assertTrue(mine.step)
            with self.assertRaises(AccessError):
                mine.is_on = True
        with self.assertRaises(AccessError):
            setting.with_user(self.outsider).read(["step"])
        managed = setting.with_user(self.manager)
        managed.is_on = True
        # Documents made before would get mails.
        for vals in (
            {"since": "2020-01-01 00:00:00"},
            {"is_on": True, "since": "2020-01-01 00:00:00"},
            {"step": "goods_received"},
            {"team_id": self.team.copy().id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                managed.write(vals)
        with self.assertRaises(AccessError):
            managed.unlink()
        with self.assertRaises(AccessError):
            managed.create({"team_id": self.team.id, "step": "goods_received"})
        with self.assertRaises(AccessError):
            self.team.with_user(self.manager).after_sales_notice_ids = [
                Command.create({"step": "goods_received"})
            ]

    def test_log_is_nobodys(self):
        notices = self.env["helpdesk.after.sales.notice"]
        for user in (self.agent, self.manager):
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(notices.with_user(user).has_access(operation))

    def test_template_of_another_document(self):
        setting = self._switch("return_prepared")
        other = self._switch("credit_note_posted").template_id
        with self.assertRaisesRegex(ValidationError, "not made for this kind"):
            setting.template_id = other
