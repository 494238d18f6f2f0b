"""Fills a database, or links what is in it: ``fill.py ODOO.CONF DATABASE SCALE|link``.

Runs in Odoo's Python.
"""

import logging
import sys

from load import load
from load.links import link

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def main(configuration, database, what):
    """Do it, and commit."""
    config.parse_config(["-c", configuration, "-d", database, "--no-http"])
    logging.getLogger("load").setLevel(logging.INFO)
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if what == "link":
            link(env)
        else:
            load(env, int(what))


if __name__ == "__main__":
    main(*sys.argv[1:])
