# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from psycopg2 import InterfaceError, OperationalError

from odoo import SUPERUSER_ID
from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError

_logger = logging.getLogger(__name__)


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


def try_out(env, carry_out, flush=True):
    """Carry out what follows from what a user does, which stands if it fails.

    :param env: environment of the records it is done with
    :param carry_out: function that does it, writes it to the database, and raises
        UserError if it cannot be done
    :param bool flush: whether what the user did is told before, as any savepoint has
        it. If not, ``carry_out`` discards what is tracked of what is not kept.
    :return: the reason why it could not be done, and nothing of it is kept then
    :rtype: str
    """
    # What the user's own work still has to write is not to be rolled back.
    env.flush_all()
    try:
        with env.cr.savepoint(flush=flush):
            carry_out()
        return ""
    except (UserError, RedirectWarning) as error:
        reason = error.args[0]
    except (OperationalError, InterfaceError, ConcurrencyError):
        # Of two at once one is run anew, or the database is away.
        raise
    except Exception as error:
        # Another addon's, say: what the user did is done all the same.
        _logger.exception("What was to follow failed")
        reason = env._(
            "An unexpected error occurred: %(error)s. Try again, or show it to your "
            "administrator.",
            # Of a database's error the rest are values of the row.
            error=f"{type(error).__name__} {error}".strip().split("\n")[0],
        )
    env.transaction.clear()
    return reason
