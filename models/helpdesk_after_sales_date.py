# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Dates in our sentences and figures, as those beside them are."""

import pytz

from odoo import fields, tools
from odoo.tools import SQL

PERSIAN_MONTHS = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)

# Python's count of days plus the first begins a cycle of that calendar, in the second.
EPOCH, CYCLE_YEAR = 6_495, -638


def format_date(env, value):
    """Return a date as the web client shows it to the user.

    Browsers show Persian users the solar Hijri calendar, where Odoo's own function
    writes the Gregorian one: both would stand on one screen.

    :param env: environment of who reads it
    :param value: a date
    :rtype: str
    """
    if value and (env.lang or "").startswith("fa"):
        year, month, day = to_solar_hijri(value)
        return f"{day} {PERSIAN_MONTHS[month - 1]} {year}"
    return tools.format_date(env, value)


def format_weekday(env, value):
    """Return the name of a date's day of the week, in the language of the context.

    :param env: environment of who reads it
    :param value: a date
    :rtype: str
    """
    return tools.format_date(env, value, date_format="EEEE")


def format_day(record, value):
    """Return the day of a time as the web client shows it to the user.

    :param record: any record, whose environment is that of who reads it
    :param value: a datetime in UTC, or nothing
    :return: in the user's time zone, language and calendar; nothing without a time
    :rtype: str
    """
    if not value:
        return ""
    local = fields.Datetime.context_timestamp(record, value)
    return format_date(record.env, local.date())


def format_moment(record, value):
    """Return the day and the minute of a time as the web client shows it to the user.

    :param record: any record, whose environment is that of who reads it
    :param value: a datetime in UTC, or nothing
    :return: in the user's time zone, language and calendar; nothing without a time
    :rtype: str
    """
    if not value:
        return ""
    local = fields.Datetime.context_timestamp(record, value)
    return f"{format_date(record.env, local.date())} {local:%H:%M}"


def format_period(env, value, step, pattern):
    """Return what stands below a day, or a month, of a graph.

    Days are in the calendar of the web client's dates. Its groups by month are
    Gregorian for everybody: so are ours.

    :param env: environment of who reads it
    :param value: a date, the first of the period
    :param str step: 'day' or 'month'
    :param str pattern: of a Gregorian date, as Babel has it
    :rtype: str
    """
    if step == "day" and (env.lang or "").startswith("fa"):
        __, month, day = to_solar_hijri(value)
        return f"{day} {PERSIAN_MONTHS[month - 1]}"
    return tools.format_date(env, value, date_format=pattern)


def get_midnight(env, day):
    """Return when a day begins for who reads it, in UTC, as an SQL expression.

    In the time zone of the context and no other: in it the client shows times, and Odoo
    groups them.

    :param env: environment of who reads it
    :param SQL day: a date
    :rtype: SQL
    """
    zone = env.context.get("tz")
    if not isinstance(zone, str) or zone not in pytz.all_timezones_set:
        zone = "UTC"
    return SQL("timezone('UTC', timezone(%s, (%s)::timestamp))", zone, day)


def to_solar_hijri(value):
    """Return a date's year, month and day in the calendar of Iran.

    By its cycle of 33 years with 8 leap years, which agrees with the browsers' from
    1940 to 2089.

    :param value: a date
    :rtype: tuple[int, int, int]
    """
    cycles, days = divmod(value.toordinal() + EPOCH, 33 * 365 + 8)
    fours, days = divmod(days, 4 * 365 + 1)
    year = CYCLE_YEAR + 33 * cycles + 4 * fours
    # Of four years the first is the long one.
    if days > 365:
        years, days = divmod(days - 1, 365)
        year += years
    if days < 6 * 31:
        return year, days // 31 + 1, days % 31 + 1
    month, day = divmod(days - 6 * 31, 30)
    return year, month + 7, day + 1
