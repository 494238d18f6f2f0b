# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_field_service import FsmPortalCommon, make_signature


@tagged("post_install", "-at_install")
class TestFieldServiceWorksheetEmpty(FsmPortalCommon):
    """A report in which nothing was entered: it is asked for, and printed blank."""

    def setUp(self):
        super().setUp()
        self.empty = self._new_task().with_user(self.technician)

    def _popup(self, task):
        action = task.action_fsm_sign()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.technician)
            .with_context(action["context"])
        )
        form.signed_by = "Joe Willis"
        form.signature = make_signature()
        return form

    def _asked(self, callback):
        """Run what has to ask, and return the question."""
        with self.assertRaises(RedirectWarning) as asked, self.env.cr.savepoint():
            callback()
        return asked.exception.args

    # ------------------------------------------------------------------
    # What is empty
    # ------------------------------------------------------------------

    def test_what_is_empty(self):
        for values, empty in (
            ({}, True),
            ({"Findings": False}, True),
            ({"Findings": " \n"}, True),
            ({"Parts": []}, True),
            ({"State": False}, True),
            # A folded section.
            ({"Boiler": True}, True),
            ({"Findings": "Leaks"}, False),
            ({"Tight": False}, False),
            ({"Tight": True}, False),
            ({"Pressure": False}, True),
            ({"Pressure": 0}, False),
            ({"Parts": [self._option("Parts", "Pump")]}, False),
        ):
            with self.subTest(values):
                self.empty.worksheet_properties = False
                self.empty.worksheet_properties = {
                    self.lines[label].key: value for label, value in values.items()
                }
                self.assertEqual(self.empty._worksheet_is_empty(), empty)

    def test_the_serial_number_of_the_ticket_was_entered_by_nobody(self):
        lot = self.env["stock.lot"].create(
            {"name": "SN-1", "product_id": self.product.id}
        )
        task = self._plan().sudo()
        task.helpdesk_ticket_id.write({"product_id": self.product, "lot_id": lot})
        task.worksheet_properties = {self.lines["Findings"].key: "SN-1"}
        self.assertTrue(task._worksheet_is_empty())
        task.worksheet_properties = {self.lines["Findings"].key: "SN-1 leaks"}
        self.assertFalse(task._worksheet_is_empty())

    def test_without_a_report_nothing_is_asked(self):
        for template in (
            False,
            self.env["project.worksheet.template"].create({"name": "No lines"}),
        ):
            self.empty.worksheet_template_id = template
            self.empty.action_fsm_done()
            self.assertEqual(self.empty.state, "1_done")
            self.empty.state = "01_in_progress"
        plain = self._new_task(
            project_id=self._new_project("Office move", is_fsm=False).id
        )
        plain.with_user(self.technician).state = "1_done"

    # ------------------------------------------------------------------
    # Blank
    # ------------------------------------------------------------------

    def _printed(self, rendered):
        rows = html.fromstring(str(rendered)).iter("tr")
        cells = [[cell.text_content().strip() for cell in row] for row in rows]
        return {row[0]: row[1] for row in cells if len(row) == 2}

    def test_unanswered_checkbox_prints_blank(self):
        task = self._new_task().with_user(self.technician)
        # As the form does when only another field is filled in.
        with Form(task) as form:
            values = form.worksheet_properties
            next(x for x in values if x["string"] == "Findings")["value"] = "Leaks"
            form.worksheet_properties = values
        for value, text in ((None, ""), (True, "Yes"), (False, "No")):
            if value is not None:
                self._fill_in(task, Tight=value)
            task.invalidate_recordset()
            report, __ = (
                self.env["ir.actions.report"]
                .with_context(force_report_rendering=False)
                ._render_qweb_html(
                    "helpdesk_mgmt_after_sales.action_report_fsm", task.ids
                )
            )
            for rendered in (task.worksheet_html, report.decode()):
                self.assertEqual(self._printed(rendered)["Tight"], text)
        self._sign_on_screen(task)
        self.assertEqual(
            self._printed(task.worksheet_signature_ids.worksheet_html)["Tight"], "No"
        )

    def _sign_on_screen(self, task):
        self._popup(task).save().action_sign()

    def test_portal_prints_it_blank(self):
        self._fill_in(self.task)
        properties = dict(self.task.worksheet_properties)
        del properties[self.lines["Tight"].key]
        self.task.worksheet_properties = properties
        self.task.action_fsm_done()
        page = self._get(self.url, self.buyer).text
        self.assertEqual(self._printed(page)["Tight"], "")
        self.assertNotIn("error", self._sign(self.buyer))
        page = self._get(self.url, self.buyer).text
        self.assertEqual(self._printed(page)["Tight"], "")

    def test_zero_prints(self):
        self._fill_in(self.empty, Pressure=0)
        self.assertEqual(self._printed(self.empty.worksheet_html)["Pressure"], "0")

    def test_what_was_signed_before_reads_as_it_was_read(self):
        old = {"worksheet": [{"type": "boolean", "string": "Tight", "value": None}]}
        rendered = self.env["project.task"]._worksheet_render(old)
        self.assertEqual(self._printed(rendered)["Tight"], "No")

    # ------------------------------------------------------------------
    # Done
    # ------------------------------------------------------------------

    def test_finishing_an_empty_report_asks(self):
        def button():
            self.empty.action_fsm_done()

        def stage():
            self.empty.stage_id = self.stages["Done"]

        def state():
            self.empty.state = "1_done"

        for finish in (button, stage, state):
            with self.subTest(finish.__name__):
                message, action, button_text, context = self._asked(finish)
                self.assertIn("Nothing was entered in the report of Visit", message)
                self.assertEqual(button_text, "Mark as Done Anyway")
                self.assertEqual(self.empty.state, "01_in_progress")
                # As the button of the question does.
                answer = (
                    self.env["ir.actions.server"]
                    .browse(action)
                    .with_user(self.technician)
                    .with_context(**context, active_id=self.empty.id)
                    .run()
                )
                self.assertEqual(answer["tag"], "soft_reload")
                self.assertEqual(self.empty.state, "1_done")
                self.assertEqual(self.empty.stage_id, self.stages["Done"])
                self.empty.state = "01_in_progress"

    def test_several_at_once_are_named(self):
        other = self._new_task(name="Other visit").with_user(self.technician)
        filled = self._new_task(name="Reported").with_user(self.technician)
        self._fill_in(filled)
        tasks = self.empty | other | filled

        def finish():
            tasks.stage_id = self.stages["Done"]

        message, __, __, context = self._asked(finish)
        self.assertIn("Visit and Other visit", message)
        self.assertNotIn("Reported", message)
        self.assertEqual(set(context["active_ids"]), set(tasks.ids))
        tasks.action_fsm_done_empty()
        self.assertEqual(set(tasks.mapped("state")), {"1_done"})

    def test_what_is_required_is_refused_before(self):
        self.lines["Findings"].required = True
        for finish in (self.empty.action_fsm_done, self.empty.action_fsm_done_empty):
            with self.assertRaisesRegex(UserError, "Fill in: Findings"):
                finish()

    def test_nothing_is_asked_of_a_report_that_was_filled_in_or_signed(self):
        self._fill_in(self.empty)
        self.empty.action_fsm_done()
        signed = self._new_task().with_user(self.technician)
        self._popup(signed).save().action_sign_empty()
        signed.action_fsm_done()
        self.assertEqual(signed.state, "1_done")

    def test_programs_are_not_asked(self):
        self.empty.sudo().state = "1_done"
        self.assertEqual(self.empty.state, "1_done")

    def test_who_may_not_write_does_not_finish_it(self):
        for user in (self.agent, self.outsider):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
                self.env.cr.savepoint(),
            ):
                self.empty.with_user(user).action_fsm_done_empty()
        self.assertEqual(self.empty.state, "01_in_progress")

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------

    def test_signing_an_empty_report_on_the_screen_asks(self):
        form = self._popup(self.empty)
        self.assertTrue(form.is_empty)
        popup = form.save()
        with self.assertRaisesRegex(UserError, "Nothing was entered.*Sign Anyway"):
            popup.action_sign()
        self.assertFalse(self.empty.worksheet_hash)
        popup.action_sign_empty()
        self.assertEqual(self.empty.worksheet_signed_by, "Joe Willis")

        arch = html.fromstring(
            popup.get_views([(False, "form")])["views"]["form"]["arch"]
        )
        (sign,) = arch.xpath("//button[@name='action_sign_empty']")
        self.assertIn("Sign it anyway?", sign.get("confirm"))
        self.assertEqual(sign.get("invisible"), "not is_empty")
        (sign,) = arch.xpath("//button[@name='action_sign']")
        self.assertEqual(sign.get("invisible"), "is_empty")

    def test_a_report_that_was_filled_in_is_signed_at_once(self):
        self._fill_in(self.empty)
        form = self._popup(self.empty)
        self.assertFalse(form.is_empty)
        form.save().action_sign()
        self.assertTrue(self.empty.worksheet_hash)

    def test_signing_an_empty_report_in_the_portal_asks(self):
        self.task.worksheet_properties = False
        self.task.action_fsm_done()
        page = html.fromstring(self._get(self.url, self.buyer).text)
        for button in page.xpath("//a[starts-with(@name, 'fsm_accept')]"):
            self.assertEqual(button.get("data-bs-target"), "#fsm_sign_empty")
        (question,) = page.xpath(
            "//div[@id='fsm_sign_empty']//div[@class='modal-body']"
        )
        self.assertIn("Sign it anyway?", question.text_content())
        (anyway,) = page.xpath("//button[@name='fsm_sign_anyway']")
        self.assertEqual(anyway.get("data-bs-target"), "#fsm_sign")
        (form,) = page.xpath("//div[@id='fsm_sign']//owl-component")
        self.assertIn("empty=1", form.get("props"))

        answer = self._sign(self.buyer)
        self.assertIn("Nothing was entered", answer["error"])
        self.assertFalse(self.task.worksheet_hash)
        self.assertNotIn("error", self._sign(self.buyer, empty=1))
        self.assertEqual(self.task.worksheet_signed_by, "Joe Willis")

    def test_portal_signs_what_was_filled_in_at_once(self):
        self.task.action_fsm_done()
        page = html.fromstring(self._get(self.url, self.buyer).text)
        buttons = page.xpath("//a[starts-with(@name, 'fsm_accept')]")
        # Above all else, for the phone, and below the report.
        self.assertEqual(
            [button.get("name") for button in buttons],
            ["fsm_accept_now", "fsm_accept"],
        )
        for button in buttons:
            self.assertEqual(button.get("data-bs-target"), "#fsm_sign")
        self.assertFalse(page.xpath("//*[@id='fsm_sign_empty']"))
        (form,) = page.xpath("//div[@id='fsm_sign']//owl-component")
        self.assertNotIn("empty=1", form.get("props"))
        self.assertIn('"mode": "draw"', form.get("props"))
        self.assertIn('"defaultName": ""', form.get("props"))
