# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_chatter import ChatterCommon


@tagged("post_install", "-at_install")
class TestReasonsDocuments(ChatterCommon):
    """The reason of a document: who reads it, who may set which, where it shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = cls.env["helpdesk.after.sales.reason"]
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.reason = cls.reasons.create({"name": "Broken", "fault": "customer"})
        coupons = cls.env["helpdesk.after.sales.service"].search(
            [("switch", "=", "use_coupons")]
        )
        cls.archived, cls.foreign, cls.of_coupons = cls.reasons.create(
            [
                {"name": "Archived", "active": False},
                {"name": "Foreign", "company_id": cls.other_company.id},
                {"name": "Of coupons", "service_ids": coupons.ids},
            ]
        )

    def test_users_of_the_app_set_one_that_fits(self):
        for document in self.made.values():
            with self.subTest(document._name):
                mine = document.with_user(self._of_app(document))
                mine.after_sales_reason_id = self.reason
                self.assertEqual(document.after_sales_reason_id, self.reason)
                mine.helpdesk_ticket_id = False
                self.assertFalse(document.after_sales_reason_id)

    def test_what_does_not_fit_is_refused(self):
        for document in self.made.values():
            mine = document.with_user(self._of_app(document))
            cases = [
                (self.archived.id, ValidationError, "is archived"),
                (self.foreign.id, AccessError, "no such reason for you"),
                (str(self.reason.id), AccessError, "no such reason for you"),
                (10**9, AccessError, "no such reason for you"),
            ]
            if document._name != "loyalty.card":
                cases.append((self.of_coupons.id, ValidationError, "is not one for"))
            for value, error, message in cases:
                with (
                    self.subTest(model=document._name, value=value),
                    self.assertRaisesRegex(error, message),
                    mute_logger("odoo.addons.base.models.ir_rule"),
                    self.env.cr.savepoint(),
                ):
                    mine.write({"after_sales_reason_id": value})
            with (
                self.subTest(document._name),
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                mine.browse().with_context(
                    default_after_sales_reason_id=self.foreign.id
                ).default_get(["after_sales_reason_id"])

    def test_of_no_ticket_none(self):
        for document in self.made.values():
            document.helpdesk_ticket_id = False
            with (
                self.subTest(document._name),
                self.assertRaisesRegex(ValidationError, "is of no ticket"),
            ):
                mine = document.with_user(self._of_app(document))
                mine.after_sales_reason_id = self.reason

    def test_plain_agents_read_it_and_write_nothing(self):
        for document in self.made.values():
            document.after_sales_reason_id = self.reason
            mine = document.with_user(self.agent)
            with self.subTest(document._name):
                self.assertEqual(mine.after_sales_reason_id.name, "Broken")
                with self.assertRaises(AccessError):
                    mine.after_sales_reason_id = self.of_coupons
                    self.env.flush_all()

    def test_customers_read_neither_reason_nor_fault(self):
        portal = self._new_user(
            "customer", "base.group_portal", partner_id=self.contact.id
        )
        refund = self.made["account.move"]
        refund.after_sales_reason_id = self.reason
        refund.message_subscribe(self.contact.ids)
        refund._portal_ensure_token()
        for document in self.made.values():
            mine = document.with_user(portal)
            with self.subTest(document._name):
                for name in ("after_sales_reason_id", "after_sales_reason_id.fault"):
                    with (
                        self.assertRaises(AccessError),
                        mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"),
                    ):
                        mine.search([(name, "!=", False)])
                self.assertNotIn("after_sales_reason_id", mine.fields_get())

    def test_it_shows_read_only_in_forms_beside_the_ticket(self):
        for document in self.made.values():
            for user in (self.agent, self._of_app(document)):
                arch = document.with_user(user).get_view(view_type="form")["arch"]
                path = "//field[@name='after_sales_reason_id'][not(ancestor::field)]"
                with self.subTest(model=document._name, user=user.login):
                    [node] = etree.fromstring(arch).xpath(path)
                    self.assertEqual(node.get("readonly"), "1")
                    self.assertIn("not after_sales_reason_id", node.get("invisible"))

    def test_documents_are_found_and_grouped_by_it(self):
        for document in self.made.values():
            document.after_sales_reason_id = self.reason
            documents = document.browse().with_user(self._of_app(document))
            arch = documents.get_view(view_type="search")["arch"]
            path = "//field[@name='after_sales_reason_id'] | //group/filter"
            nodes = etree.fromstring(arch).xpath(path)
            names = [node.get("name") for node in nodes]
            with self.subTest(document._name):
                self.assertIn("after_sales_reason_id", names)
                self.assertIn("group_by_after_sales_reason_id", names)
                domain = [("after_sales_reason_id", "ilike", "Broken")]
                self.assertEqual(documents.search(domain), document)
                [(reason, count)] = documents._read_group(
                    domain, ["after_sales_reason_id"], ["__count"]
                )
                self.assertEqual((reason.name, count), ("Broken", 1))

    def test_it_is_not_copied(self):
        for document in self.made.values():
            document.after_sales_reason_id = self.reason
            with self.subTest(document._name):
                [values] = document.copy_data()
                self.assertNotIn("after_sales_reason_id", values)

    def test_a_deleted_reason_leaves_the_documents(self):
        for document in self.made.values():
            document.after_sales_reason_id = self.reason
        self.env.flush_all()
        self.reason.with_user(self.manager).unlink()
        for document in self.made.values():
            document.invalidate_recordset()
            self.assertFalse(document.after_sales_reason_id)
