# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_reasons import NoReasonCommon


@tagged("post_install", "-at_install")
class TestReasonsModel(NoReasonCommon):
    """Reasons and services as records: what they say, who reads and writes them."""

    def test_every_service_of_the_registry_has_one_record(self):
        switches = list(self.ticket._after_sales_services())
        self.assertCountEqual(self.services.search([]).mapped("switch"), switches)
        for service in self.services.search([]):
            [external_id] = service.get_external_id().values()
            self.assertTrue(external_id, service.switch)

    def test_a_service_is_called_what_its_switch_is(self):
        refunds = self.services.search([("switch", "=", "use_credit_notes")])
        self.assertEqual(refunds.display_name, "Refunds")
        self.env["res.lang"]._activate_lang("fa_IR")
        field = self.env["ir.model.fields"]._get(self.team._name, "use_credit_notes")
        field.with_context(lang="fa_IR").field_description = "بازپرداخت‌ها"
        self.assertEqual(refunds.with_context(lang="fa_IR").name, "بازپرداخت‌ها")
        gone = self.services.create({"switch": "use_gone"})
        self.assertEqual(gone.name, "use_gone")

    def test_services_are_found_by_their_name(self):
        refunds = self.services.search([("switch", "=", "use_credit_notes")])
        for domain in (
            [("name", "ilike", "refu")],
            [("name", "=", "Refunds")],
            [("name", "in", ["Refunds", "x"])],
        ):
            with self.subTest(domain):
                self.assertEqual(self.services.search(domain), refunds)
        agent = self.services.with_user(self.agent)
        self.assertEqual(agent.name_search("refu"), [(refunds.id, "Refunds")])

    def test_a_service_has_one_record_only(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.services.create({"switch": "use_credit_notes"})

    def test_the_name_is_enough(self):
        reason = self.reasons.with_user(self.manager).create({"name": "Broken"})
        for switch in self.ticket._after_sales_services():
            ids = self.reasons._get_fitting_ids(switch, self.company.id)
            self.assertEqual(ids, (reason.id,), switch)

    def test_which_fit(self):
        refunds = self.services.search([("switch", "=", "use_credit_notes")])
        wide, narrow, foreign, gone = self.reasons.create(
            [
                {"name": "Wide", "sequence": 2, "company_id": self.company.id},
                {
                    "name": "Narrow",
                    "sequence": 1,
                    "service_ids": [Command.set(refunds.ids)],
                },
                {"name": "Foreign", "company_id": self.other_company.id},
                {"name": "Gone", "active": False},
            ]
        )

        def fitting(switch, company=self.company):
            ids = self.reasons._get_fitting_ids(switch, company.id)
            return self.reasons.browse(ids)

        self.assertEqual(fitting("use_credit_notes").ids, (narrow + wide).ids)
        self.assertEqual(fitting("use_coupons"), wide)
        self.assertEqual(fitting("use_coupons", self.other_company), foreign)
        gone.active = True
        self.assertEqual(fitting("use_coupons"), wide + gone)
        narrow.unlink()
        self.assertEqual(fitting("use_credit_notes"), wide + gone)

    def test_managers_write_all_employees_read(self):
        reason = self.reasons.create({"name": "Broken"})
        foreign = self.reasons.create(
            {"name": "Foreign", "company_id": self.other_company.id}
        )
        service = self.services.search([], limit=1)
        for user in (self.agent, self.agent_all, self.outsider):
            with self.subTest(user.login):
                self.assertEqual(reason.with_user(user).name, "Broken")
                self.assertTrue(service.with_user(user).name)
                self.assertFalse(foreign.with_user(user).has_access("read"))
                for record in (reason, service):
                    for operation in ("write", "create", "unlink"):
                        self.assertFalse(record.with_user(user).has_access(operation))
        managed = reason.with_user(self.manager)
        managed.write({"name": "Worn", "fault": "us"})
        managed.unlink()
        self.assertFalse(service.with_user(self.manager).has_access("write"))
        self.assertFalse(foreign.with_user(self.manager).has_access("write"))

    def test_customers_read_none(self):
        reason = self.reasons.create({"name": "Broken", "fault": "customer"})
        portal = self._new_user("customer", "base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                reason.with_user(user).read(["fault"])

    def test_a_dozen_come_with_it_for_every_service(self):
        reasons = self.reasons.with_context(active_test=False).search(
            [("company_id", "=", False)]
        )
        data = reasons.filtered(
            lambda x: x.get_external_id()[x.id].startswith("helpdesk_mgmt_after_sales.")
        )
        self.assertGreaterEqual(len(data), 12)
        switches = data.service_ids.mapped("switch")
        self.assertEqual(set(switches), set(self.ticket._after_sales_services()))
