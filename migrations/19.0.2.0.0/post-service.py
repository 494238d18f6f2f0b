# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Say of the documents there are which service made them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in env.registry.descendants(["helpdesk.after.sales.mixin"], "_inherit"):
        documents = env[name]
        if documents._abstract:
            continue
        cr.execute(
            SQL(
                "UPDATE %s SET helpdesk_service = %s"
                " WHERE helpdesk_ticket_id IS NOT NULL AND helpdesk_service IS NULL",
                SQL.identifier(documents._table),
                documents._after_sales_service,
            )
        )
