# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_amount, formatLang

from ..helpdesk_after_sales_date import format_period
from ..helpdesk_after_sales_rows import OPEN_STATES

MANAGERS = "helpdesk_mgmt.group_helpdesk_manager"
PRODUCT_REPORT = "helpdesk.after.sales.product.report"
MOST_PRODUCTS = 10
# So PostgreSQL does not look at the invoices: they say neither.
GOODS = Domain("delivered_quantity", ">", 0) | Domain("returned_quantity", ">", 0)

# "!=" would find those without an amount, too.
REFUNDS = Domain("refunded_amount", ">", 0) | Domain("refunded_amount", "<", 0)


class Period(NamedTuple):
    """A time to look back at, and how its graphs are divided."""

    length: relativedelta
    step: str
    label_format: str


PERIODS = {
    "30_days": Period(relativedelta(days=30), "day", "d MMM"),
    "3_months": Period(relativedelta(months=3), "month", "MMM yyyy"),
    "12_months": Period(relativedelta(months=12), "month", "MMM yyyy"),
}
# What the analysis shows behind a figure; in its graph the first.
MEASURES = {
    "documents": ["document_count"],
    "open": ["document_count"],
    "refunded": ["refunded_amount", "document_count"],
    "return_rate": ["return_rate", "returned_quantity", "delivered_quantity"],
    "days": ["days_to_end", "document_count"],
}
STEPS = {"day": relativedelta(days=1), "month": relativedelta(months=1)}


class HelpdeskAfterSalesReport(models.Model):
    """What managers look at first: how much of it there is, and of which products."""

    _inherit = "helpdesk.after.sales.report"

    @api.model
    @api.readonly
    def get_dashboard(self, period):
        """Return the dashboard's figures, graphs and products.

        All texts are formatted for the user; each figure and product comes with the
        records behind it.

        :param str period: "30_days", "3_months" or "12_months", until now
        :rtype: dict
        :raise AccessError: if the user is no manager of Helpdesk
        :raise UserError: if there is no such period
        """
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._("Only managers of Helpdesk may see the dashboard.")
            )
        if not isinstance(period, str) or period not in PERIODS:
            raise UserError(
                self.env._("Choose 30 days, 3 months or 12 months for the dashboard.")
            )
        # What is done in this very second counts, too.
        end = fields.Datetime.add(fields.Datetime.now(), seconds=1)
        start = end - PERIODS[period].length
        before = start - PERIODS[period].length
        figures = self._dashboard_get_figures(start, end)
        earlier = self._dashboard_get_figures(before, start)
        return {
            "figures": self._dashboard_describe_figures(figures, earlier, start, end),
            "graphs": self._dashboard_get_graphs(PERIODS[period], start, end),
            "products": self._dashboard_get_products(start, end),
            "empty": not figures["documents"] and not figures["ended"],
        }

    @api.model
    def _dashboard_get_domain(self, field_name, start, end):
        """Return what lies between two times, in a form that clients understand.

        :rtype: list
        """
        return [
            (field_name, ">=", fields.Datetime.to_string(start)),
            (field_name, "<", fields.Datetime.to_string(end)),
        ]

    @api.model
    def _dashboard_get_figures(self, start, end):
        """Return the figures of a time, as numbers; None where there is none.

        :rtype: dict
        """
        made = self._dashboard_get_domain("date", start, end)
        ended = self._dashboard_get_domain("date_end", start, end)
        counts = dict(
            self._read_group(made, ["state"], ["document_count:count_distinct"])
        )
        [(refunded, days, ended_count)] = self._read_group(
            ended,
            aggregates=[
                "refunded_amount:sum_currency",
                "days_to_end:avg",
                "document_count:count_distinct",
            ],
        )
        [(rate, delivered)] = self.env[PRODUCT_REPORT]._read_group(
            Domain(made) & GOODS,
            aggregates=["return_rate:avg", "delivered_quantity:sum"],
        )
        return {
            "documents": sum(counts.values()),
            "open": counts.get("draft", 0) + counts.get("open", 0),
            "refunded": refunded or 0.0,
            "return_rate": rate if delivered else None,
            "days": days if ended_count else None,
            "ended": ended_count,
        }

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    @api.model
    def _dashboard_describe_figures(self, figures, earlier, start, end):
        """Return five figures as texts, with those of the time before.

        :param dict figures: see :meth:`_dashboard_get_figures`
        :param dict earlier: those of the time before
        :rtype: list[dict]
        """
        made = self._dashboard_get_domain("date", start, end)
        ended = self._dashboard_get_domain("date_end", start, end)
        still_open = Domain(made) & Domain("state", "in", OPEN_STATES)
        refunds = Domain(ended) & REFUNDS
        goods = Domain(made) & GOODS
        currency = self.env.company.currency_id

        def count(value):
            return formatLang(self.env, value, digits=0)

        def money(value):
            return format_amount(self.env, value, currency)

        def days(value):
            return self.env._("%(days)s days", days=formatLang(self.env, value, 1))

        described = [
            ("documents", self.env._("Documents made"), count, made),
            ("open", self.env._("Still open"), count, list(still_open)),
            ("refunded", self.env._("Refunded"), money, list(refunds)),
            (
                "return_rate",
                self.env._("Return rate"),
                self._dashboard_percent,
                list(goods),
            ),
            ("days", self.env._("From ticket to end"), days, ended),
        ]
        return [
            {
                "name": name,
                "label": label,
                "value": self._dashboard_describe(describe, figures[name]),
                "before": self._dashboard_describe(describe, earlier[name]),
                "trend": self._dashboard_get_trend(figures[name], earlier[name]),
                "model": PRODUCT_REPORT if name == "return_rate" else self._name,
                "domain": domain,
                "measures": MEASURES[name],
            }
            for name, label, describe, domain in described
        ]

    @api.model
    def _dashboard_describe(self, describe, value):
        return "–" if value is None else describe(value)

    @api.model
    def _dashboard_percent(self, value):
        return f"{formatLang(self.env, value * 100, 1)}%"

    @api.model
    def _dashboard_get_trend(self, now, before):
        if now is None or before is None or now == before:
            return "same"
        return "up" if now > before else "down"

    # ------------------------------------------------------------------
    # Graphs
    # ------------------------------------------------------------------

    @api.model
    def _dashboard_get_graphs(self, period, start, end):
        """Return two graphs, with each day or month, also where nothing happened.

        :rtype: dict
        """
        step = period.step
        local = fields.Datetime.context_timestamp
        day, last = (local(self, x).date() for x in (start, end))
        if step == "month":
            day = day.replace(day=1)
        days = []
        while day <= last:
            days.append(day)
            day += STEPS[step]
        documents = defaultdict(dict)
        for time, service, count in self._read_group(
            self._dashboard_get_domain("date", start, end),
            [f"date:{step}", "service"],
            ["document_count:count_distinct"],
        ):
            documents[service][time.date()] = count
        amounts = {
            time.date(): amount
            for time, amount in self._read_group(
                self._dashboard_get_domain("date_end", start, end),
                [f"date_end:{step}"],
                ["refunded_amount:sum_currency"],
            )
        }
        return {
            "labels": [self._dashboard_label(period, day) for day in days],
            "documents": [
                {
                    "label": label,
                    "data": [documents[service].get(day, 0) for day in days],
                }
                for service, label in self._selection_service()
                if service in documents
            ],
            "amounts": [amounts.get(day) or 0.0 for day in days],
            "currency_id": self.env.company.currency_id.id,
        }

    @api.model
    def _dashboard_label(self, period, day):
        return format_period(self.env, day, period.step, period.label_format)

    # ------------------------------------------------------------------
    # Products
    # ------------------------------------------------------------------

    @api.model
    def _dashboard_get_products(self, start, end):
        """Return the products that come back most often.

        :rtype: list[dict]
        """
        made = self._dashboard_get_domain("date", start, end)
        groups = self.env[PRODUCT_REPORT]._read_group(
            Domain(made) & GOODS,
            ["product_id"],
            ["delivered_quantity:sum", "returned_quantity:sum", "return_rate:avg"],
            having=[("returned_quantity:sum", ">", 0)],
            order="return_rate:avg DESC NULLS LAST, product_id",
            limit=MOST_PRODUCTS,
        )
        return [
            {
                "id": product.id,
                "name": product.display_name,
                "delivered": formatLang(self.env, delivered or 0.0, digits=0),
                "returned": formatLang(self.env, returned, digits=0),
                # Of what was delivered earlier alone there is no rate.
                "rate": self._dashboard_describe(
                    self._dashboard_percent, rate if delivered else None
                ),
                "domain": [*made, ("product_id", "=", product.id)],
            }
            for product, delivered, returned, rate in groups
        ]
