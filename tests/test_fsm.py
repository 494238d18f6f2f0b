# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common_fsm import FsmCommon


@tagged("post_install", "-at_install")
class TestFsm(FsmCommon):
    # ------------------------------------------------------------------
    # Project and team
    # ------------------------------------------------------------------

    def test_data_project(self):
        self.assertRecordValues(
            self.project,
            [{"is_fsm": True, "privacy_visibility": "portal", "company_id": False}],
        )
        self.assertEqual(
            self.project.type_ids.sorted().mapped("name"),
            ["New", "Planned", "In Progress", "Done", "Cancelled"],
        )

    def test_new_project_is_visible_to_customers(self):
        # sale_project's own form needs sales rights.
        user = self._new_user(
            "project_sales",
            "project.group_project_manager,sales_team.group_sale_salesman",
        )
        form = Form(self.env["project.project"].with_user(user))
        form.name = "Installations"
        form.is_fsm = True
        self.assertEqual(form.save().privacy_visibility, "portal")

    def test_project_is_billable_where_that_hides_the_customer(self):
        if "allow_billable" not in self.env["project.project"]._fields:
            self.skipTest("sale_project is not installed")
        project = self._new_project(is_fsm=False)
        self.assertFalse(project.allow_billable)
        project.with_user(self.project_manager).is_fsm = True
        self.assertTrue(project.allow_billable)
        project.allow_billable = False
        self.assertTrue(project.allow_billable)
        # sale_project installed after the project was made: the registry is loaded anew
        self.env.cr.execute(
            "UPDATE project_project SET allow_billable = FALSE WHERE id = %s",
            [project.id],
        )
        project.invalidate_recordset()
        self.env["project.project"]._register_hook()
        self.assertTrue(project.allow_billable)
        self.team.fsm_project_id = project
        self.assertEqual(self._plan().partner_id, self.customer)

    def test_project_without_stages_gets_those_of_the_data_project(self):
        project = self.env["project.project"].create({"name": "Bare", "is_fsm": True})
        self.assertEqual(project.type_ids, self.project.type_ids)
        stage = self.env["project.task.type"].create({"name": "Mine"})
        project = self.env["project.project"].create(
            {"name": "Own", "type_ids": [Command.set(stage.ids)]}
        )
        project.is_fsm = True
        self.assertEqual(project.type_ids, stage)

    def test_switch_proposes_the_data_project(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Second line"})
        form = Form(team.with_user(self.manager))
        self.assertFalse(form.fsm_project_id)
        form.use_fsm = True
        self.assertEqual(form.fsm_project_id, self.project)
        form.save()
        self.assertEqual(team.fsm_project_id, self.project)

    def test_switch_needs_a_project(self):
        form = Form(self.team.with_user(self.manager))
        form.fsm_project_id = self.env["project.project"]
        with self.assertRaisesRegex(AssertionError, "fsm_project_id is a required"):
            form.save()
        with self.assertRaisesRegex(
            ValidationError, "Choose the Field Service project"
        ):
            self.team.fsm_project_id = False

    def test_only_field_service_projects_for_the_team(self):
        office = self._new_project("Office move", is_fsm=False)
        with self.assertRaisesRegex(ValidationError, "must be a Field Service project"):
            self.team.with_user(self.manager).fsm_project_id = office
        self.team.use_fsm = False
        self.team.fsm_project_id = office
        with self.assertRaisesRegex(ValidationError, "must be a Field Service project"):
            self.team.use_fsm = True

    def test_only_projects_of_the_teams_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        project = self._new_project(company_id=other.id)
        with self.assertRaisesRegex(ValidationError, "belongs to Elsewhere"):
            self.team.fsm_project_id = project
        project.company_id = self.company
        self.team.fsm_project_id = project
        with self.assertRaisesRegex(ValidationError, "belongs to Elsewhere"):
            project.company_id = other

    def test_project_of_a_team_stays_a_field_service_project(self):
        with self.assertRaisesRegex(ValidationError, "Team Shop plans its intervent"):
            self.project.with_user(self.project_manager).is_fsm = False

    # ------------------------------------------------------------------
    # From the ticket
    # ------------------------------------------------------------------

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

    def test_end_of_the_visit_follows_its_start(self):
        form = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        form.visit_start = datetime(2026, 12, 1, 9)
        self.assertEqual(form.visit_end, datetime(2026, 12, 1, 10))
        form.visit_end = datetime(2026, 12, 1, 12)
        form.visit_start = datetime(2026, 12, 1, 8)
        self.assertEqual(form.visit_end, datetime(2026, 12, 1, 12))

    def test_visit_cannot_end_before_it_starts(self):
        task = self._new_task(visit_start=datetime(2026, 12, 1, 9))
        with self.assertRaisesRegex(ValidationError, "cannot end before it starts"):
            task.visit_end = datetime(2026, 12, 1, 8)
        with self.assertRaisesRegex(ValidationError, "or none of them"):
            task.visit_end = False
        with self.assertRaisesRegex(ValidationError, "or none of them"):
            self._new_task(visit_end=datetime(2026, 12, 1, 8))

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
                    "stage_id": self.stages["New"].id,
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
        self.assertIn("Field Service task created", self.ticket.message_ids[0].body)
        self.assertIn(task.name, self.ticket.message_ids[0].body)
        self.assertEqual(self.ticket.message_ids[0].author_id, self.agent.partner_id)
        notes = " ".join(task.sudo().message_ids.mapped("body"))
        self.assertIn(self.ticket.number, notes)

    def test_done_and_cancelled_are_announced_on_the_ticket(self):
        for state, word in (("1_done", "is done"), ("1_canceled", "is cancelled")):
            task = self._tracked(self._plan().sudo())
            task.with_user(self.technician).state = state
            self._flush_tracking()
            self.assertIn(word, self.ticket.message_ids[0].body)

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

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    def test_agent_follows_tasks_in_invited_only_projects(self):
        self.project.privacy_visibility = "followers"
        task = self._plan().with_user(self.agent)
        foreign = self._new_task(partner_id=self.other_customer.id)
        # He who planned it is no follower by chance.
        task.sudo().message_unsubscribe(self.agent.partner_id.ids)
        self.assertTrue(task.has_access("read"))
        self.assertFalse(foreign.with_user(self.agent).has_access("read"))
        self.assertFalse(task.with_user(self.outsider).has_access("read"))
        self.assertTrue(self.project.with_user(self.agent).has_access("read"))
        self.assertFalse(self.project.with_user(self.outsider).has_access("read"))
        self.assertEqual(self.ticket.with_user(self.agent).fsm_task_count, 1)
        with self.assertRaises(AccessError):
            task.name = "Other"
        with self.assertRaises(AccessError):
            task.action_fsm_done()

    def test_agent_reads_invited_only_field_service_projects_only(self):
        office = self._new_project(
            "Office move", is_fsm=False, privacy_visibility="followers"
        )
        self.assertFalse(office.with_user(self.agent).has_access("read"))

    def test_task_of_somebody_elses_ticket_stays_closed(self):
        self.project.privacy_visibility = "followers"
        task = self._plan()
        self.ticket.sudo().write({"user_id": self.manager.id})
        task.sudo().message_unsubscribe(self.agent.partner_id.ids)
        self.assertFalse(task.with_user(self.agent).has_access("read"))

    def test_read_only_form_loads_for_the_agent(self):
        task = self._plan(visit_start=datetime(2026, 12, 1, 9)).with_user(self.agent)
        views = task.get_views([(False, "form"), (False, "list"), (False, "search")])
        arch = views["views"]["form"]["arch"]
        self.assertIn('edit="0"', arch)
        self.assertNotIn("action_fsm_done", arch)
        form = Form(task)
        self.assertEqual(form.helpdesk_ticket_id, self.ticket)
        self.assertEqual(form.partner_id, self.customer)

    def test_agent_keeps_the_forms_of_other_apps(self):
        todo_form = self.env.ref(
            "project_todo.project_task_view_todo_form", raise_if_not_found=False
        )
        if not todo_form:
            self.skipTest("project_todo is not installed")
        tasks = self.env["project.task"].with_user(self.agent)
        arch = tasks.get_views([(todo_form.id, "form")])["views"]["form"]["arch"]
        self.assertIn("todo_form", arch)
        self.assertNotIn('edit="0"', arch)

    def test_menus_load_for_the_agent_who_makes_nothing_there(self):
        self._plan(visit_start=datetime(2026, 12, 1, 9))
        for name in ("my", "all", "to_plan", "planned"):
            action = self.env.ref(
                f"helpdesk_mgmt_after_sales.project_task_action_fsm_{name}"
            )
            for user, may in ((self.agent, False), (self.technician, True)):
                views = (
                    self.env["project.task"]
                    .with_user(user)
                    .get_views([*action.views, (action.search_view_id.id, "search")])
                )
                for view_type in {"list", "kanban", "calendar"} & set(views["views"]):
                    arch = views["views"][view_type]["arch"]
                    self.assertEqual(' create="0"' not in arch, may)

    def test_menus_show_what_they_say(self):
        planned = self._plan(visit_start=datetime(2026, 12, 1, 9))
        to_plan = self._plan()
        mine = self._new_task()
        done = self._new_task(state="1_done")
        office = self._new_project("Office move", is_fsm=False)
        self._new_task(project_id=office.id)
        tasks = planned | to_plan | mine | done

        def shown(name, user):
            action = self.env.ref(
                f"helpdesk_mgmt_after_sales.project_task_action_fsm_{name}"
            )
            domain = safe_eval(action.domain, {"uid": user.id})
            found = self.env["project.task"].with_user(user).search(domain)
            return found.filtered(lambda t: t.create_date >= planned.create_date)

        self.assertEqual(shown("all", self.technician), tasks)
        self.assertEqual(shown("my", self.technician), mine | done)
        self.assertEqual(shown("to_plan", self.technician), to_plan | mine)
        self.assertEqual(shown("planned", self.technician), planned)
        self.assertEqual(shown("all", self.agent), tasks)

    def test_new_task_of_the_menu_is_a_field_service_task(self):
        action = self.env.ref("helpdesk_mgmt_after_sales.project_task_action_fsm_all")
        context = safe_eval(action.context)
        form = Form(
            self.env["project.task"]
            .with_user(self.project_manager)
            .with_context(context)
        )
        self.assertEqual(form.project_id, self.project)
        form.name = "By hand"
        self.assertFalse(form.save().user_ids)

    def test_filters_in_project(self):
        task = self._plan().sudo()
        for model, name in (
            ("project.project", "is_fsm"),
            ("project.task", "fsm_tasks"),
            ("project.task", "from_helpdesk"),
        ):
            arch = self.env[model].get_views([(False, "search")])["views"]["search"][
                "arch"
            ]
            node = etree.fromstring(arch).find(f".//filter[@name='{name}']")
            found = self.env[model].search(safe_eval(node.get("domain")))
            self.assertIn(task if model == "project.task" else self.project, found)
            office = self._new_project("Office move", is_fsm=False)
            other = self._new_task(project_id=office.id)
            self.assertNotIn(other if model == "project.task" else office, found)

    def test_standard_form_for_those_with_project_rights(self):
        both = self._new_user(
            "both",
            "project.group_project_user,helpdesk_mgmt.group_helpdesk_user_own",
        )
        task = self._plan()
        for user in (both, self.technician):
            arch = task.with_user(user).get_views([(False, "form")])["views"]["form"][
                "arch"
            ]
            self.assertIn("action_fsm_done", arch)
        form = Form(task.with_user(self.technician))
        self.assertEqual(form.helpdesk_ticket_label, self.ticket.display_name)
        self.assertFalse(form.helpdesk_ticket_accessible)

    def test_roles_lose_no_task_by_being_agents(self):
        own = "helpdesk_mgmt.group_helpdesk_user_own"
        invited = self._new_project(privacy_visibility="followers")
        tasks = self._new_task() | self._new_task(project_id=invited.id)
        tasks |= self._new_task(
            project_id=self._new_project("Office move", is_fsm=False).id
        )
        projects = tasks.project_id
        for groups in (
            "base.group_user",
            "project.group_project_user",
            "project.group_project_manager",
            "base.group_system,project.group_project_manager",
        ):
            login = groups.replace(".", "_").replace(",", "_")
            before = self._new_user(login, groups)
            both = self._new_user(f"{login}_agent", f"{groups},{own}")
            for records in (tasks, projects):
                for mode in ("read", "write"):
                    had = records.with_user(before)._filtered_access(mode)
                    has = records.with_user(both)._filtered_access(mode)
                    with self.subTest(groups=groups, records=records, mode=mode):
                        self.assertFalse(had - has)
                        if mode == "write":
                            self.assertEqual(had, has)

    def test_agent_of_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        task = self._plan()
        agent = self._new_user(
            "agent_elsewhere",
            "helpdesk_mgmt.group_helpdesk_user",
            company_id=other.id,
            company_ids=other.ids,
        )
        self.assertFalse(task.with_user(agent).has_access("read"))

    # ------------------------------------------------------------------
    # Stages
    # ------------------------------------------------------------------

    def test_end_stage_sets_the_state(self):
        task = self._new_task().with_user(self.technician)
        for stage, state in (
            ("Done", "1_done"),
            ("In Progress", "01_in_progress"),
            ("Cancelled", "1_canceled"),
            ("New", "01_in_progress"),
        ):
            task.stage_id = self.stages[stage]
            self.assertEqual(task.state, state, stage)

    def test_state_moves_to_the_end_stage(self):
        task = self._new_task(stage_id=self.stages["Planned"].id)
        task = task.with_user(self.technician)
        task.action_fsm_done()
        self.assertEqual(task.state, "1_done")
        self.assertEqual(task.stage_id, self.stages["Done"])
        task.state = "01_in_progress"
        self.assertEqual(task.stage_id, self.stages["In Progress"])
        task.state = "1_canceled"
        self.assertEqual(task.stage_id, self.stages["Cancelled"])

    def test_other_projects_keep_stage_and_state_apart(self):
        project = self._new_project("Office move", is_fsm=False)
        task = self._new_task(project_id=project.id, stage_id=self.stages["New"].id)
        task.stage_id = self.stages["Done"]
        self.assertEqual(task.state, "01_in_progress")
        with self.assertRaisesRegex(UserError, "not in a Field Service project"):
            task.action_fsm_done()
