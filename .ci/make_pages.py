"""Make the scripts and styles of Odoo's pages: ``make_pages.py ODOO.CONF DATABASE``.

Each class of browser tests would make them anew, because what a test makes is undone at
its end; that is several seconds each. Odoo's own runner makes them first, too. Runs in
Odoo's Python.
"""

import sys

import odoo.init  # noqa: F401  (before anything else of Odoo)

# isort: split
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

# What our tests open, of all that Odoo's runner would make.
STYLES = (
    "portal.assets_chatter_style",
    "web.assets_frontend",
    "web.assets_web",
    "web.assets_web_print",
    "web.report_assets_common",
)
SCRIPTS = (
    "portal.assets_chatter",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_web",
)


def main(configuration, database):
    """Make them, and commit."""
    config.parse_config(["-c", configuration, "-d", database, "--no-http"])
    with Registry(database).cursor() as cr:
        qweb = api.Environment(cr, SUPERUSER_ID, {})["ir.qweb"]
        for name in STYLES:
            qweb._get_asset_bundle(name, css=True, js=False).css()
        for name in SCRIPTS:
            qweb._get_asset_bundle(name, css=False, js=True).js()


if __name__ == "__main__":
    main(*sys.argv[1:])
