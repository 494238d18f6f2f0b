# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common_field_service import FsmCommon


@tagged("post_install", "-at_install")
class TestFieldServiceRights(FsmCommon):
    def test_agent_follows_tasks_in_invited_only_projects(self):
        self.project.privacy_visibility = "followers"
        task = self._plan().with_user(self.agent)
        foreign = self._new_task(partner_id=self.other_customer.id)
        # Whoever planned it is no follower by chance.
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

    def test_menu_proposes_a_project_where_one_is_asked_for(self):
        tasks = self.env["project.task"].with_user(self.project_manager)
        tasks = tasks.with_context(fsm_task=True)
        self.assertNotIn("project_id", tasks.default_get(["repeat_unit"]))
        self.assertIn("project_id", tasks.default_get(["project_id"]))
        # That of a subtask is its parent's.
        parent = self._new_task(project_id=self._new_project().id)
        tasks = tasks.with_context(default_parent_id=parent.id)
        self.assertNotIn("project_id", tasks.default_get(["parent_id"]))
        self.assertEqual(tasks.create({"name": "Part"}).project_id, parent.project_id)

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
