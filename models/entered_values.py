# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether a value that a client sends is one for its field, and none that overflows."""

import base64
import binascii
import math
from datetime import date

from odoo import fields

# With these nothing that is computed from them overflows.
MAX_INTEGER = 2**31 - 1
MAX_FLOAT = 10**12
YEARS = range(1900, 2201)


def is_usable(env, field, value):
    """Whether a field takes a value: number, date, text, choice, or nothing.

    :param env: the environment, for choices that it tells
    :param field: a field, not relational
    :param value: as it came, by JSON mostly
    :rtype: bool
    """
    if value is None or value is False:
        return True
    if field.type == "selection":
        return isinstance(value, str) and value in field.get_values(env)
    if field.type == "binary" and not field.store:
        # The server's own, that the web client sends back.
        return not isinstance(value, str) or is_text(value)
    check = CHECKS.get(field.type)
    return not check or check(value)


def is_id(value):
    """Whether a value may be the id of a record.

    :rtype: bool
    """
    return is_integer(value) and value > 0


def is_integer(value):
    # True is an int, too.
    return type(value) is int and abs(value) <= MAX_INTEGER


def is_float(value):
    return type(value) in (int, float) and (
        math.isfinite(value) and abs(value) <= MAX_FLOAT
    )


def is_boolean(value):
    return type(value) in (bool, int)


def is_text(value):
    # Neither does PostgreSQL take a NUL, nor UTF-8 half a character.
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_date(value):
    if not isinstance(value, str | date):
        return False
    try:
        value = fields.Datetime.to_datetime(value)
    except ValueError:
        return False
    return bool(value) and value.year in YEARS


def is_file(value):
    if not isinstance(value, str | bytes):
        return False
    try:
        base64.b64decode(value)
    except (binascii.Error, ValueError):
        return False
    return True


CHECKS = {
    "binary": is_file,
    "boolean": is_boolean,
    "char": is_text,
    "date": is_date,
    "datetime": is_date,
    "float": is_float,
    "html": is_text,
    "image": is_file,
    "integer": is_integer,
    "monetary": is_float,
    "text": is_text,
}
