# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tools import mute_logger

ADDON = "helpdesk_mgmt_after_sales"
# Of all wrong kinds, whatever the field.
MALFORMED = (
    None,
    True,
    [],
    {},
    "x",
    "\0",
    "\ud800",
    -1,
    10**30,
    1e308,
    float("nan"),
    float("-inf"),
    "9999-12-31",
    "9999-12-31 23:59:59",
    [None],
    [[6, 0, None]],
    [[0, 0, None]],
    [[[[1]]]],
    [{"id": None}],
)


class MalformedCase:
    """Whatever a client sends, it gets an answer for people."""

    def _try(self, *calls):
        """Call as RPC does; only errors that are for people may come out.

        :param calls: functions
        """
        for call in calls:
            with (
                # Of what is missing Odoo makes an error for people itself.
                suppress(UserError, IntegrityError),
                mute_logger(
                    "odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_rule"
                ),
                self.env.cr.savepoint(),
            ):
                call()
                self.env.flush_all()
