# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from urllib.parse import urlencode

from PIL import Image, ImageDraw

from odoo import Command
from odoo.tests import Form, HttpCase

from .common import AfterSalesCommon, AfterSalesShop


def make_signature(ink=True, size=(300, 100), extension="PNG"):
    """Return an image as the signature widget sends it, base64-encoded."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    if ink:
        ImageDraw.Draw(image).line((10, 10, 200, 80), fill=(0, 0, 0, 255), width=3)
    stream = io.BytesIO()
    image.save(stream, extension)
    return base64.b64encode(stream.getvalue()).decode()


class FsmShop(AfterSalesShop):
    """The shop's team plans its interventions, reported on a worksheet."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.project = cls._setup_project()
        cls.team.write({"use_fsm": True, "fsm_project_id": cls.project.id})
        cls.technician = cls._new_user("technician", "project.group_project_user")
        cls.project_manager = cls._new_user(
            "project_manager", "project.group_project_manager"
        )
        cls.stages = {stage.name: stage for stage in cls.project.type_ids}
        cls.template = cls.env["project.worksheet.template"].create(
            {
                "name": "Boiler maintenance",
                "line_ids": [
                    Command.create({"sequence": number, **values})
                    for number, values in enumerate(
                        (
                            {"name": "Boiler", "line_type": "separator"},
                            {"name": "Findings", "line_type": "text"},
                            {"name": "Pressure", "line_type": "float"},
                            {"name": "Tight", "line_type": "boolean"},
                            {
                                "name": "State",
                                "line_type": "selection",
                                "options": "Good, Fair,Poor",
                            },
                            {"name": "Next check", "line_type": "date"},
                            {
                                "name": "Parts",
                                "line_type": "tags",
                                "options": "Valve، Pump",
                            },
                        )
                    )
                ],
            }
        )
        cls.lines = {line.name: line for line in cls.template.line_ids}
        cls.project.worksheet_template_id = cls.template

    @classmethod
    def _setup_project(cls):
        return cls.env.ref("helpdesk_mgmt_after_sales.project_project_fsm")

    @classmethod
    def _new_project(cls, name="Repairs on site", **values):
        return cls.env["project.project"].create(
            {
                "name": name,
                "is_fsm": True,
                "type_ids": [Command.set(cls.project.type_ids.ids)],
                **values,
            }
        )

    @classmethod
    def _new_task(cls, **values):
        return cls.env["project.task"].create(
            {
                "name": "Visit",
                "project_id": cls.project.id,
                "partner_id": cls.customer.id,
                "user_ids": [Command.set(cls.technician.ids)],
                **values,
            }
        )

    @classmethod
    def _plan(cls, user=None, ticket=None, **values):
        """Plan an intervention from a ticket and return the task."""
        user = user or cls.agent
        form = cls._popup_as(
            user, ticket or cls.ticket, "action_plan_intervention", **values
        )
        wizard = form.save()
        wizard.action_create_task()
        return cls.env["project.task"].with_user(user).browse(wizard.sudo().task_id.id)

    @classmethod
    def _option(cls, line, label):
        return next(k for k, v in cls.lines[line]._get_options() if v == label)

    @classmethod
    def _fill_in(cls, task, **values):
        """Fill in the worksheet by the labels of its lines."""
        values = {
            "Findings": "Leaks at the valve",
            "Pressure": 1.5,
            "Tight": True,
            "State": cls._option("State", "Fair"),
            "Next check": "2027-05-01",
            "Parts": [cls._option("Parts", "Valve")],
            **values,
        }
        task.worksheet_properties = {
            cls.lines[label].key: value for label, value in values.items()
        }

    def _sign(self, task, **values):
        """Sign on the screen, as a technician does who confirms what is asked."""
        action = task.action_fsm_sign()
        form = Form(
            self.env[action["res_model"]]
            .with_user(task.env.user)
            .with_context(action["context"])
        )
        for name, value in {
            "signed_by": "Joe Willis",
            "signed_role": "Site manager",
            "signature": make_signature(),
            **values,
        }.items():
            form[name] = value
        popup = form.save()
        if popup.is_empty:
            popup.action_sign_empty()
        else:
            popup.action_sign()


class FsmRaceShop(FsmShop):
    """With a project of its own: what races do stays in the database."""

    @classmethod
    def _setup_project(cls):
        project = cls.env["project.project"].create(
            {"name": "Field Service", "is_fsm": True, "allow_worksheets": True}
        )
        stages = cls.env.ref("helpdesk_mgmt_after_sales.project_project_fsm").type_ids
        project.type_ids = [Command.set(stages.ids)]
        return project


class FsmCommon(FsmShop, AfterSalesCommon):
    pass


class FsmPortalCommon(FsmCommon, HttpCase):
    """A visit of two customers, over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._new_user(
            "buyer",
            "base.group_portal",
            partner_id=cls.contact.id,
            email="buyer@example.com",
        )
        cls.stranger = cls._new_user(
            "stranger",
            "base.group_portal",
            partner_id=cls.other_customer.id,
            email="gemini@example.com",
        )
        cls.ticket.partner_id = cls.contact
        cls.task = cls.env["project.task"].browse(
            cls._plan_as_agent(name="Boiler on fire").id
        )
        cls.task.user_ids = cls.technician
        cls.technician.name = "Tom Technician"
        cls._fill_in(cls.task)
        cls.token = cls.task._portal_ensure_token()
        cls.url = f"/my/tasks/{cls.task.id}"

    @classmethod
    def _plan_as_agent(cls, **values):
        ticket = cls.ticket.with_user(cls.agent)
        context = ticket.action_plan_intervention()["context"]
        wizard = (
            cls.env["helpdesk.ticket.task.wizard"]
            .with_user(cls.agent)
            .with_context(context)
            .create(values)
        )
        wizard.action_create_task()
        return wizard.sudo().task_id.sudo(False)

    def _get(self, url, user=None, **parameters):
        self.authenticate(user and user.login, user and user.login.ljust(8, "x"))
        if parameters:
            url = f"{url}?{urlencode(parameters)}"
        return self.url_open(url)

    def _sign(self, user=None, token=None, name="Joe Willis", **parameters):
        """Sign as the widget of the page does; return the answer."""
        self.authenticate(user and user.login, user and user.login.ljust(8, "x"))
        query = {"worksheet": self.task._worksheet_get_fingerprint()}
        signature = parameters.pop("signature", make_signature())
        task_id = parameters.pop("task_id", self.task.id)
        query.update(parameters)
        if token:
            query["access_token"] = token
        return self.make_jsonrpc_request(
            f"/my/tasks/{task_id}/sign?{urlencode(query)}",
            {"name": name, "signature": signature},
        )


class FsmTours:
    def test_plain_agent_plans_an_intervention(self):
        self.start_tour(
            f"/odoo/helpdesk.ticket/{self.ticket.id}",
            "helpdesk_after_sales_fsm_plan",
            login=self.agent.login,
        )
        task = self.ticket.fsm_task_ids
        self.assertEqual(task.partner_id, self.customer)
        self.assertFalse(task.user_ids)

    def test_technician_fills_in_and_the_customer_signs_on_their_screen(self):
        task = self._new_task()
        self.start_tour(
            f"/odoo/project.task/{task.id}",
            "helpdesk_after_sales_fsm_work",
            login=self.technician.login,
        )
        self.assertRecordValues(
            task,
            [
                {
                    "state": "1_done",
                    "worksheet_signed_by": "Joe Willis",
                    "worksheet_signed_role": "Site manager",
                    "worksheet_intact": True,
                }
            ],
        )
        values = {
            line["string"]: line.get("value")
            for line in task._worksheet_get_content()["worksheet"]
        }
        self.assertEqual(values["Findings"], "Leaks at the valve")
        self.assertTrue(values["Tight"])

    def test_customer_signs_in_the_portal(self):
        self._new_user("buyer", "base.group_portal", partner_id=self.contact.id)
        self.ticket.partner_id = self.contact
        task = self._plan(name="Boiler on fire").sudo()
        self._fill_in(task)
        task.action_fsm_done()
        self.start_tour(
            f"/my/ticket/{self.ticket.id}",
            "helpdesk_after_sales_fsm_portal",
            login="buyer",
        )
        self.assertEqual(task.worksheet_signed_by, "Joe Willis")
        self.assertTrue(task.worksheet_intact)

    def test_technician_finishes_and_signs_an_empty_report_when_asked(self):
        task = self._new_task()
        self.start_tour(
            f"/odoo/project.task/{task.id}",
            "helpdesk_after_sales_fsm_empty",
            login=self.technician.login,
        )
        self.assertRecordValues(
            task, [{"state": "1_done", "worksheet_signed_by": "Joe Willis"}]
        )

    def test_customer_signs_an_empty_report_in_the_portal_when_asked(self):
        self._new_user("buyer", "base.group_portal", partner_id=self.contact.id)
        self.ticket.partner_id = self.contact
        task = self._plan(name="Boiler on fire").sudo()
        task.action_fsm_done()
        self.start_tour(
            task.access_url, "helpdesk_after_sales_fsm_portal_empty", login="buyer"
        )
        self.assertEqual(task.worksheet_signed_by, "Joe Willis")
