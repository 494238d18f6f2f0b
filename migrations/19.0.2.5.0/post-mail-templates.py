# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)

# Each with the folder of its data: they say what follows a return, and that the
# carrier's label is attached.
TEMPLATES = {
    "mail_template_return_slip": "returns",
    "mail_template_return_prepared": "notices",
    "mail_template_goods_received": "notices",
}


def migrate(cr, version):
    """Let our mails say what they say now, where nobody has written them anew.

    They are not updated with the addon, because companies write their own.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, folder in TEMPLATES.items():
        xmlid = f"helpdesk_mgmt_after_sales.{name}"
        template = env.ref(xmlid, raise_if_not_found=False)
        if not template:
            continue
        if template.write_uid.id != SUPERUSER_ID:
            _logger.info(
                "The mail template %s was changed here, and stays: look whether it "
                "fits what the one of this version says.",
                template.display_name,
            )
            continue
        template.template_fs = (
            f"helpdesk_mgmt_after_sales/data/{folder}/mail_template_data.xml"
        )
        template.reset_template()
