# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)

TEMPLATE = "helpdesk_mgmt_after_sales.mail_template_coupon"
DATA = "helpdesk_mgmt_after_sales/data/coupons/mail_template_data.xml"


def migrate(cr, version):
    """Let the coupon's mail say sorry, where nobody has written it anew.

    It was for programs without company only, is now for all, and is not updated with
    the addon, because companies write their own.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref(TEMPLATE, raise_if_not_found=False)
    if not template:
        return
    if template.write_uid.id != SUPERUSER_ID:
        _logger.info(
            "The mail template %s was changed here, and stays: look whether it fits "
            "the coupons of all programs, and names when the code ends.",
            template.display_name,
        )
        return
    template.template_fs = DATA
    template.reset_template()
