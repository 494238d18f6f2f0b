# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL

# Those whose link to a ticket a popup sets.
TABLES = {
    "account_move": "account.move",
    "loyalty_card": "loyalty.card",
    "project_task": "project.task",
    "repair_order": "repair.order",
    "stock_picking": "stock.picking",
}


def migrate(cr, version):
    """Know which documents popups made from their tickets: these can be undone.

    A popup logs its document on the ticket in the transaction that makes it; what was
    linked later is logged nowhere.
    """
    for table, model in TABLES.items():
        cr.execute(
            SQL(
                """
                UPDATE %s document SET helpdesk_is_made = TRUE
                WHERE document.helpdesk_ticket_id IS NOT NULL AND EXISTS (
                    SELECT FROM mail_message message
                    WHERE message.model = 'helpdesk.ticket'
                        AND message.res_id = document.helpdesk_ticket_id
                        AND message.create_date = document.create_date
                        AND message.body LIKE
                            '%%data-oe-model="' || %s || '" data-oe-id="'
                            || document.id || '"%%'
                )
                """,
                SQL.identifier(table),
                model,
            )
        )
