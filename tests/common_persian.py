# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
ADDON = "helpdesk_mgmt_after_sales"


def load_persian(env, every_module=False):
    """Let users and customers read Persian, and load our words in it.

    :param every_module: also those of all other modules
    """
    env["res.lang"]._activate_lang("fa_IR")
    modules = env["ir.module.module"]
    names = [ADDON]
    if every_module:
        names = modules.search([("state", "=", "installed")]).mapped("name")
    modules._load_module_terms(names, ["fa_IR"], overwrite=True)
