# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let visits with a date begin in our stage for them, as in new databases."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    # What is theirs by now is not updated by itself; it may be deleted, too.
    stage = env.ref(
        "helpdesk_mgmt_after_sales.project_task_type_fsm_planned",
        raise_if_not_found=False,
    )
    if stage and not stage.fold and not stage.fsm_state:
        stage.fsm_planned = True
