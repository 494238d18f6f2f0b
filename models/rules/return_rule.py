# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Until when a product is taken back; no models."""

from datetime import date, timedelta
from typing import NamedTuple

import pytz

from odoo import fields, models

from ..helpdesk_after_sales_date import format_date


class ReturnRule(NamedTuple):
    """What holds for the return of a product."""

    # 0: no window, it is taken back at any time.
    days: int = 0
    # It is not taken back at all.
    is_final: bool = False
    # The product, category or company that says so, in superuser mode; None without
    # a rule.
    source: models.BaseModel | None = None

    def get_last_day(self, delivered_on, zone):
        """Return the last day on which the product may be returned.

        :param datetime delivered_on: when it was delivered, in UTC
        :param zone: the time zone whose days count, see :func:`get_zone`
        :return: None without a window, and for what is not taken back at all
        :rtype: date or None
        """
        if self.is_final or self.days <= 0 or not delivered_on:
            return None
        try:
            return get_day(delivered_on, zone) + timedelta(days=self.days)
        except OverflowError:
            # Any number can be entered; this one leads beyond the last day there is.
            return date.max

    def get_late(self, delivered_on, zone):
        """Return by how much a delivery is beyond this rule today.

        :param datetime delivered_on: when it was delivered, in UTC
        :param zone: the time zone whose days count, see :func:`get_zone`
        :return: None for what may still be returned
        :rtype: ReturnLate or None
        """
        if self.is_final:
            return ReturnLate(None, 0, True, self)
        last_day = self.get_last_day(delivered_on, zone)
        if not last_day:
            return None
        days_over = (get_day(fields.Datetime.now(), zone) - last_day).days
        if days_over <= 0:
            return None
        return ReturnLate(last_day, days_over, False, self)


class ReturnLate(NamedTuple):
    """How a delivery is beyond its rule."""

    # None for what is not taken back at all.
    last_day: date | None
    days_over: int
    is_final: bool
    rule: ReturnRule

    def get_reason(self, env):
        """Say it in one sentence: "Returnable until 3 Nov: 21 days over".

        :param env: the environment of who reads it
        :rtype: str
        """
        if self.is_final:
            name = self.rule.source.display_name
            if self.rule.source._name == "product.category":
                return env._(
                    "Final sale: what is of the category %(category)s is not taken "
                    "back",
                    category=name,
                )
            return env._("Final sale: %(product)s is not taken back", product=name)
        last_day = format_date(env, self.last_day)
        if self.days_over == 1:
            return env._("Returnable until %(day)s: 1 day over", day=last_day)
        return env._(
            "Returnable until %(day)s: %(days)s days over",
            day=last_day,
            days=self.days_over,
        )


def get_zone(company, partner):
    """Return the time zone in which the days of a customer count.

    :param company: the company that sold, in superuser mode
    :param partner: the customer, or one of their contacts, in superuser mode
    :return: the customer's, else the company's, else UTC
    """
    for name in (
        partner.tz,
        partner.commercial_partner_id.tz,
        company.partner_id.tz,
        company.resource_calendar_id.tz,
    ):
        if name in pytz.all_timezones_set:
            return pytz.timezone(name)
    return pytz.utc


def get_day(moment, zone):
    """Return the day of a time in UTC, in a time zone.

    :param datetime moment: in UTC
    :param zone: a time zone
    :rtype: date
    """
    return pytz.utc.localize(moment).astimezone(zone).date()
