# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common_analysis import AnalysisCommon
from .common_queries import QueryCounter


@tagged("post_install", "-at_install")
class TestAnalysisDashboard(QueryCounter, AnalysisCommon):
    """Figures at a glance, each with the time before and the records behind it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What else is in the database is of no ticket, or of another time.
        cls.env.cr.execute("UPDATE stock_move SET date = '2020-01-01'")
        for name in (
            "account.move",
            "loyalty.card",
            "project.task",
            "repair.order",
            "stock.picking",
        ):
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET helpdesk_ticket_id = NULL",
                    SQL.identifier(cls.env[name]._table),
                )
            )
        cls.env.invalidate_all()
        order = cls._new_order([(cls.product, 10)])
        cls.delivery = cls._deliver(order)

    def _get(self, period="30_days", user=None):
        report = self.env["helpdesk.after.sales.report"]
        self.env.flush_all()
        user = user or self.manager
        return report.with_env(user.with_user(user).env).get_dashboard(period)

    def _figures(self, period="30_days"):
        return {figure["name"]: figure for figure in self._get(period)["figures"]}

    def test_nothing_was_done(self):
        shown = self._get()
        self.assertTrue(shown["empty"])
        self.assertFalse(shown["products"])
        self.assertEqual(
            [(x["value"], x["before"], x["trend"]) for x in shown["figures"]],
            [
                ("0", "0", "same"),
                ("0", "0", "same"),
                ("$\xa00.00", "$\xa00.00", "same"),
                ("0.0%", "–", "same"),
                ("–", "–", "same"),
            ],
        )

    def test_figures(self):
        self._refund({self.product: 2, self.serial_product: None})
        self._refund({self.product: 1, self.serial_product: None}, post=False)
        self._return(1)
        figures = self._figures()
        self.assertEqual(
            {name: figure["value"] for name, figure in figures.items()},
            {
                "documents": "3",
                "open": "1",
                "refunded": "$\xa0200.00",
                "return_rate": "10.0%",
                "days": "0.0 days",
            },
        )
        self.assertFalse(self._get()["empty"])
        for name, count in {"documents": 3, "open": 1}.items():
            # Behind the figure are the documents it counts.
            rows = self.env[figures[name]["model"]].with_user(self.manager)
            found = rows.search(figures[name]["domain"])
            self.assertEqual(len(set(found.mapped("document_count"))), count)

    def test_figures_open_with_what_they_show(self):
        self._refund({self.product: 2, self.serial_product: None})
        self._return(1)
        figures = self._figures()
        shown = {
            "documents": 2,
            "open": 0,
            "refunded": 200.0,
            "return_rate": 0.1,
            "days": 0.0,
        }
        self.assertEqual(set(shown), set(figures))
        for name, value in shown.items():
            figure = figures[name]
            report = self.env[figure["model"]].with_user(self.manager)
            described = report.fields_get(figure["measures"], ["aggregator"])
            aggregates = [f"{x}:{described[x]['aggregator']}" for x in described]
            [found] = report._read_group(figure["domain"], [], aggregates)
            first = list(described).index(figure["measures"][0])
            self.assertEqual(found[first] or 0, value, name)

    def test_figures_open_without_what_they_do_not_count(self):
        invoiced_only = self.env["product.product"].create(
            {"name": "Warranty card", "type": "service"}
        )
        self._new_invoice([(invoiced_only, 1)])
        self._refund({self.product: 2, self.serial_product: None})
        self._return(1)
        figures = self._figures()

        def find(name):
            report = self.env[figures[name]["model"]].with_user(self.manager)
            return report.search(figures[name]["domain"])

        self.assertEqual(set(find("refunded").mapped("service")), {"use_credit_notes"})
        self.assertIn(self.product, find("return_rate").product_id)
        self.assertNotIn(invoiced_only, find("return_rate").product_id)

    def test_before(self):
        self._return(1)
        before = fields.Datetime.subtract(fields.Datetime.now(), days=40)
        self.env.cr.execute(
            "UPDATE stock_picking SET create_date = %s, date_done = %s WHERE id = %s",
            [before, before, self.ticket.return_ids.id],
        )
        self.env.invalidate_all()
        figure = self._figures()["documents"]
        self.assertEqual(
            (figure["value"], figure["before"], figure["trend"]), ("0", "1", "down")
        )
        figure = self._figures("3_months")["documents"]
        self.assertEqual(
            (figure["value"], figure["before"], figure["trend"]), ("1", "0", "up")
        )

    def test_graphs(self):
        self._refund({self.product: 2, self.serial_product: None})
        self._make_coupon()
        graphs = self._get("12_months")["graphs"]
        self.assertEqual(len(graphs["labels"]), 13)
        self.assertEqual(graphs["amounts"], [0.0] * 12 + [200.0])
        self.assertEqual(
            graphs["documents"],
            [
                {"label": label, "data": [0] * 12 + [1]}
                for label in ("Refunds", "Coupons")
            ],
        )
        days = self._get()["graphs"]
        self.assertEqual(len(days["labels"]), 31)
        self.assertEqual(days["amounts"][-1], 200.0)

    def test_labels_are_in_the_readers_words(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.manager = self.manager.with_context(lang="fa_IR")
        for period in ("30_days", "3_months"):
            label = self._get(period)["graphs"]["labels"][-1]
            self.assertTrue(set(label) & set("ابتدرنمهو"), label)

    def test_products(self):
        self._return(1)
        other = self._new_product("Kettle of dashboards")
        self._put_in_stock(other, 10)
        delivery = self._deliver(self._new_order([(other, 2)]))
        self._return(1, delivery=delivery)
        products = self._get()["products"]
        self.assertEqual(
            [(x["name"], x["delivered"], x["returned"], x["rate"]) for x in products],
            [
                (other.display_name, "2", "1", "50.0%"),
                (self.product.display_name, "10", "1", "10.0%"),
            ],
        )
        rows = self.env["helpdesk.after.sales.product.report"].with_user(self.manager)
        found = rows.search(products[0]["domain"])
        self.assertEqual(found.product_id, other)

    # ------------------------------------------------------------------
    # Who asks, and for what
    # ------------------------------------------------------------------

    def test_only_managers(self):
        for user in (self.agent, self.agent_team, self.agent_all, self.outsider):
            with self.assertRaises(AccessError):
                self._get(user=user)

    def test_bad_period(self):
        for period in (None, False, 7, "7_days", [], {}, ["30_days"], "", 30.5):
            with (
                self.subTest(period=period),
                self.assertRaisesRegex(UserError, "Choose 30 days, 3 months"),
            ):
                self._get(period)

    def test_another_companys_are_not_counted(self):
        self._return(1)
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertTrue(self._get()["empty"])

    def test_costs_the_same_for_many(self):
        counts = []
        for __ in range(2):
            self._make_coupon()
            self._return(1)
            self._get()
            __, count = self._count(self._get)
            counts.append(count)
        few, many = counts
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 30)
