# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How much a customer may send within an hour; no models.

All contacts of a company count together: a link by mail may be anybody's.
"""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .request_files import MEGABYTE

MOST_REQUESTS = 20
MOST_BYTES = 200 * MEGABYTE


def check_bounds(customer, size=0):
    """Check that a customer may send one more request, or files.

    Two at once are counted one after the other.

    :param customer: the company or person, a ``res.partner`` in superuser mode
    :param int size: how many bytes are to be added
    :raise UserError: if it is too much for this hour
    """
    customer._after_sales_lock_rows()
    env = customer.env
    since = fields.Datetime.now() - timedelta(hours=1)
    requests = env["helpdesk.after.sales.request"]
    recent = [("customer_id", "=", customer.id), ("changed_on", ">", since)]
    [(count, total)] = requests._read_group(
        recent, aggregates=["__count", "file_bytes:sum"]
    )
    if count >= MOST_REQUESTS or (total or 0) + size > MOST_BYTES:
        raise UserError(
            env._(
                "That is more than we can take in an hour. Please wait a little, and "
                "send it then."
            )
        )
