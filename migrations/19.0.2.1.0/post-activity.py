# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let nobody but their reviewer and Accounting close the checks that wait.

    The agents who made the refunds were their makers.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """
        UPDATE mail_activity activity
        SET create_uid = %s, activity_type_id = %s
        FROM account_move move
        WHERE activity.res_model = 'account.move'
            AND activity.res_id = move.id
            AND activity.automated
            AND move.helpdesk_ticket_id IS NOT NULL
            AND move.move_type = 'out_refund'
            AND activity.activity_type_id = %s
            AND activity.create_uid = move.create_uid
        """,
        (
            SUPERUSER_ID,
            env.ref("helpdesk_mgmt_after_sales.mail_activity_type_refund_check").id,
            env.ref("mail.mail_activity_data_todo").id,
        ),
    )
