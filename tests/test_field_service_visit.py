# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import format_date, mute_logger

from .common_field_service import FsmCommon

FIELDS = (
    "visit_product",
    "visit_serial",
    "visit_warranty",
    "visit_phone",
    "visit_map_url",
)


@tagged("post_install", "-at_install")
class TestFieldServiceVisit(FsmCommon):
    """What technician and agent see of a visit: to what, where, whom to call, when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serial_product.write({"warranty": 24, "warranty_type": "month"})
        cls.lot = cls._new_lot(cls.serial_product, "SN-001")
        cls.env["stock.quant"]._update_available_quantity(
            cls.serial_product,
            cls.env.ref("stock.stock_location_stock"),
            1,
            lot_id=cls.lot,
        )
        cls.order = cls._new_order([(cls.serial_product, 1)])
        cls.picking = cls._deliver(cls.order, cls.lot)
        cls.customer.write(
            {
                "phone": "+98 21 555 0100",
                "street": "12 Harbour Street & Co",
                "street2": "2nd floor",
                "zip": "94102",
                "city": "San Francisco",
                "country_id": cls.env.ref("base.us").id,
            }
        )
        cls.ticket.write({"product_id": cls.serial_product.id, "lot_id": cls.lot.id})

    def _until(self, months=24):
        delivered = fields.Date.context_today(self.env["project.task"])
        return format_date(self.env, delivered + relativedelta(months=months))

    def test_technician_and_agent_see_product_serial_and_warranty(self):
        self.team.write({"use_product_repairs": False})
        task = self._plan()
        task.sudo().user_ids = self.technician
        for user in (self.technician, self.agent):
            with self.subTest(user.login):
                form = Form(task.with_user(user))
                self.assertEqual(form.visit_product, self.serial_product.display_name)
                self.assertEqual(form.visit_serial, "SN-001")
                self.assertEqual(
                    form.visit_warranty, f"Under warranty until {self._until()}"
                )
        # They have no rights on any of that.
        for record in (self.ticket, self.lot, self.picking):
            self.assertFalse(record.with_user(self.technician).has_access("read"))

    def test_warranty_in_plain_words(self):
        task = self._plan().with_user(self.technician)

        def warranty():
            self.env.invalidate_all()
            return task.visit_warranty

        self.picking.move_ids.date -= relativedelta(months=30)
        self.assertEqual(
            warranty(), f"No warranty any more: it ended on {self._until(-6)}"
        )
        self.serial_product.warranty = 0
        self.assertIn("has no warranty period", warranty())
        self.serial_product.warranty = 24
        self.ticket.lot_id = False
        self.assertEqual(
            warranty(), "Warranty unknown: the serial number is not known."
        )
        self.assertFalse(task.visit_serial)
        self.ticket.product_id = self.product
        self.product.warranty = 12
        self.assertIn("no delivery of Desk lamp", warranty())
        self.ticket.product_id = False
        self.assertFalse(warranty())
        self.assertFalse(task.visit_product)

    def test_warranty_whichever_company_is_looked_at(self):
        task = self._plan()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.technician.company_ids |= other
        task = task.with_user(self.technician)
        task = task.with_context(allowed_company_ids=[other.id, self.company.id])
        self.assertIn("Under warranty until", task.visit_warranty)

    def test_phone_is_of_who_is_there(self):
        task = self._plan(partner_id=self.contact).with_user(self.technician)
        self.assertEqual(task.visit_phone, "+98 21 555 0100")
        self.contact.phone = "+98 21 555 0101"
        self.assertEqual(task.visit_phone, "+98 21 555 0101")
        form = Form(task)
        form.visit_address_id = self.env["res.partner"].create(
            {
                "name": "Warehouse",
                "type": "delivery",
                "phone": "+98 21 555 0102",
                "parent_id": self.contact.id,
                "city": "Isfahan",
            }
        )
        # At once, not only when it is saved.
        self.assertEqual(form.visit_phone, "+98 21 555 0102")
        self.assertIn("Isfahan", form.visit_map_url)

    def test_map_finds_the_address(self):
        task = self._plan().with_user(self.technician)
        url = urlsplit(task.visit_map_url)
        self.assertEqual(url.scheme, "https")
        self.assertEqual(
            parse_qs(url.query),
            {"query": ["12 Harbour Street & Co, 94102 San Francisco, United States"]},
        )
        self.customer.write({"partner_latitude": 35.7, "partner_longitude": 51.4})
        self.env.invalidate_all()
        self.assertIn("mlat=35.7&mlon=51.4", task.visit_map_url)
        self.ticket.partner_id = self.other_customer
        self.assertFalse(self._plan().sudo().visit_map_url)

    def test_phone_and_map_are_links_in_both_forms(self):
        for user in (self.technician, self.agent):
            tasks = self.env["project.task"].with_user(user)
            arch = etree.fromstring(tasks.get_view(view_type="form")["arch"])
            for name, widget in (("visit_phone", "phone"), ("visit_map_url", "url")):
                with self.subTest(user=user.login, field=name):
                    (node,) = arch.xpath(f"//field[@name='{name}']")
                    self.assertEqual(node.get("widget"), widget)
            # Only then the widgets make a link of the text.
            for field in tasks.fields_get(FIELDS, ["readonly"]).values():
                self.assertTrue(field["readonly"])

    def test_other_tasks_show_nothing_of_it(self):
        office = self._new_project("Office move", is_fsm=False)
        task = self._new_task(project_id=office.id).with_user(self.technician)
        form = Form(task)
        for name in FIELDS:
            self.assertTrue(form._get_modifier(name, "invisible"), name)
            self.assertFalse(task[name])

    def test_nobody_reads_a_ticket_by_writing_it_into_a_form(self):
        closed = self._new_ticket(
            user_id=self.manager.id,
            partner_id=self.contact.id,
            product_id=self.serial_product.id,
            lot_id=self.lot.id,
        )
        spec = {name: {} for name in ("helpdesk_ticket_id", *FIELDS)}
        task = self._new_task()
        for user in (self.technician, self.project_manager, self.agent):
            forms = [self.env["project.task"]]
            if user != self.agent:
                forms.append(task)
            for form in forms:
                with self.subTest(user=user.login, task=form):
                    values = {"name": "x", "helpdesk_ticket_id": closed.id}
                    shown = form.with_user(user).onchange(
                        values, ["helpdesk_ticket_id"], spec
                    )
                    for name in FIELDS[:3]:
                        self.assertFalse(shown["value"].get(name), name)

    def test_portal_customers_read_none_of_it(self):
        buyer = self._new_user("buyer", "base.group_portal", partner_id=self.contact.id)
        task = self._plan(partner_id=self.contact).with_user(buyer)
        self.assertTrue(task.has_access("read"))
        for name in FIELDS + ("visit_warning",):
            with (
                self.subTest(name),
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_model", "odoo.orm.models"),
            ):
                task.read([name])

    # ------------------------------------------------------------------
    # The list of the ticket's tasks
    # ------------------------------------------------------------------

    def test_list_of_the_tickets_tasks_shows_date_technician_and_state(self):
        for hour in (9, 11):
            self._plan(visit_start=datetime(2027, 1, 5, hour))
        action = self.ticket.with_user(self.agent).action_view_fsm_tasks()
        self.assertEqual([kind for _id, kind in action["views"]][-1], "form")
        views = (
            self.env["project.task"]
            .with_user(self.agent)
            .get_views([*action["views"], action["search_view_id"]])["views"]
        )
        found = self.env["project.task"].with_user(self.agent).search(action["domain"])
        self.assertEqual(found, self.ticket.fsm_task_ids)
        self.assertEqual(action["mobile_view_mode"], "kanban")
        for kind in ("list", "kanban"):
            arch = etree.fromstring(views[kind]["arch"])
            for name in ("visit_start", "user_ids", "stage_id"):
                with self.subTest(kind=kind, field=name):
                    shown = arch.xpath(
                        f"//field[@name='{name}'][not(@optional='hide')]"
                        "[not(@column_invisible)][not(@invisible)]"
                    )
                    self.assertTrue(shown)
