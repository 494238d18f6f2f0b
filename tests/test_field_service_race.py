# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RaceCase
from .common_field_service import FsmRaceShop, make_signature


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestFieldServiceRace(FsmRaceShop, RaceCase):
    def _signer(self, task, name):
        fingerprint = task._worksheet_get_fingerprint()

        def sign(env):
            env["project.task"].browse(task.id)._worksheet_sign(
                name, "", make_signature(), fingerprint, empty=True
            )
            return name

        return sign

    def test_two_people_sign_at_once(self):
        task = self._new_task()
        results = self.run_together(
            self._signer(task, "Joe Willis"), self._signer(task, "Ann Other")
        )
        errors = [result for result in results if isinstance(result, UserError)]
        self.assertEqual(len(errors), 1, results)
        winner = next(result for result in results if isinstance(result, str))
        self.assertIn(f"already signed by {winner}", errors[0].args[0])
        self.assertEqual(task.worksheet_signed_by, winner)
        self.assertTrue(task.worksheet_intact)
        self.assertEqual(len(task.message_ids.attachment_ids), 1)

    def test_signed_while_the_technician_saves(self):
        task = self._new_task()

        def save(env):
            self._fill_in(env["project.task"].browse(task.id))
            return "saved"

        results = self.run_together(self._signer(task, "Joe Willis"), save)
        errors = [result for result in results if isinstance(result, UserError)]
        self.assertEqual(len(errors), 1, results)
        if task.worksheet_hash:
            self.assertIn("was signed by Joe Willis", errors[0].args[0])
        else:
            self.assertIn("was changed since", errors[0].args[0])
        self.assertTrue(task.worksheet_intact)

    def test_two_presses_of_one_popup_make_one_task(self):
        wizard = self._popup_as(
            self.agent, self.ticket, "action_plan_intervention"
        ).save()

        def press(env):
            popup = env[wizard._name].with_user(self.agent.id).browse(wizard.id)
            return popup.action_create_view_task()["res_id"]

        results = self.run_together(press, press)
        self.assertEqual(results[0], results[1])
        self.assertEqual(self.ticket.fsm_task_ids.ids, [results[0]])
