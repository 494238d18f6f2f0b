# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
ADDON = "helpdesk_mgmt_after_sales"


def load_persian(env):
    """Let users and customers read Persian, and load our words in it."""
    env["res.lang"]._activate_lang("fa_IR")
    env["ir.module.module"]._load_module_terms([ADDON], ["fa_IR"])
