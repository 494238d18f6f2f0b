"""Fill a database, or link what is in it: ``load ODOO.CONF DATABASE SCALE|link``.

Runs in Odoo's Python.
"""

import logging
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

# As a package, whatever it is started as
sys.path[0] = str(Path(__file__).resolve().parents[1])

from load import load
from load.links import link


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
