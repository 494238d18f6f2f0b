# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import tagged

from .common_queries import QueryCounter
from .common_reasons import ReasonCommon

ROWS = ("helpdesk.after.sales.document", "helpdesk.after.sales.report")


@tagged("post_install", "-at_install")
class TestReasonsAnalysis(QueryCounter, ReasonCommon):
    """Why what was done: in the overview, the analysis, and on paper."""

    def _make_all(self, reason=None, switches=None):
        """Make a document of every service by its popup."""
        made = []
        for switch in switches or self.switches:
            form = self._open_popup(switch)
            form.after_sales_reason_id = reason or self.broken
            made.append(self._press_popup(switch, form.save()))
        return made

    def test_rows_of_every_service_say_it(self):
        self._make_all()
        ours = [("ticket_id", "=", self.ticket.id)]
        for name in ROWS:
            rows = self.env[name].with_user(self.agent).search(ours)
            with self.subTest(name):
                self.assertEqual(set(rows.mapped("service")), set(self.switches))
                self.assertEqual(rows.reason_id, self.broken)
                self.assertEqual(set(rows.mapped("fault")), {"product"})
                self.assertTrue(all(row.reason_id for row in rows))

    def test_grouped_by_reason_and_fault(self):
        worn = self._new_reason("Worn", fault="customer")
        self._make_all()
        self._make_all(worn, ["use_coupons", "use_fsm"])
        self._press_popup("use_coupons", self._open_popup("use_coupons").save())
        domain = [
            ("ticket_id", "=", self.ticket.id),
            ("service", "in", ("use_coupons", "use_fsm")),
        ]
        for name in ROWS:
            rows = self.env[name].with_user(self.agent)
            with self.subTest(name):
                groups = rows.formatted_read_group(domain, ["reason_id"], ["__count"])
                self.assertEqual(
                    {
                        x["reason_id"] and x["reason_id"][1]: x["__count"]
                        for x in groups
                    },
                    {"Broken": 2, "Worn": 2, False: 1},
                )
                groups = rows._read_group(domain, ["fault"], ["__count"])
                self.assertEqual(dict(groups), {"product": 2, "customer": 2, False: 1})
                found = rows.search([*domain, ("reason_id", "ilike", "worn")])
                self.assertEqual(set(found.mapped("fault")), {"customer"})
                labels = dict(rows.fields_get(["fault"])["fault"]["selection"])
                self.assertEqual(labels["us"], "We")
                arch = rows.get_view(view_type="search")["arch"]
                contexts = etree.fromstring(arch).xpath("//group/filter/@context")
                for group in ("reason_id", "fault"):
                    self.assertIn(f"{{'group_by': '{group}'}}", contexts)

    def test_the_tab_of_the_ticket_says_it(self):
        """In one query more for each model of documents, however many there are."""
        ticket = self.ticket.with_user(self.agent)
        made = self._make_all()
        for reason in (False, *(self._new_reason(f"Reason {x}") for x in range(3))):
            form = self._open_popup("use_coupons")
            form.after_sales_reason_id = reason or self.reasons
            made.append(self._press_popup("use_coupons", form.save()))
        ticket.after_sales_get_overview()  # fills the caches of the process
        overview, many = self._count(ticket.after_sales_get_overview)
        self.assertCountEqual(
            [line["reason"] for line in overview["documents"]],
            ["Broken"] * len(self.switches) + ["", "Reason 0", "Reason 1", "Reason 2"],
        )
        for document in made:
            document.after_sales_reason_id = False
        __, none = self._count(ticket.after_sales_get_overview)
        self.assertLessEqual(many, none + len(self.switches))

    def test_printed_only_where_wished(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.broken.with_context(lang="fa_IR").name = "خراب"
        made = self._make_all()
        credit_note, back = (
            next(x for x in made if x._name == name)
            for name in ("account.move", "stock.picking")
        )
        reports = self.env["ir.actions.report"].with_user(self.agent)
        accountant = self.env["ir.actions.report"].with_user(self.accountant)

        def print_both():
            slip, __ = reports._render_qweb_html(
                "helpdesk_mgmt_after_sales.report_return_slip", back.ids
            )
            note, __ = accountant._render_qweb_html(
                "account.report_invoice", credit_note.ids
            )
            return slip.decode(), note.decode()

        for page in print_both():
            self.assertNotIn("Broken", page)
        self.broken.print_on_documents = True
        for page in print_both():
            self.assertIn("Broken", page)
            self.assertNotIn("product", page.lower().split("broken")[1][:40])
        self.customer.lang = "fa_IR"
        for page in print_both():
            self.assertIn("خراب", page)

    def test_customers_print_it_too(self):
        self.broken.print_on_documents = True
        [credit_note] = [x for x in self._make_all() if x._name == "account.move"]
        credit_note.action_post()
        portal = self._new_user(
            "customer", "base.group_portal", partner_id=self.contact.id
        )
        reports = self.env["ir.actions.report"].with_user(portal).sudo()
        html, __ = reports._render_qweb_html("account.report_invoice", credit_note.ids)
        self.assertIn("Broken", html.decode())
