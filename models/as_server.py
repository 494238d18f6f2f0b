# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID


def as_server(records):
    """Return records as the superuser, with nothing of the user but their language.

    For what follows by itself from what a user does: it is neither theirs to choose,
    nor has what they sent along any part in it.

    :param records: records of any model
    :rtype: recordset
    """
    context = {
        key: value
        for key, value in records.env.context.items()
        if key in ("lang", "tz")
    }
    return records.with_user(SUPERUSER_ID).with_context(context)
