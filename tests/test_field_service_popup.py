# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_field_service import FsmCommon


@tagged("post_install", "-at_install")
class TestFieldServicePopup(FsmCommon):
    def test_popup_is_filled_from_ticket_and_team(self):
        form = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        self.assertEqual(form.name, "It does not work")
        self.assertEqual(form.partner_id, self.customer)
        self.assertEqual(form.project_id, self.project)
        self.assertFalse(form.user_ids)
        self.assertFalse(form.visit_start)

    def test_ticket_without_customer_asks_for_one_first(self):
        ticket = self._new_ticket(partner_id=False, partner_name="Bob")
        form = self._popup_as(self.agent, ticket, "action_plan_intervention")
        form.mode = "choose"
        form.partner_id = self.customer
        action = form.save().action_continue()
        self.assertEqual(ticket.partner_id, self.customer)
        form = self._open_popup_as(self.agent, action)
        self.assertEqual(form.partner_id, self.customer)
        form.save().action_create_task()
        self.assertEqual(ticket.fsm_task_ids.partner_id, self.customer)

    def test_popup_has_its_title(self):
        action = self.ticket.with_user(self.agent).action_plan_intervention()
        self.assertEqual(action["name"], "Create a Field Service task")
        self.assertEqual(action["res_model"], "helpdesk.ticket.task.wizard")

    def test_agent_creates_the_task(self):
        self.ticket.description = "<p>Leaks at the valve</p>"
        task = self._plan(
            name="Look at the valve",
            visit_start=datetime(2026, 12, 1, 9),
            visit_end=datetime(2026, 12, 1, 11),
        ).sudo()
        self.assertRecordValues(
            task,
            [
                {
                    "name": "Look at the valve",
                    "helpdesk_ticket_id": self.ticket.id,
                    "project_id": self.project.id,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "user_ids": [],
                    "stage_id": self.stages["Planned"].id,
                    "state": "01_in_progress",
                    "visit_start": datetime(2026, 12, 1, 9),
                    "visit_end": datetime(2026, 12, 1, 11),
                }
            ],
        )
        self.assertIn("Leaks at the valve", task.description)

    def test_task_goes_to_the_delivery_address(self):
        self.env["res.partner"].create(
            {"name": "Warehouse", "type": "delivery", "parent_id": self.customer.id}
        )
        task = self._plan().sudo()
        self.assertEqual(task.visit_address_id.name, "Warehouse")

    def test_assignees_as_chosen_and_nobody_else(self):
        form = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        form.user_ids.add(self.technician)
        wizard = form.save()
        wizard.action_create_task()
        self.assertEqual(wizard.sudo().task_id.user_ids, self.technician)

    def test_attachments_of_the_ticket_go_along_but_not_the_internal_ones(self):
        for name in ("photo.png", "secret.txt"):
            self.env["ir.attachment"].create(
                {
                    "name": name,
                    "raw": b"x",
                    "res_model": "helpdesk.ticket",
                    "res_id": self.ticket.id,
                }
            )
        secret = self.ticket.attachment_ids.filtered(lambda a: a.name == "secret.txt")
        self.ticket.message_post(
            body="Internal", subtype_xmlid="mail.mt_note", attachment_ids=secret.ids
        )
        task = self._plan()
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "project.task"), ("res_id", "=", task.id)]
        )
        self.assertEqual(attachments.mapped("name"), ["photo.png"])
        # The technician, who has no rights in Helpdesk, reads both.
        attachments.with_user(self.technician).check_access("read")
        self.assertTrue(task.with_user(self.technician).description)

    def test_create_stays_and_create_and_view_opens(self):
        form = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        wizard = form.save()
        self.assertEqual(
            wizard.action_create_task(), {"type": "ir.actions.act_window_close"}
        )
        form = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        wizard = form.save()
        action = wizard.action_create_view_task()
        self.assertEqual(action["res_model"], "project.task")
        self.assertEqual(action["res_id"], wizard.sudo().task_id.id)
        self.assertFalse(action["context"])
        self.assertEqual(len(self.ticket.fsm_task_ids), 2)

    def test_second_press_makes_nothing(self):
        wizard = self._popup_as(
            self.agent, self.ticket, "action_plan_intervention"
        ).save()
        first = wizard.action_create_view_task()
        second = wizard.action_create_view_task()
        self.assertEqual(first, second)
        self.assertEqual(len(self.ticket.fsm_task_ids), 1)

    def test_context_of_the_client_does_not_reach_the_task(self):
        action = self.ticket.with_user(self.agent).action_plan_intervention()
        context = {
            **action["context"],
            "default_priority": "3",
            "default_user_ids": [Command.link(self.manager.id)],
        }
        wizard = Form(
            self.env[action["res_model"]].with_user(self.agent).with_context(context)
        ).save()
        wizard.user_ids = False
        wizard.action_create_task()
        self.assertEqual(wizard.sudo().task_id.sudo().priority, "0")
        self.assertFalse(wizard.sudo().task_id.sudo().user_ids)

    def test_smart_button_opens_one_or_many(self):
        ticket = self.ticket.with_user(self.agent)
        self.assertEqual(ticket.fsm_task_count, 0)
        task = self._plan()
        self.assertEqual(ticket.fsm_task_count, 1)
        action = ticket.action_view_fsm_tasks()
        self.assertEqual(action["res_id"], task.id)
        self._plan()
        action = ticket.action_view_fsm_tasks()
        self.assertFalse(action.get("res_id"))
        self.assertEqual(self.env["project.task"].search_count(action["domain"]), 2)

    def test_notes_on_both_sides(self):
        task = self._plan()
        self.assertIn("Visit: ", self.ticket.message_ids[0].body)
        self.assertIn(task.name, self.ticket.message_ids[0].body)
        self.assertEqual(self.ticket.message_ids[0].author_id, self.agent.partner_id)
        notes = " ".join(task.sudo().message_ids.mapped("body"))
        self.assertIn(self.ticket.number, notes)

    def test_done_and_cancelled_are_announced_on_the_ticket(self):
        for state, word in (("1_done", "Done"), ("1_canceled", "Cancelled")):
            task = self._tracked(self._plan().sudo())
            self._fill_in(task)
            task.with_user(self.technician).state = state
            self._flush_tracking()
            self.assertIn(f"({word})", self.ticket.message_ids[0].body)

    def test_customer_follows_where_customers_may_see(self):
        task = self._plan()
        self.assertIn(self.customer, task.sudo().message_partner_ids)
        self.project.privacy_visibility = "employees"
        task = self._plan()
        self.assertNotIn(self.customer, task.sudo().message_partner_ids)

    def test_refusals_of_the_popup(self):
        office = self._new_project("Office move", is_fsm=False)
        template = self._new_project("Template", is_template=True)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        portal = self._new_user("portal", "base.group_portal")
        stranger = self._new_user(
            "stranger", "base.group_user", company_id=other.id, company_ids=other.ids
        )
        foreign = self.env["res.partner"].create(
            {"name": "Foreign", "company_id": other.id}
        )
        for values, message in (
            ({"project_id": office.id}, "Office move is not a Field Service project"),
            ({"project_id": template.id}, "Template is not a Field Service project"),
            ({"name": " "}, "Give the task a title"),
            (
                {"partner_id": self.other_customer.id},
                "Gemini is not a contact of Deco Addict",
            ),
            ({"user_ids": [Command.set(portal.ids)]}, "cannot be assigned"),
            ({"user_ids": [Command.set(stranger.ids)]}, "cannot be assigned"),
        ):
            with self.subTest(message=message):
                wizard = self._popup_as(
                    self.agent, self.ticket, "action_plan_intervention"
                ).save()
                wizard.write(values)
                with self.assertRaisesRegex(UserError, message):
                    wizard.action_create_task()
        wizard = self._popup_as(
            self.agent, self.ticket, "action_plan_intervention"
        ).save()
        wizard.sudo().partner_id = foreign
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            wizard.action_create_task()
        wizard.sudo().partner_id = self.customer
        wizard.sudo().project_id = self._new_project(company_id=other.id)
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            wizard.action_create_task()
        self.assertFalse(self.ticket.fsm_task_ids)

    def test_record_of_a_company_that_is_not_the_tickets(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.agent.company_ids |= other
        wizard = self._popup_as(
            self.agent, self.ticket, "action_plan_intervention"
        ).save()
        wizard = wizard.with_context(allowed_company_ids=[self.company.id, other.id])
        wizard.project_id = self._new_project("There", company_id=other.id)
        with self.assertRaisesRegex(UserError, "There belongs to Elsewhere"):
            wizard.action_create_task()

    def test_switched_off_service_is_refused(self):
        wizard = self._popup_as(
            self.agent, self.ticket, "action_plan_intervention"
        ).save()
        self.team.use_fsm = False
        with self.assertRaisesRegex(UserError, "does not offer Field Service"):
            wizard.action_create_task()
        with self.assertRaisesRegex(UserError, "does not offer Field Service"):
            self.ticket.with_user(self.agent).action_plan_intervention()

    def test_others_popup_is_refused(self):
        wizard = self._popup_as(
            self.agent, self.ticket, "action_plan_intervention"
        ).save()
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            wizard.with_user(self.manager).action_create_task()

    def test_popup_tells_nothing_of_somebody_elses_ticket(self):
        self.ticket.write({"user_id": self.manager.id})
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            self.env["helpdesk.ticket.task.wizard"].with_user(self.agent).create(
                {"ticket_id": self.ticket.id}
            )

    def test_employee_without_helpdesk_cannot_plan(self):
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.outsider).action_plan_intervention()
