# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_field_service import FsmPortalCommon, make_signature


@tagged("post_install", "-at_install")
class TestFieldServicePortalSignature(FsmPortalCommon):
    """Two customers, the public with and without the link, over HTTP."""

    def test_customer_signs(self):
        self.task.action_fsm_done()
        answer = self._sign(self.buyer)
        self.assertNotIn("error", answer)
        self.assertTrue(answer["force_refresh"])
        self.assertRecordValues(
            self.task,
            [
                {
                    "worksheet_signed_by": "Joe Willis",
                    "worksheet_signed_role": "Customer",
                }
            ],
        )
        self.assertTrue(self.task.worksheet_intact)
        note = self.task.message_ids.filtered("attachment_ids")[0]
        self.assertEqual(note.author_id, self.contact)
        self.assertEqual(note.partner_ids, self.technician.partner_id)
        html = self._get(answer["redirect_url"], self.buyer).text
        self.assertIn("Your signature was saved", html)
        self.assertIn("Joe Willis", html)
        self.assertNotIn("fsm_accept", html)

    def test_customer_signs_by_the_link(self):
        self.task.action_fsm_done()
        self.assertNotIn("error", self._sign(token=self.token))
        self.assertEqual(self.task.worksheet_signed_by, "Joe Willis")
        note = self.task.message_ids.filtered("attachment_ids")[0]
        self.assertEqual(note.author_id, self.contact)

    def test_refused_signatures(self):
        self.task.action_fsm_done()
        other = self._new_task(name="Other")._portal_ensure_token()
        for user, token in (
            (self.stranger, None),
            (self.stranger, "wrong"),
            (self.stranger, other),
            (None, None),
            (None, "wrong"),
            (None, other),
            # Employees let the customer sign on the task.
            (self.technician, self.token),
            (self.agent, None),
        ):
            answer = self._sign(user, token)
            self.assertIn("does not open any task", answer["error"])
        self.assertFalse(self.task.worksheet_hash)

    def test_link_of_the_project_does_not_sign(self):
        self.task.action_fsm_done()
        token = self.project._portal_ensure_token()
        url = f"/my/projects/{self.project.id}/task/{self.task.id}"
        html = self._get(url, access_token=token).text
        self.assertIn("Boiler on fire", html)
        self.assertNotIn("fsm_accept", html)
        # Nor does it give away the task's own link.
        self.assertTrue(self.task.access_token)
        self.assertNotIn(self.task.access_token, html)
        self.assertIn("does not open any task", self._sign(None, token)["error"])

    def test_refusals_with_the_reason(self):
        answer = self._sign(self.buyer)
        self.assertIn("not ready to be signed", answer["error"])
        self.task.action_fsm_done()
        for parameters, message in (
            ({"signature": ""}, "signature is missing"),
            ({"signature": None}, "signature is missing"),
            ({"signature": make_signature(ink=False)}, "signature is empty"),
            ({"signature": "A" * 2_000_000}, "too large"),
            ({"signature": "!"}, "not a readable image"),
            ({"signature": 5}, "draw your signature"),
            ({"name": ""}, "Write the name"),
            ({"name": None}, "Write the name"),
            ({"worksheet": "0" * 64}, "was changed since you opened it"),
        ):
            answer = self._sign(self.buyer, **parameters)
            self.assertIn(message, answer["error"])
        self.assertFalse(self.task.worksheet_hash)
        self.assertFalse(self.task.worksheet_signature)

    def test_worksheet_changed_meanwhile(self):
        self.task.action_fsm_done()
        fingerprint = self.task._worksheet_get_fingerprint()
        self._fill_in(self.task, Findings="Something else")
        answer = self._sign(self.buyer, worksheet=fingerprint)
        self.assertIn("was changed since you opened it", answer["error"])

    def test_signing_twice(self):
        self.task.action_fsm_done()
        self._sign(self.buyer)
        answer = self._sign(self.buyer, name="Somebody else")
        self.assertIn("already signed by Joe Willis", answer["error"])
        self.assertEqual(self.task.worksheet_signed_by, "Joe Willis")

    def test_cancelled_visit_is_not_signed(self):
        self.task.worksheet_sent = True
        self.task.state = "1_canceled"
        self.assertNotIn("fsm_accept", self._get(self.url, self.buyer).text)
        self.assertIn("was cancelled", self._sign(self.buyer)["error"])

    def test_page_and_signature_in_another_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.contact.lang = "fa_IR"
        self.task.action_fsm_done()
        html = self._get(self.url, self.buyer).text
        self.assertIn(self.task._worksheet_get_fingerprint(), html)
        self.assertNotIn("error", self._sign(self.buyer))

    def test_tasks_of_other_projects_are_untouched(self):
        project = self._new_project("Office move", is_fsm=False)
        self.task.project_id = project
        html = self._get(self.url, self.buyer).text
        self.assertIn("Boiler on fire", html)
        self.assertNotIn("o_fsm_progress", html)
        self.assertIn("does not open any task", self._sign(self.buyer)["error"])

    def test_collaborator_moves_the_task_in_a_shared_project(self):
        self.project._add_collaborators(self.contact)
        task = self.task.with_user(self.buyer)
        task.write({"stage_id": self.stages["Done"].id})
        self.assertEqual(self.task.state, "1_done")
        task.write({"state": "01_in_progress"})
        self.assertEqual(self.task.stage_id, self.stages["In Progress"])
        created = (
            self.env["project.task"]
            .with_user(self.buyer)
            .with_context(default_project_id=self.project.id)
            .create({"name": "Come again"})
        )
        self.assertEqual(created.sudo().project_id, self.project)
        # They do not get at the worksheet this way.
        for values in (
            {"worksheet_properties": {}},
            {"worksheet_signed_by": "Me"},
            {"worksheet_sent": True},
        ):
            with self.assertRaises(UserError):
                task.write(values)
