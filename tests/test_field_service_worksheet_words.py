# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_field_service import FsmPortalCommon, make_signature

WORDS = {"Findings": "یافته‌ها", "State": "وضعیت", "Parts": "قطعات"}
CHOICES = {"Good": "خوب", "Fair": "متوسط", "Poor": "ضعیف"}


@tagged("post_install", "-at_install")
class TestFieldServiceWorksheetWords(FsmPortalCommon):
    """Labels and choices are read in the reader's language; answers stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        for label, word in WORDS.items():
            cls.lines[label].update_field_translations("name", {"fa_IR": word})
        for choice in cls.lines["State"].choice_ids:
            choice.update_field_translations("name", {"fa_IR": CHOICES[choice.name]})

    def _in(self, lang, record=None):
        return (record or self.task).with_context(lang=lang)

    def _said(self, task):
        """Return the worksheet as labels and what was answered."""
        said = {}
        for line in task._worksheet_read():
            value = line.get("value")
            if line["type"] == "selection":
                value = dict(line["selection"]).get(value)
            said[line["string"]] = value
        return said

    def test_a_worksheet_is_read_in_the_readers_language(self):
        self.assertEqual(self._said(self._in("en_US"))["State"], "Fair")
        said = self._said(self._in("fa_IR"))
        self.assertEqual(said["وضعیت"], "متوسط")
        self.assertEqual(said["یافته‌ها"], "Leaks at the valve")
        # What was not translated.
        self.assertEqual(said["Tight"], True)
        (read,) = self._in("fa_IR").web_read({"worksheet_properties": {}})
        labels = [line["string"] for line in read["worksheet_properties"]]
        self.assertIn("وضعیت", labels)
        definition = self._in("fa_IR", self.template).worksheet_definition
        self.assertIn("وضعیت", [line["string"] for line in definition])
        state = next(line for line in definition if line["type"] == "selection")
        self.assertEqual(
            [label for __, label in state["selection"]], list(CHOICES.values())
        )

    def test_form_and_onchange(self):
        self.technician.lang = "fa_IR"
        task = self._in("fa_IR", self.task.with_user(self.technician))
        other = self.template.copy()
        with Form(task) as form:
            values = form.worksheet_properties
            state = next(line for line in values if line["string"] == "وضعیت")
            self.assertEqual(
                [label for __, label in state["selection"]], list(CHOICES.values())
            )
            state["value"] = self._option("State", "Poor")
            form.worksheet_properties = values
        self.assertEqual(self._said(self._in("en_US", task))["State"], "Poor")
        self.assertEqual(self._said(self._in("fa_IR", task))["وضعیت"], "ضعیف")
        changed = task.onchange(
            {"worksheet_template_id": other.id},
            ["worksheet_template_id"],
            {
                "worksheet_template_id": {"fields": {"display_name": {}}},
                "worksheet_properties": {},
            },
        )["value"]["worksheet_properties"]
        self.assertIn("وضعیت", [line["string"] for line in changed])

    def test_report_portal_and_snapshot_are_in_the_customers_language(self):
        self.contact.lang = "fa_IR"
        self.buyer.lang = "fa_IR"
        self.task.action_fsm_done()
        for user in (self.technician, self.buyer):
            # Who signs reads what they sign, whoever holds the screen.
            content = self.task.with_user(user)._worksheet_get_content()
            self.assertIn("وضعیت", [x["string"] for x in content["worksheet"]])
        html = self.task.with_user(self.technician).worksheet_html
        self.assertIn("وضعیت", html)
        self.assertIn("متوسط", html)
        report, __ = self.env["ir.actions.report"]._render_qweb_html(
            "helpdesk_mgmt_after_sales.action_report_fsm", self.task.ids
        )
        self.assertIn("متوسط", report.decode())
        page = self._get(self.url, self.buyer).text
        self.assertIn("متوسط", page)
        self.assertNotIn("Fair", page)
        self.assertNotIn("error", self._sign(self.buyer))
        signature = self.task.worksheet_signature_ids
        self.assertEqual(signature.snapshot["lang"], "fa_IR")
        self.assertIn("متوسط", self._in("en_US", signature).worksheet_html)
        self.assertTrue(self.task.worksheet_intact)
        # What was signed stays as it was read.
        fair = self.lines["State"].choice_ids.filtered(lambda x: x.name == "Fair")
        fair.update_field_translations("name", {"fa_IR": "میانه"})
        self.assertIn("متوسط", self.task.worksheet_html)
        self.assertTrue(self.task.worksheet_intact)

    def test_technician_signs_in_the_customers_language(self):
        self.contact.lang = "fa_IR"
        task = self.task.with_user(self.technician)
        task._worksheet_sign(
            "Joe", "", make_signature(), task._worksheet_get_fingerprint()
        )
        self.assertIn("متوسط", task.worksheet_html)

    # ------------------------------------------------------------------
    # Answers stay
    # ------------------------------------------------------------------

    def test_translating_renaming_and_reordering_keep_the_answers(self):
        line = self.lines["State"].with_user(self.project_manager)
        keys = {choice.key for choice in line.choice_ids}
        for lang, options, said in (
            ("fa_IR", "عالی، متوسط، بد", "متوسط"),
            ("fa_IR", "عالی، میانه، بد", "میانه"),
            ("en_US", "Poor, Fair, Good", "Fair"),
            ("en_US", "Poor, Medium, Good", "Medium"),
            ("en_US", "Bad, So-so, Well", "So-so"),
        ):
            with self.subTest(options):
                self._in(lang, line).options = options
                self.env.invalidate_all()
                self.assertIn(said, self._said(self._in(lang)).values())
                self.assertEqual({choice.key for choice in line.choice_ids}, keys)
        self.assertEqual(self._in("fa_IR", line).options, "بد, میانه, عالی")

    def test_adding_and_removing_choices(self):
        line = self.lines["State"]
        before = dict(line._get_options())
        line.options = "Good, Broken, Fair, Poor"
        self.assertEqual(self._said(self.task)["State"], "Fair")
        self.assertLess(set(before), set(dict(line._get_options())))
        # What was translated stays so.
        self.assertEqual(self._in("fa_IR", line).options, "خوب, Broken, متوسط, ضعیف")
        line.options = "Good, Fair"
        self.assertEqual(self._said(self.task)["State"], "Fair")
        line.options = "Good"
        self.assertFalse(self._said(self.task)["State"])

    def test_choices_of_the_same_name_are_one(self):
        line = self.lines["State"]
        line.options = "Good, Fair, Fair"
        self.assertEqual(line.options, "Good, Fair")
        # Translated into one word, they are still two, and stay so.
        for choice in line.choice_ids:
            choice.update_field_translations("name", {"fa_IR": "خوب"})
        self.assertEqual(self._in("fa_IR", line).options, "خوب, خوب")
        self.assertEqual(len(line.choice_ids), 2)

    def test_definition_is_stored_in_one_language(self):
        self.technician.lang = "fa_IR"
        line = self._in("fa_IR", self.lines["State"])
        line.name = "حالت"
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT worksheet_definition FROM project_worksheet_template WHERE id = %s",
            [self.template.id],
        )
        (definition,) = self.env.cr.fetchone()
        self.assertIn("State", [entry["string"] for entry in definition])

    def test_copy_keeps_the_translations(self):
        copy = self.template.copy()
        line = copy.line_ids.filtered(lambda line: line.line_type == "selection")
        self.assertEqual(self._in("fa_IR", line).options, "خوب, متوسط, ضعیف")
        self.assertFalse(
            set(line.choice_ids.mapped("key"))
            & set(self.lines["State"].choice_ids.mapped("key"))
        )

    def test_only_managers_write_choices(self):
        choice = self.lines["State"].choice_ids[0]
        for user in (self.agent, self.technician, self.manager, self.buyer):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_model"),
            ):
                choice.with_user(user).write({"name": "Mine"})
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_model"),
            ):
                self.lines["State"].with_user(user).write({"options": "Mine"})
        choice.with_user(self.project_manager).name = "Fine"
        self.assertEqual(choice.name, "Fine")

    # ------------------------------------------------------------------
    # What comes with the addon
    # ------------------------------------------------------------------

    def test_words_of_the_shipped_templates_can_be_translated(self):
        for xmlid in ("worksheet_template_repair", "worksheet_template_installation"):
            template = self.env.ref(f"helpdesk_mgmt_after_sales.{xmlid}")
            lines = template.line_ids
            self.assertTrue(lines.choice_ids)
            for records in (lines, lines.choice_ids):
                # Only what has a name of its own is exported.
                names = records.get_external_id()
                self.assertTrue(all(names.values()), names)
                for record in records:
                    self.assertTrue(record._fields["name"].translate)
